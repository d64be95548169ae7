import type { Case } from "../domain/response/case.ts";
import { makersOf } from "../domain/response/case-sessions.ts";
import { type CaseParts, withOpenCase } from "./list-cases.ts";

/** An identity that another one's sessions lead to, and its open case. */
export interface LinkedCase {
  /** maker: it asked for sessions that gave evidence. derived: evidence came from sessions that it was asked for. */
  readonly relation: "maker" | "derived";
  readonly identityKey: string;
  /** Undefined where the identity has no open case. */
  readonly case: Pick<Case, "caseId" | "action" | "trust" | "openedMs" | "updatedMs"> | undefined;
}

/** Roles are assumed from roles; longer chains and more identities than these are not followed. */
const mostSteps = 4;
export const mostLinked = 20;

/**
 * The cases that belong to one story with that of an identity: upwards those of who asked for its sessions, downwards
 * those of roles whose evidence came from sessions that it asked for, each over role chains. Told from what the open
 * cases say of their sessions, so nothing has to be written twice, and the two sides never disagree.
 */
export async function linkedCases(
  parts: Pick<CaseParts, "standings" | "openCases">,
  identityKey: string,
  file: Case | undefined,
): Promise<LinkedCase[]> {
  const open = new Map<string, Case>();
  for await (const { openCase } of withOpenCase(parts)) open.set(openCase.identityKey, openCase);
  const upwards = (key: string) => {
    const from = key === identityKey ? (file ?? open.get(key)) : open.get(key);
    return from === undefined ? [] : makersOf(from);
  };
  const downwards = (key: string) =>
    [...open.values()].filter((one) => makersOf(one).some((maker) => isSame(maker, key))).map((one) => one.identityKey);
  const walked = new Set([identityKey]);
  const linked: LinkedCase[] = [];
  for (const [relation, next] of [
    ["maker", upwards],
    ["derived", downwards],
  ] as const) {
    for (const key of reached(identityKey, next, walked)) {
      const found = [...open.values()].find((one) => isSame(key, one.identityKey));
      linked.push({ relation, identityKey: found?.identityKey ?? key, case: found && summaryOf(found) });
    }
  }
  return linked.slice(0, mostLinked);
}

/** What a walk of some steps comes to, nearest first. */
function reached(from: string, next: (key: string) => readonly string[], walked: Set<string>): string[] {
  const found: string[] = [];
  let front: readonly string[] = [from];
  for (let step = 0; step < mostSteps && front.length > 0 && found.length < mostLinked; step++) {
    const ahead = front.flatMap(next).filter((key) => !walked.has(key) && walked.add(key));
    found.push(...ahead);
    front = ahead;
  }
  return found;
}

/** A very long key is remembered cut, with three dots. */
const isSame = (maker: string, key: string): boolean =>
  maker === key || (maker.endsWith("...") && key.startsWith(maker.slice(0, -3)));

const summaryOf = ({ caseId, action, trust, openedMs, updatedMs }: Case): NonNullable<LinkedCase["case"]> => ({
  caseId,
  action,
  trust,
  openedMs,
  updatedMs,
});
