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

/** An open case as a reviewer needs it. */
export interface ReviewedCase {
  readonly case: Case;
  readonly kind: string;
  /** 0 to 100 at the time asked for; `case.trust` is the lowest that it fell to. */
  readonly trustNow: number;
  readonly triage: Triage;
}

export interface CaseParts {
  readonly standings: StandingStore;
  readonly openCases: OpenCases;
  readonly policy: Policy;
}

const keysARead = 100;

/** The review queue: every open case, the lowest trust first, then the newest. */
export async function listCases(parts: CaseParts, nowMs: number): Promise<ReviewedCase[]> {
  const cases: ReviewedCase[] = [];
  for await (const stored of withOpenCase(parts)) cases.push(review(stored, parts.policy, nowMs));
  return cases.sort(
    (a, b) =>
      a.case.trust - b.case.trust || b.case.updatedMs - a.case.updatedMs || (a.case.caseId < b.case.caseId ? -1 : 1),
  );
}

/** The standing with this open case; undefined where no case of that name is open. */
export async function standingOfCase(
  parts: Omit<CaseParts, "policy">,
  caseId: string,
): Promise<(StoredStanding & { readonly openCase: Case }) | undefined> {
  for await (const stored of withOpenCase(parts)) if (stored.openCase.caseId === caseId) return stored;
  return undefined;
}

/** What a reviewer is told of a standing's open case. */
export function review(
  stored: StoredStanding & { readonly openCase: Case },
  policy: Policy,
  nowMs: number,
): ReviewedCase {
  const standing = readStanding(stored);
  const { openCase } = stored;
  const kind = kindOf(standing);
  const { baseline } = standing;
  const days = activeDays(baseline, historyMask(baseline, openCase.openedMs));
  return {
    case: openCase,
    kind,
    trustNow: currentTrust(standing, nowMs, watchOf(policy, stored.identityKey)),
    triage: triageOf(openCase, { kind, activeDays: days }),
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

async function* withOpenCase({ standings, openCases }: Omit<CaseParts, "policy">) {
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
