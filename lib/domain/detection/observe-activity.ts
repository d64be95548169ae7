import { markPresence } from "../behaviour/baseline.ts";
import { boundedMemo } from "../behaviour/bounded-memo.ts";
import { actionDimension, errorDimension, markKeyOfHash, serviceDimension } from "../behaviour/dimension.ts";
import { hash32 } from "../behaviour/hash.ts";
import { identityKinds } from "../identity/identity.ts";
import { kindIsOfThisRecord } from "../identity/kind-evidence.ts";
import { compareCaller } from "./compare-caller.ts";
import { compareConcurrency } from "./compare-concurrency.ts";
import { compareContract } from "./compare-contract.ts";
import { compareEnvironment } from "./compare-environment.ts";
import { compareForeignAccounts } from "./compare-foreign-accounts.ts";
import { compareHuman } from "./compare-human.ts";
import { compareNewActions } from "./compare-new-actions.ts";
import { comparePeers } from "./compare-peers.ts";
import { comparePrivilegeUsed } from "./compare-privilege-used.ts";
import { compareResources } from "./compare-resources.ts";
import { compareRule } from "./compare-rule.ts";
import { compareSecretNetwork, tellsOfSecretOrNetwork } from "./compare-secret-network.ts";
import { compareSelfDealing } from "./compare-self-dealing.ts";
import { compareSession, compareWorkloadAway } from "./compare-session.ts";
import { compareDormancy, compareHour } from "./compare-time.ts";
import { compareTravel } from "./compare-travel.ts";
import { compareVolume } from "./compare-volume.ts";
import { compareWorkload } from "./compare-workload.ts";
import { type Comparison, compareValue } from "./comparison.ts";
import type { Finding } from "./finding.ts";

const errorHash = boundedMemo(5_000, hash32);
const kindBit = new Map(identityKinds.map((kind, index) => [kind, 1 << index]));

/**
 * Compares one activity with the baseline, then learns it. The baseline must have been advanced to the activity's time.
 * Learning changes the baseline in place; it is the caller's own copy. The signals, which the comparison gathers,
 * depend only on what was seen on days before (and, for rates, on the set of events of the hour), never on the order of
 * arrival.
 */
export function observeActivity(comparison: Comparison): void {
  const { baseline, activity, actor } = comparison;
  if (baseline.last.actor !== actor) {
    const kind = kindBit.get(actor.identity.kind) ?? 0;
    if ((baseline.kinds & kind) === 0 && !kindIsOfThisRecord(actor.identity)) baseline.kinds |= kind;
    baseline.last.actor = actor;
  }
  compareTime(comparison);
  if (baseline.last.presentHour !== comparison.hour) {
    markPresence(baseline, activity.timeMs);
    baseline.last.presentHour = comparison.hour;
  }

  compareAction(comparison);
  const { network } = compareCaller(comparison);
  if (actor.identity.kind === "human") compareHuman(comparison);
  if (activity.errorCode !== undefined) compareError(comparison, activity.errorCode);
  compareResources(comparison);
  compareVolume(comparison);
  if (network !== undefined) {
    compareSession(comparison, network);
    if (comparison.signals !== undefined) compareWorkloadAway(comparison, network);
    compareConcurrency(comparison, network);
    compareTravel(comparison, network);
  }
  if (isSensitiveAbroad(comparison)) compareForeignAccounts(comparison);
  if (comparison.contract !== undefined) compareContract(comparison, comparison.contract);
  if (comparison.signals !== undefined) compareNewActions(comparison);
  compareWorkload(comparison);
  compareEnvironment(comparison);
  if (isSensitiveOfIam(comparison)) compareSelfDealing(comparison);
  if (tellsOfSecretOrNetwork(comparison)) compareSecretNetwork(comparison);
  if (comparison.signals !== undefined) comparePrivilegeUsed(comparison);
}

/** What changes credentials, rights and trust; all else is not searched for its caller's own name. */
const isSensitiveOfIam = ({ facts, activity }: Comparison): boolean => facts.sensitive && activity.service === "iam";

/** Sharing and trusting are what reaches other accounts; all else is not searched for them. */
const isSensitiveAbroad = ({ facts, activity }: Comparison): boolean => facts.sensitive && !activity.readOnly;

/** Compares the rules that matched with those that the identity matches as a habit, and learns them. */
export function observeFindings(comparison: Comparison, findings: readonly Finding[]): void {
  for (const finding of findings) compareRule(comparison, finding);
}

/** When it was done. An hour that was no news, against the same history, is none for the next call in it. */
function compareTime(comparison: Comparison): void {
  const { mask, baseline, hour } = comparison;
  const { last } = baseline;
  if (last.hour === hour && last.hourMask === mask) return;
  compareHour(comparison);
  compareDormancy(comparison);
  last.hour = comparison.signals === undefined ? hour : -1;
  last.hourMask = mask;
}

/** What was done. A call that repeats itself within a day, and was no news before, is none now. */
function compareAction(comparison: Comparison): void {
  const { activity, mask, baseline, facts, day } = comparison;
  const { last } = baseline;
  const isKnown = last.actionDay === day && last.actionMask === mask;
  if (isKnown && last.actionKey === facts.key) return;
  const before = comparison.signals?.length ?? 0;
  compareValue(comparison, "action", actionDimension, facts.key, facts.weight, activity.action);
  // The same service with a heavier action may be told where it was not worth it with a lighter one.
  if (!isKnown || last.serviceKey !== facts.serviceKey || last.serviceWeight < facts.weight) {
    compareValue(comparison, "service", serviceDimension, facts.serviceKey, facts.weight, activity.service);
    last.serviceKey = facts.serviceKey;
    last.serviceWeight = facts.weight;
  }
  const isNews = (comparison.signals?.length ?? 0) > before;
  if (isNews && comparison.surroundings.peers !== undefined) comparePeers(comparison, before);
  last.actionKey = facts.key;
  last.actionDay = isNews ? -1 : day;
  last.actionMask = mask;
}

function compareError(comparison: Comparison, errorCode: string): void {
  const key = markKeyOfHash(errorDimension, errorHash(errorCode) ^ comparison.facts.serviceKey);
  const denied = /denied|unauthorized|forbidden/i.test(errorCode);
  compareValue(
    comparison,
    "error",
    errorDimension,
    key,
    denied ? 1.3 : 0.7,
    `${errorCode} ${comparison.activity.service}`,
  );
}
