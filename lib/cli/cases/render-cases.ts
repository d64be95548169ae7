import type { ReviewedCase } from "../../app/list-cases.ts";
import { printable } from "../../domain/event/printable.ts";
import { clip, columns, shortName } from "../demo/demo-text.ts";
import { aligned, counted, time } from "../figures.ts";
import type { Colour, Paint } from "../paint.ts";

export const actionColour = (action: string): Colour =>
  action === "contain" || action === "ask" ? "red" : action === "alert" ? "yellow" : "dim";

const minute = (timeMs: number): string => time(timeMs).slice(0, 16);

/** The review queue, one case a line and its name below. */
export function renderCases(cases: readonly ReviewedCase[], paint: Paint): string {
  if (cases.length === 0) return "No case is open.\n";
  const unruled = cases.filter(({ state }) => state === "unruled").length;
  const head = ["trust", "action", "triage", "opened (UTC)", "last", "identity"];
  const rows = cases.map(({ case: file, triage }) => [
    String(Math.floor(file.trust)),
    file.action,
    triage.label,
    minute(file.openedMs),
    minute(file.updatedMs),
    shortName(file.identityKey),
  ]);
  const [first = "", ...lines] = aligned([head, ...rows], [0]).map((line) => clip(line, columns));
  const told = cases.flatMap(({ case: file, trustNow, kind, state }, index) => [
    paint(actionColour(file.action), lines[index] as string),
    paint(
      "dim",
      clip(
        `       ${file.caseId}  ${state === "unruled" ? "ended unruled, " : ""}${kind}, ${factsOf(file, trustNow)}`,
        columns,
      ),
    ),
  ]);
  const next = `nhi cases CASE tells one of them; nhi verdict CASE expected|benign|abuse closes it.`;
  const ended = unruled === 0 ? "" : ` and ${unruled} that ended unruled`;
  return `${counted(cases.length - unruled, "open case")}${ended}, the lowest trust first\n\n${paint("bold", first)}\n${told.join("\n")}\n\n${next}\n`;
}

function factsOf({ story, omitted, containmentIds }: ReviewedCase["case"], trustNow: number): string {
  const lines = counted(story.length + omitted, "line");
  const contained = containmentIds.length === 0 ? "" : `, ${counted(containmentIds.length, "containment")}`;
  return printable(`${lines}${contained}, trust now ${Math.floor(trustNow)}`, 80);
}
