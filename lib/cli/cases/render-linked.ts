import type { LinkedCase } from "../../app/linked-cases.ts";
import { printable } from "../../domain/event/printable.ts";
import { clip, columns, shortName } from "../demo/demo-text.ts";
import { aligned } from "../figures.ts";

const said: Record<LinkedCase["relation"], string> = {
  maker: "asked for its sessions:",
  derived: "it asked for sessions of:",
};

/** Identities that one deviation may have reached through sessions, each with its case. */
export function linkedLines(linked: readonly LinkedCase[]): string[] {
  if (linked.length === 0) return [];
  const rows = linked.map(({ relation, identityKey, case: file }) => [
    `  ${said[relation]}`,
    file === undefined
      ? "no open case"
      : `${printable(file.caseId, 40)}, ${file.action}, trust ${Math.floor(file.trust)}`,
    shortName(identityKey),
  ]);
  return ["Linked through sessions:", ...aligned(rows).map((line) => clip(line, columns))];
}
