import { currentTrust } from "../domain/assess.ts";
import { printable } from "../domain/event/printable.ts";
import type { Case } from "../domain/response/case.ts";
import type { Policy } from "../domain/response/policy.ts";
import { applyVerdict, type RulingEffects, type Verdict } from "../domain/response/verdict.ts";
import { watchOf } from "../domain/response/watch.ts";
import type { Standing } from "../domain/trust/standing.ts";
import { encodeStanding } from "../domain/trust/standing-codec.ts";
import { kindOf } from "./assess-identity.ts";
import { type CaseParts, findCase, readStanding } from "./list-cases.ts";
import type { StandingWrite } from "./ports.ts";
import type { RulingRecord, RulingStore } from "./rulings.ts";
import { VerdictRefusedError } from "./verdict-refused-error.ts";

export interface VerdictParts extends CaseParts {
  readonly rulings: RulingStore;
  /** Waits before another attempt. */
  readonly pause?: (attempt: number) => Promise<unknown>;
}

export interface GivenVerdict {
  readonly case: Case;
  readonly effects: RulingEffects;
  /** 0 to 100 at the time of the verdict. */
  readonly trustBefore: number;
  readonly trustAfter: number;
}

export const mostVerdictAttempts = 20;

/**
 * Rules on a case that is open, or that ended without a ruling. What undoing it needs is written first, then the
 * standing, where it is still the one that was read; a batch that came first is taken in and the verdict given again on
 * its result. Throws VerdictRefusedError where there is no such case or the verdict cannot be given.
 */
export async function giveVerdict(
  parts: VerdictParts,
  caseId: string,
  verdict: Verdict,
  nowMs: number,
): Promise<GivenVerdict> {
  const [latest] = await parts.rulings.list(caseId);
  // A record is named by its time: one that was taken back within this millisecond is not written over.
  const atMs = Math.max(nowMs, (latest?.case.ruling?.ruledMs ?? 0) + 1);
  for (let attempt = 1; attempt <= mostVerdictAttempts; attempt++) {
    if (attempt > 1) await parts.pause?.(attempt);
    const found = await findCase(parts, caseId);
    if (found === undefined) {
      throw new VerdictRefusedError(`no case ${printable(caseId, 60)} is open; see the open ones with: nhi cases`);
    }
    const { stored, file, state } = found;
    const before = readStanding(stored);
    if (state === "unruled" && isInForce(latest, before)) {
      // The verdict was given, and only this was left to do.
      await parts.unruledCases?.remove(file);
      throw new VerdictRefusedError(`${printable(caseId, 60)} was ruled on already; undo that first`);
    }
    const ruled = applyVerdict(before, file, verdict, atMs);
    if (typeof ruled === "string") throw new VerdictRefusedError(ruled);
    const version = stored.version + 1;
    const record = { case: ruled.case, trace: ruled.effects, before: stored.bytes, version };
    await parts.rulings.put(state === "open" ? record : { ...record, wasUnruled: true });
    // The verdict on a case that ended before leaves the identity's open one as it is.
    const stillOpen = state === "open" ? undefined : stored.openCase;
    const write = writeAfter(stored, ruled.standing, stillOpen, parts.policy);
    if ((await parts.standings.save([write])).length > 0) continue;
    if (state === "unruled") await parts.unruledCases?.remove(file);
    const watch = watchOf(parts.policy, stored.identityKey);
    const [trustBefore, trustAfter] = [before, ruled.standing].map((one) => currentTrust(one, nowMs, watch));
    return { case: ruled.case, effects: ruled.effects, trustBefore: trustBefore ?? 0, trustAfter: trustAfter ?? 0 };
  }
  throw new Error(
    `the standing of case ${caseId} changed ${mostVerdictAttempts} times meanwhile; give the verdict again`,
  );
}

const isInForce = (record: RulingRecord | undefined, { ruledMs }: Standing): boolean =>
  record !== undefined && record.undone === undefined && record.case.ruling?.ruledMs === ruledMs;

/** The write of a standing that a person's ruling changed. */
export function writeAfter(
  stored: { readonly identityKey: string; readonly version: number },
  standing: Standing,
  openCase: Case | undefined,
  policy: Policy,
): StandingWrite {
  const { newestMs } = standing.baseline;
  return {
    identityKey: stored.identityKey,
    expectedVersion: stored.version,
    bytes: encodeStanding(standing),
    openCase,
    trust: Math.round(currentTrust(standing, newestMs, watchOf(policy, stored.identityKey)) * 10) / 10,
    kind: kindOf(standing),
    lastSeenMs: newestMs,
  };
}
