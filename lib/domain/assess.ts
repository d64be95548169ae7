import { hash32 } from "./behaviour/hash.ts";
import { type Comparison, compareWith, passingComparison } from "./detection/comparison.ts";
import type { Finding } from "./detection/finding.ts";
import { signalOfNotice } from "./detection/notice-signal.ts";
import { observeActivity, observeFindings } from "./detection/observe-activity.ts";
import { observeRightsChanged } from "./detection/observe-rights-changed.ts";
import { observeSession } from "./detection/observe-session.ts";
import { passingFacts, ruleFactsOf } from "./detection/rule-facts.ts";
import type { RuleMatch } from "./detection/sigma/correlation/correlation.ts";
import type { Facts } from "./detection/sigma/field-reader.ts";
import type { Signal } from "./detection/signal.ts";
import { rounded } from "./detection/signal-points.ts";
import type { Activity, Notice } from "./event/activity.ts";
import { activityOfNotice } from "./event/notice-activity.ts";
import { isLongTermKey } from "./identity/access-key-id.ts";
import type { Actor, IdentityKind, SessionIssued } from "./identity/identity.ts";
import { actorOfIssued } from "./identity/issued-actor.ts";
import type { Assessment } from "./response/assessment.ts";
import { decide } from "./response/decide.ts";
import type { Decision } from "./response/decision.ts";
import type { Policy } from "./response/policy.ts";
import type { Watch } from "./response/watch.ts";
import type { Rules, Terms } from "./terms.ts";
import { isAllowed } from "./trust/allowance.ts";
import type { Contribution } from "./trust/contribution.ts";
import { advanceStanding, contribute, contributionsOf, type Standing } from "./trust/standing.ts";
import { familyLosses, trustOf } from "./trust/trust-score.ts";

const nothing: readonly Signal[] = [];
const asAgreed: Decision = { action: "observe", reasons: ["somebody ruled that this is expected"], target: undefined };
const nothingUnusual: Decision = { action: "observe", reasons: [], target: undefined };

/**
 * The whole sentence: an activity of an identity, its standing, the rules and the policy, at a time, give an
 * assessment.
 *
 * The standing is the caller's own copy and is brought forward in place: the days that are over are closed, the
 * activity is compared with what was seen on earlier days, and then learned. `nowMs` is only used to refuse to act on
 * old events. Applying the same activity twice changes nothing more.
 */
export function assess(activity: Activity, actor: Actor, standing: Standing, terms: Terms, nowMs: number): Assessment {
  const deviation = assessDeviation(activity, actor, standing, terms, nowMs);
  if (deviation !== undefined) return deviation;
  const trust = currentTrust(standing, activity.timeMs, terms.watch);
  return { activity, actor, findings: [], signals: [], trust, losses: [], decision: nothingUnusual };
}

/**
 * The same, but undefined where nothing about the activity deviates, which is nearly always and takes the least time.
 */
export function assessDeviation(
  activity: Activity,
  actor: Actor,
  standing: Standing,
  terms: Terms,
  nowMs: number,
): Assessment | undefined {
  const { rules, policy, watch } = terms;
  bringForward(standing, activity.timeMs, watch);
  const comparison = passingComparison(standing.baseline, activity, actor, terms.surroundings, terms.contract);
  observeActivity(comparison);
  const matched = rules.match(activity, passingFacts(comparison, terms.standpoint, standing));
  const enabled =
    matched.length === 0 ? matched : matched.filter(({ ruleId }) => !policy.disabledRules.includes(ruleId));
  const { findings, matches } =
    enabled.length === 0
      ? noFindings
      : heard(enabled, rules, comparison, ruleFactsOf({ ...comparison }, terms.standpoint, standing));
  observeFindings(comparison, findings);
  const signals = weighted(comparison.signals ?? nothing, policy, actor.identity.kind);
  if (signals.length === 0) {
    if (findings.length === 0 && matches.length === 0) return undefined;
    const trust = currentTrust(standing, activity.timeMs, watch);
    return { activity, actor, findings, matches, signals, trust, losses: [], decision: nothingUnusual };
  }
  if (!takeInto(standing, signals, credentialOf(actor))) {
    const trust = currentTrust(standing, activity.timeMs, watch);
    return { activity, actor, findings, matches, signals, trust, losses: [], decision: asAgreed };
  }
  return { ...conclude(activity, actor, standing, terms, nowMs, findings, signals), matches };
}

const noFindings = { findings: [] as readonly Finding[], matches: [] as readonly RuleMatch[] };

/** What is told of the rules that matched, and what correlations want to know of them. */
function heard(matched: readonly Finding[], { correlations }: Rules, { activity }: Comparison, facts: Facts) {
  if (correlations === undefined) return { findings: matched, matches: noFindings.matches };
  const { wanted, silent } = correlations;
  const { eventId, timeMs, record } = activity;
  return {
    findings: matched.filter(({ ruleId }) => !silent.has(ruleId)),
    matches: matched.flatMap(({ ruleId }) => (wanted.has(ruleId) ? [{ ruleId, eventId, timeMs, record, facts }] : [])),
  };
}

/**
 * Signals take from trust, unless somebody ruled that they are expected: those are told and take nothing.
 * False where all of them are.
 */
function takeInto(standing: Standing, signals: readonly Signal[], credential: number): boolean {
  let anyTaken = false;
  for (const signal of signals) {
    if (isAllowed(standing.allowances, signal)) continue;
    anyTaken = true;
    // A rate is evidence of the hour, whichever credential the last call happened to use.
    contribute(standing, { ...signal, credential: signal.eventId === "" ? 0 : credential });
  }
  return anyTaken;
}

/** Takes what a correlation of several matches came to into the standing of the identity that it is told of. */
export function assessFinding(
  finding: Finding,
  activity: Activity,
  actor: Actor,
  standing: Standing,
  terms: Terms,
  nowMs: number,
): Assessment | undefined {
  if (terms.policy.disabledRules.includes(finding.ruleId)) return undefined;
  bringForward(standing, activity.timeMs, terms.watch);
  const comparison = compareWith(standing.baseline, activity, actor, terms.surroundings, terms.contract);
  observeFindings(comparison, [finding]);
  const signals = weighted(comparison.signals ?? nothing, terms.policy, actor.identity.kind);
  takeInto(standing, signals, credentialOf(actor));
  return conclude(activity, actor, standing, terms, nowMs, [finding], signals);
}

/** Signals as the policy weighs them, by their kind and the identity's; one that it switches off is not there. */
function weighted(
  signals: readonly Signal[],
  { signalWeights, kindWeights }: Policy,
  identityKind: IdentityKind,
): readonly Signal[] {
  if (signals.length === 0) return signals;
  const ofIdentity = kindWeights[identityKind] ?? 1;
  return signals.flatMap((signal) => {
    const weight = (signalWeights[signal.kind] ?? 1) * ofIdentity;
    if (weight === 1) return [signal];
    return weight === 0 ? [] : [{ ...signal, points: rounded(Math.min(100, signal.points * weight)) }];
  });
}

/**
 * Takes what another service says of a principal into its standing: evidence against it, but no behaviour of its own.
 */
export function assessNotice(
  notice: Notice,
  actor: Actor,
  standing: Standing,
  terms: Terms,
  nowMs: number,
): Assessment {
  bringForward(standing, notice.timeMs, terms.watch);
  const signal = signalOfNotice(notice);
  takeInto(standing, [signal], credentialOf(actor));
  return conclude(activityOfNotice(notice), actor, standing, terms, nowMs, [], [signal]);
}

function conclude(
  activity: Activity,
  actor: Actor,
  standing: Standing,
  { watch, policy }: Terms,
  nowMs: number,
  findings: readonly Finding[],
  signals: readonly Signal[],
): Assessment {
  const credential = credentialOf(actor);
  const trust = currentTrust(standing, activity.timeMs, watch);
  const evidence = {
    actor,
    trust,
    losses: familyLosses(evidenceAgainst(standing, credential), activity.timeMs, watch.weight),
    eventAgeMs: nowMs - activity.timeMs,
  };
  const losses = familyLosses(contributionsOf(standing), activity.timeMs, watch.weight);
  return { activity, actor, findings, signals, trust, losses, decision: decide(evidence, watch, policy) };
}

/** Learns a session on the standing of the identity that it was issued for, and returns what is unusual about it. */
export function assessSession(
  activity: Activity,
  asker: Actor,
  issued: SessionIssued,
  standing: Standing,
  terms: Terms,
): readonly Signal[] {
  bringForward(standing, activity.timeMs, terms.watch);
  const observed = observeSession(standing.baseline, activity, asker, issued, terms.contract);
  const signals = weighted(observed, terms.policy, issued.kind);
  takeInto(standing, signals, 0);
  return signals;
}

/**
 * The same, as an assessment of the identity that got the session, before it has done anything with it. Undefined where
 * nothing about the session is unusual, or all of that was ruled to be expected.
 */
export function assessIssued(
  activity: Activity,
  asker: Actor,
  issued: SessionIssued,
  standing: Standing,
  terms: Terms,
  nowMs: number,
): Assessment | undefined {
  const signals = assessSession(activity, asker, issued, standing, terms);
  if (signals.every((signal) => isAllowed(standing.allowances, signal))) return undefined;
  return conclude(activity, actorOfIssued(issued), standing, terms, nowMs, [], signals);
}

/**
 * Learns that the rights of a standing's identity were changed by another one, and takes in what it made of them. One
 * that was never seen to act has nothing to compare, and nothing is kept of it: the change names it without its path.
 */
export function assessRightsChanged(activity: Activity, changer: Actor, standing: Standing, terms: Terms): void {
  if (standing.baseline.anchorDay === 0) return;
  bringForward(standing, activity.timeMs, terms.watch);
  const observed = observeRightsChanged(standing.baseline, activity, changer);
  takeInto(standing, weighted(observed, terms.policy, "unknown"), 0);
}

const bringForward = (standing: Standing, timeMs: number, watch: Watch): void =>
  advanceStanding(standing, timeMs, watch);

/** Trust of a standing at a time, 0 to 100. */
export const currentTrust = (standing: Standing, atMs: number, watch: Watch): number =>
  trustOf(contributionsOf(standing), atMs, watch.weight);

/** Only a user's long-term keys are stopped one by one; everything else is stopped whole. */
function credentialOf({ identity, accessKeyId }: Actor): number {
  return identity.kind === "access-key-user" && accessKeyId !== undefined && isLongTermKey(accessKeyId)
    ? hash32(accessKeyId)
    : 0;
}

/** Evidence seen with one of a user's keys never counts against another. A role's sessions are stopped together. */
function evidenceAgainst(standing: Standing, credential: number): Contribution[] {
  const all = contributionsOf(standing);
  return credential === 0 ? all : all.filter((one) => one.credential === credential);
}
