import {
  assessDeviation,
  assessFinding,
  assessIssued,
  assessNotice,
  assessRightsChanged,
  currentTrust,
} from "../domain/assess.ts";
import { makerOf, sessionKey } from "../domain/behaviour/session-links.ts";
import type { Standpoint } from "../domain/detection/rule-facts.ts";
import type { CorrelatedFinding } from "../domain/detection/sigma/correlation/correlated-finding.ts";
import type { Activity } from "../domain/event/activity.ts";
import { isLongTermKey } from "../domain/identity/access-key-id.ts";
import { type Actor, type IdentityKind, identityKinds } from "../domain/identity/identity.ts";
import type { Assessment } from "../domain/response/assessment.ts";
import type { Case, CaseSession } from "../domain/response/case.ts";
import { continueCase, isOpenAt } from "../domain/response/case-file.ts";
import { evidenceOfSession, withMaker, withSession } from "../domain/response/case-sessions.ts";
import type { CredentialUse } from "../domain/response/containment-proof.ts";
import { responses } from "../domain/response/decision.ts";
import { decisionInCase } from "../domain/response/target-in-case.ts";
import type { Terms } from "../domain/terms.ts";
import type { Standing } from "../domain/trust/standing.ts";
import { type ContainedUses, containedUses } from "./contained-uses.ts";
import type { IdentityMatch } from "./correlate-matches.ts";
import type { Concern } from "./group-readings.ts";

/** What a batch came to for one identity. */
export interface IdentityOutcome {
  readonly standing: Standing;
  readonly openCase: Case | undefined;
  /** Cases that were quiet for too long, and that another one took the place of; nobody ruled on them. */
  readonly replaced: readonly Case[];
  /** Who acted last; undefined where only sessions were issued for the identity. */
  readonly actor: Actor | undefined;
  /** The assessments that say something, in order of time. */
  readonly assessments: readonly Assessment[];
  /** The one with the strongest decision, the first of them; undefined where nothing is to be done. */
  readonly decisive: Assessment | undefined;
  /** The first for each target and session that is to be contained: both keys of a user, two sessions of a role. */
  readonly containing: readonly Assessment[];
  /** By containment's id: what contained credentials were seen to do, at most two uses each. */
  readonly uses: ReadonlyMap<string, readonly CredentialUse[]>;
  /** What rules over several events want to know. */
  readonly matches: readonly AssessedMatch[];
  /** 0 to 100, at the newest event. */
  readonly trust: number;
  /** Whether that is as low as an alert needs. */
  readonly isLow: boolean;
}

const noUses: ReadonlyMap<string, readonly CredentialUse[]> = new Map();

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
  const telling = newTelling(openCase, standing);
  const own = termsWithin(terms, telling);
  const matches: AssessedMatch[] = [];
  for (const concern of concerns) {
    if (concern.kind === "session") {
      const { activity, asker, issued } = concern;
      const assessment = assessIssued(activity, asker, issued, standing, own, nowMs);
      if (assessment !== undefined) {
        telling.actor ??= assessment.actor;
        tell(telling, assessment);
      }
      if (telling.file !== undefined) telling.file = withMaker(telling.file, sessionOf(standing, issued.accessKeyId));
      continue;
    }
    if (concern.kind === "rights") {
      assessRightsChanged(concern.activity, concern.actor, standing, own);
      continue;
    }
    telling.actor = concern.actor;
    if (concern.kind === "activity") telling.uses?.add(concern.activity, concern.actor);
    const assessment =
      concern.kind === "notice"
        ? assessNotice(concern.notice, concern.actor, standing, own, nowMs)
        : assessDeviation(concern.activity, concern.actor, standing, own, nowMs);
    if (assessment === undefined) continue;
    const { activity, actor } = assessment;
    for (const match of assessment.matches ?? []) {
      matches.push({ ...match, activity, actor, identityKey: actor.identity.key });
    }
    if (assessment.signals.length > 0 || assessment.findings.length > 0) tell(telling, assessment);
  }
  return outcomeOf(telling, matches, terms);
}

/** The terms on which this batch is judged: rules may ask whether a case is open, which changes within it. */
const termsWithin = (terms: Terms, telling: Telling): Terms => ({
  ...terms,
  standpoint: new StandpointWithin(terms.standpoint, telling),
});

/** Made for every identity of every batch: a class, because its method is not made anew each time. */
class StandpointWithin implements Standpoint {
  readonly tier: string;
  readonly trustAt: Standpoint["trustAt"];
  readonly #telling: Telling;

  constructor({ tier, trustAt }: Standpoint, telling: Telling) {
    this.tier = tier;
    this.trustAt = trustAt;
    this.#telling = telling;
  }

  hasCaseAt(timeMs: number): boolean {
    return isOpenAt(this.#telling.file, timeMs);
  }
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
    standing,
    actor: outcome.actor,
    replaced: [...outcome.replaced],
    assessments: [...outcome.assessments],
    containing: new Map(outcome.containing.map((assessment) => [targetName(assessment), assessment])),
    decisive: outcome.decisive,
    file: outcome.openCase,
    uses: undefined,
  };
  for (const finding of found) {
    const { activity, actor } = finding.match;
    const assessment = assessFinding(finding, activity, actor, standing, terms, nowMs);
    if (assessment !== undefined) tell(telling, assessment);
  }
  return { ...outcomeOf(telling, matches, terms), uses: outcome.uses };
}

interface Telling {
  readonly assessments: Assessment[];
  readonly containing: Map<string, Assessment>;
  readonly replaced: Case[];
  readonly standing: Standing;
  actor: Actor | undefined;
  decisive: Assessment | undefined;
  file: Case | undefined;
  /** Undefined where nothing is contained. */
  readonly uses: ContainedUses | undefined;
}

const newTelling = (openCase: Case | undefined, standing: Standing): Telling => ({
  standing,
  actor: undefined,
  replaced: [],
  assessments: [],
  containing: new Map(),
  decisive: undefined,
  file: openCase,
  uses: containedUses(openCase),
});

const targetName = ({ decision, actor }: Assessment): string =>
  `${JSON.stringify(decision.target)} ${actor.sessionStartedMs ?? ""}`;

function tell(telling: Telling, alone: Assessment): void {
  const { standing, file: before } = telling;
  const session = sessionBehind(standing, alone);
  const assessment = withinCase(alone, before, session);
  telling.assessments.push(assessment);
  telling.file = continueCase(before, assessment, standing.ruledMs, session);
  if (before !== undefined && before.ruling === undefined && telling.file?.caseId !== before.caseId) {
    telling.replaced.push(before);
  }
  if (rank(assessment) > (telling.decisive === undefined ? 0 : rank(telling.decisive))) telling.decisive = assessment;
  const { action, target } = assessment.decision;
  if ((action !== "contain" && action !== "ask") || target === undefined) return;
  const name = targetName(assessment);
  if (!telling.containing.has(name)) telling.containing.set(name, assessment);
}

/** The assessment with the target that the whole case calls for; the same one where that is its own. */
function withinCase(assessment: Assessment, file: Case | undefined, session: CaseSession | undefined): Assessment {
  if (session === undefined || !isOpenAt(file, assessment.activity.timeMs)) return assessment;
  const decision = decisionInCase(assessment.decision, withSession(file.sessions, session));
  return decision === assessment.decision ? assessment : { ...assessment, decision };
}

/** The session that an activity was done in; undefined for long-term keys, and where the record names no credential. */
function sessionBehind(standing: Standing, assessment: Assessment): CaseSession | undefined {
  const { accessKeyId } = assessment.actor;
  if (accessKeyId === undefined || isLongTermKey(accessKeyId)) return undefined;
  return evidenceOfSession(sessionOf(standing, accessKeyId), assessment);
}

const sessionOf = ({ baseline }: Standing, accessKeyId: string): CaseSession => ({
  key: sessionKey(accessKeyId),
  maker: makerOf(baseline.sessions, accessKeyId) ?? "",
});

function outcomeOf(telling: Telling, matches: readonly AssessedMatch[], terms: Terms): IdentityOutcome {
  const { standing, file, replaced, actor, assessments, containing, decisive } = telling;
  const trust = currentTrust(standing, standing.baseline.newestMs, terms.watch);
  return {
    standing,
    openCase: file,
    replaced,
    actor,
    assessments,
    matches,
    decisive,
    uses: telling.uses?.seen ?? noUses,
    containing: [...containing.values()],
    trust,
    isLow: trust <= terms.watch.thresholds.alert,
  };
}

/** The most specific kind that any record gave evidence for. */
export const kindOf = (standing: Standing): IdentityKind =>
  identityKinds[31 - Math.clz32(standing.baseline.kinds | 1)] ?? "unknown";
