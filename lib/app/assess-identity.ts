import { assessDeviation, assessFinding, assessNotice, assessSession, currentTrust } from "../domain/assess.ts";
import type { CorrelatedFinding } from "../domain/detection/sigma/correlation/correlated-finding.ts";
import type { Activity } from "../domain/event/activity.ts";
import { type Actor, identityKinds } from "../domain/identity/identity.ts";
import type { Assessment } from "../domain/response/assessment.ts";
import type { Case } from "../domain/response/case.ts";
import { continueCase } from "../domain/response/case-file.ts";
import { responses } from "../domain/response/decision.ts";
import type { Terms } from "../domain/terms.ts";
import type { Standing } from "../domain/trust/standing.ts";
import type { IdentityMatch } from "./correlate-matches.ts";
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
  /** What rules over several events want to know. */
  readonly matches: readonly AssessedMatch[];
  /** 0 to 100, at the newest event. */
  readonly trust: number;
}

const rank = (assessment: Assessment): number => responses.indexOf(assessment.decision.action);

/** A rule's match with the activity that it is of. */
export interface AssessedMatch extends IdentityMatch {
  readonly activity: Activity;
  readonly actor: Actor;
}

/** Assesses everything in a batch that concerns one identity. The standing is the caller's own copy. */
export function assessIdentity(
  concerns: readonly Concern[],
  standing: Standing,
  openCase: Case | undefined,
  terms: Terms,
  nowMs: number,
): IdentityOutcome {
  const telling = tellingOf(openCase, standing.ruledMs);
  const matches: AssessedMatch[] = [];
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
    const { activity, actor } = assessment;
    for (const match of assessment.matches ?? []) {
      matches.push({ ...match, activity, actor, identityKey: actor.identity.key });
    }
    if (assessment.signals.length > 0 || assessment.findings.length > 0) tell(telling, assessment);
  }
  return outcomeOf(telling, standing, matches, terms);
}

/** The same outcome with what rules over several matches came to. */
export function withCorrelated(
  outcome: IdentityOutcome,
  found: readonly CorrelatedFinding<AssessedMatch>[],
  terms: Terms,
  nowMs: number,
): IdentityOutcome {
  if (found.length === 0) return outcome;
  const { standing, matches } = outcome;
  const telling: Telling = {
    ruledMs: standing.ruledMs,
    assessments: [...outcome.assessments],
    containing: new Map(outcome.containing.map((assessment) => [targetName(assessment), assessment])),
    decisive: outcome.decisive,
    file: outcome.openCase,
  };
  for (const finding of found) {
    const { activity, actor } = finding.match;
    const assessment = assessFinding(finding, activity, actor, standing, terms, nowMs);
    if (assessment !== undefined) tell(telling, assessment);
  }
  return outcomeOf(telling, standing, matches, terms);
}

interface Telling {
  readonly assessments: Assessment[];
  readonly containing: Map<string, Assessment>;
  readonly ruledMs: number;
  decisive: Assessment | undefined;
  file: Case | undefined;
}

const tellingOf = (openCase: Case | undefined, ruledMs: number): Telling => ({
  ruledMs,
  assessments: [],
  containing: new Map(),
  decisive: undefined,
  file: openCase,
});

const targetName = ({ decision, actor }: Assessment): string =>
  `${JSON.stringify(decision.target)} ${actor.sessionStartedMs ?? ""}`;

function tell(telling: Telling, assessment: Assessment): void {
  telling.assessments.push(assessment);
  telling.file = continueCase(telling.file, assessment, telling.ruledMs);
  if (rank(assessment) > (telling.decisive === undefined ? 0 : rank(telling.decisive))) telling.decisive = assessment;
  const { action, target } = assessment.decision;
  if (action !== "contain" || target === undefined) return;
  const name = targetName(assessment);
  if (!telling.containing.has(name)) telling.containing.set(name, assessment);
}

function outcomeOf(
  { assessments, containing, decisive, file }: Telling,
  standing: Standing,
  matches: readonly AssessedMatch[],
  terms: Terms,
): IdentityOutcome {
  const trust = currentTrust(standing, standing.baseline.newestMs, terms.watch);
  return { standing, openCase: file, assessments, matches, decisive, containing: [...containing.values()], trust };
}

/** The most specific kind that any record gave evidence for. */
export const kindOf = (standing: Standing): string =>
  identityKinds[31 - Math.clz32(standing.baseline.kinds | 1)] ?? "unknown";
