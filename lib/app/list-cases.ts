import { currentTrust } from "../domain/assess.ts";
import { activeDays, historyMask } from "../domain/behaviour/baseline.ts";
import type { Case } from "../domain/response/case.ts";
import type { Policy } from "../domain/response/policy.ts";
import { type Triage, triageOf } from "../domain/response/triage.ts";
import { watchOf } from "../domain/response/watch.ts";
import type { Standing } from "../domain/trust/standing.ts";
import { decodeStanding } from "../domain/trust/standing-codec.ts";
import { kindOf } from "./assess-identity.ts";
import type { StandingStore, StoredStanding } from "./ports.ts";
import type { OpenCases } from "./rulings.ts";
import { UnreadableStandingError } from "./unreadable-standing-error.ts";
import type { UnruledCases } from "./unruled-cases.ts";

/** Where a case stands: open, or closed without a ruling because nothing more came and another one took its place. */
export type CaseState = "open" | "unruled";

/** A case as a reviewer needs it. */
export interface ReviewedCase {
  readonly case: Case;
  readonly state: CaseState;
  readonly kind: string;
  /** 0 to 100 at the time asked for; `case.trust` is the lowest that it fell to. */
  readonly trustNow: number;
  readonly triage: Triage;
}

export interface CaseParts {
  readonly standings: StandingStore;
  readonly openCases: OpenCases;
  /** Without it only open cases are known. */
  readonly unruledCases?: UnruledCases;
  readonly policy: Policy;
}

const keysARead = 100;

/**
 * The review queue: every open case, the lowest trust first, then the newest; with `all` also those that ended unruled.
 */
export async function listCases(parts: CaseParts, nowMs: number, all = false): Promise<ReviewedCase[]> {
  const cases: ReviewedCase[] = [];
  for await (const stored of withOpenCase(parts)) cases.push(review(openOf(stored), parts.policy, nowMs));
  if (all) for await (const found of withUnruledCase(parts)) cases.push(review(found, parts.policy, nowMs));
  return cases.sort(
    (a, b) =>
      Number(a.state === "unruled") - Number(b.state === "unruled") ||
      a.case.trust - b.case.trust ||
      b.case.updatedMs - a.case.updatedMs ||
      (a.case.caseId < b.case.caseId ? -1 : 1),
  );
}

/** A case that somebody can rule on, with the standing that this would change. */
export interface FoundCase {
  readonly file: Case;
  readonly state: CaseState;
  readonly stored: StoredStanding;
}

/** Undefined where no case of that name is open or kept without a ruling. */
export async function findCase(parts: Omit<CaseParts, "policy">, caseId: string): Promise<FoundCase | undefined> {
  for await (const stored of withOpenCase(parts)) if (stored.openCase.caseId === caseId) return openOf(stored);
  const file = await parts.unruledCases?.find(caseId);
  if (file === undefined) return undefined;
  const stored = (await parts.standings.load([file.identityKey])).get(file.identityKey);
  return stored === undefined ? undefined : { file, state: "unruled", stored };
}

const openOf = (stored: StoredStanding & { readonly openCase: Case }): FoundCase => ({
  file: stored.openCase,
  state: "open",
  stored,
});

/** What a reviewer is told of a case. */
export function review({ file, state, stored }: FoundCase, policy: Policy, nowMs: number): ReviewedCase {
  const standing = readStanding(stored);
  const kind = kindOf(standing);
  const { baseline } = standing;
  const days = activeDays(baseline, historyMask(baseline, file.openedMs));
  return {
    case: file,
    state,
    kind,
    trustNow: currentTrust(standing, nowMs, watchOf(policy, stored.identityKey)),
    triage: triageOf(file, { kind, activeDays: days }),
  };
}

/** @throws UnreadableStandingError, naming the identity */
export function readStanding({ identityKey, bytes }: StoredStanding): Standing {
  try {
    return decodeStanding(bytes);
  } catch (cause) {
    throw new UnreadableStandingError(identityKey, cause);
  }
}

/** Standings with an open case. */
export async function* withOpenCase({ standings, openCases }: Pick<CaseParts, "standings" | "openCases">) {
  let keys: string[] = [];
  for await (const key of openCases.identityKeys()) {
    keys.push(key);
    if (keys.length < keysARead) continue;
    yield* openAmong(standings, keys);
    keys = [];
  }
  if (keys.length > 0) yield* openAmong(standings, keys);
}

/** The index of open cases may name one that was closed a moment ago: the standing itself says. */
async function* openAmong(standings: StandingStore, keys: readonly string[]) {
  for (const stored of (await standings.load(keys)).values()) {
    const { openCase } = stored;
    if (openCase !== undefined && openCase.ruling === undefined) yield { ...stored, openCase };
  }
}

/** One whose identity has it open again, as after a write that came to nothing, is not told twice. */
async function* withUnruledCase({ standings, unruledCases }: CaseParts): AsyncGenerator<FoundCase> {
  if (unruledCases === undefined) return;
  for await (const file of unruledCases.list()) {
    const stored = (await standings.load([file.identityKey])).get(file.identityKey);
    if (stored !== undefined && stored.openCase?.caseId !== file.caseId) yield { file, state: "unruled", stored };
  }
}
