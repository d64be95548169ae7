import { assessDeviation, assessNotice, assessSession, currentTrust, type Terms } from "../domain/assess.ts";
import { identityKinds } from "../domain/identity/identity.ts";
import type { Assessment } from "../domain/response/assessment.ts";
import type { Case } from "../domain/response/case.ts";
import { continueCase } from "../domain/response/case-file.ts";
import { responses } from "../domain/response/decision.ts";
import type { Standing } from "../domain/trust/standing.ts";
import type { Concern } from "./group-readings.ts";

/** What a batch came to for one identity. */
export interface IdentityOutcome {
  readonly standing: Standing;
  readonly openCase: Case | undefined;
  /** The assessments that say something, in order of time. */
  readonly assessments: readonly Assessment[];
  /** The one with the strongest decision, the first of them; undefined where nothing is to be done. */
  readonly decisive: Assessment | undefined;
  /** The first for each target and session that is to be contained: both keys of a user, two sessions of a role. */
  readonly containing: readonly Assessment[];
  /** 0 to 100, at the newest event. */
  readonly trust: number;
}

const rank = (assessment: Assessment): number => responses.indexOf(assessment.decision.action);

/** Assesses everything in a batch that concerns one identity. The standing is the caller's own copy. */
export function assessIdentity(
  concerns: readonly Concern[],
  standing: Standing,
  openCase: Case | undefined,
  terms: Terms,
  nowMs: number,
): IdentityOutcome {
  const assessments: Assessment[] = [];
  const containing = new Map<string, Assessment>();
  let decisive: Assessment | undefined;
  let file = openCase;
  for (const concern of concerns) {
    if (concern.kind === "session") {
      assessSession(concern.activity, concern.asker, concern.issued, standing, terms);
      continue;
    }
    const assessment =
      concern.kind === "notice"
        ? assessNotice(concern.notice, concern.actor, standing, terms, nowMs)
        : assessDeviation(concern.activity, concern.actor, standing, terms, nowMs);
    if (assessment === undefined) continue;
    assessments.push(assessment);
    file = continueCase(file, assessment);
    if (rank(assessment) > (decisive === undefined ? 0 : rank(decisive))) decisive = assessment;
    const { action, target } = assessment.decision;
    if (action !== "contain" || target === undefined) continue;
    const name = `${JSON.stringify(target)} ${assessment.actor.sessionStartedMs ?? ""}`;
    if (!containing.has(name)) containing.set(name, assessment);
  }
  const trust = currentTrust(standing, standing.baseline.newestMs, terms.watch);
  return { standing, openCase: file, assessments, decisive, containing: [...containing.values()], trust };
}

/** The most specific kind that any record gave evidence for. */
export const kindOf = (standing: Standing): string =>
  identityKinds[31 - Math.clz32(standing.baseline.kinds | 1)] ?? "unknown";
