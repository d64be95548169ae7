import {
  activeDays,
  type Baseline,
  historyMask,
  indexOf,
  markValue,
  newDaysOf,
  valueDays,
} from "../behaviour/baseline.ts";
import { hourOf } from "../behaviour/calendar.ts";
import { dimensionOf } from "../behaviour/dimension.ts";
import type { Network } from "../behaviour/network.ts";
import type { NetworkFacts } from "../behaviour/network-facts.ts";
import { bandOf, surpriseBits } from "../behaviour/surprise.ts";
import type { Activity } from "../event/activity.ts";
import { printable } from "../event/printable.ts";
import type { Actor } from "../identity/identity.ts";
import type { Contract } from "../scope/contract.ts";
import type { Violation } from "../scope/violations.ts";
import { type ActionFacts, actionFactsOf } from "./action-facts.ts";
import { usualValues } from "./expectation.ts";
import type { OpenedTo } from "./foreign-accounts.ts";
import type { Signal, SignalKind } from "./signal.ts";
import { leastPoints, rounded, signalWeights, strengthOf } from "./signal-points.ts";
import { nothingKnown, type Surroundings } from "./surroundings.ts";

/** One activity as it is compared: with what history, and the signals so far. */
export interface Comparison {
  readonly baseline: Baseline;
  readonly activity: Activity;
  readonly facts: ActionFacts;
  /** When it happened: whole UTC hours and days since 1970. */
  readonly hour: number;
  readonly day: number;
  /** Days of history that the activity is compared with, as bits. */
  readonly mask: number;
  /** How many days of history these are. */
  readonly active: number;
  readonly actor: Actor;
  readonly surroundings: Surroundings;
  /** The identity's intended scope, where somebody wrote it down. */
  readonly contract: Contract | undefined;
  /**
   * Whom the request opens something to, and the contract's clauses that it is outside of; from when they are asked
   * for.
   */
  opened: OpenedTo | undefined;
  violations: readonly Violation[] | undefined;
  signals: Signal[] | undefined;
}

export function compareWith(
  baseline: Baseline,
  activity: Activity,
  actor: Actor,
  surroundings: Surroundings = nothingKnown,
  contract?: Contract,
): Comparison {
  return { ...passingComparison(baseline, activity, actor, surroundings, contract) };
}

const nothingYet = { opened: undefined, violations: undefined, signals: undefined };
let passing: { -readonly [Field in keyof Comparison]: Comparison[Field] } | undefined;

/** The same for as long as one activity is compared: the next call changes what it says. Saves an object a record. */
export function passingComparison(
  baseline: Baseline,
  activity: Activity,
  actor: Actor,
  surroundings: Surroundings,
  contract: Contract | undefined,
): Comparison {
  const mask = historyMask(baseline, activity.timeMs);
  const active = activeDays(baseline, mask);
  const facts = factsOf(baseline, activity.action);
  const hour = hourOf(activity.timeMs);
  const day = Math.floor(hour / 24);
  if (passing === undefined) {
    passing = { baseline, activity, facts, hour, day, mask, active, actor, surroundings, contract, ...nothingYet };
    return passing;
  }
  passing.baseline = baseline;
  passing.activity = activity;
  passing.facts = facts;
  passing.hour = hour;
  passing.day = day;
  passing.mask = mask;
  passing.active = active;
  passing.actor = actor;
  passing.surroundings = surroundings;
  passing.contract = contract;
  passing.opened = undefined;
  passing.violations = undefined;
  passing.signals = undefined;
  return passing;
}

/** Most calls repeat the identity's last one, and comparing texts is cheaper than looking them up. */
function factsOf({ last }: Baseline, action: string): ActionFacts {
  if (last.action !== action || last.actionFacts === undefined) {
    last.action = action;
    last.actionFacts = actionFactsOf(action);
  }
  return last.actionFacts as ActionFacts;
}

/**
 * Compares one value with the history of its dimension and marks it as seen.
 * A value seen on a seventh of the days or more is a habit and never a signal. `told` is what a signal says of it,
 * where that is more than the name that is kept.
 */
export function compareValue(
  comparison: Comparison,
  kind: SignalKind,
  dimension: number,
  key: number,
  factor: number,
  name: string,
  told = name,
): void {
  const { baseline, activity, mask, active } = comparison;
  const index = indexOf(baseline, key);
  const seen = valueDays(baseline, index, mask);
  if (active > 0 && seen * 7 < active) {
    const bits = surpriseBits(active, seen, newDaysOf(baseline, dimension, mask));
    const points = signalWeights[kind].points * factor * strengthOf(bits);
    if (points >= leastPoints) {
      addSignal(comparison, kind, bits, points, {
        observed: `${kind} ${told}`,
        expected: usualValues(baseline, dimension, mask, active),
        band: bandOf(active, seen),
      });
    }
  }
  markValue(baseline, index, key, activity.timeMs, name);
}

/** Whether any value of a dimension is known of: what is looked at only since yesterday makes no news of old habits. */
export function hasHistory({ baseline, mask }: Comparison, dimension: number): boolean {
  const { marks } = baseline;
  for (let index = 0; index < marks.size; index++) {
    if (dimensionOf(marks.keys[index] as number) === dimension && valueDays(baseline, index, mask) > 0) return true;
  }
  return false;
}

/** What a signal says; `timeMs` and `eventId` only where the evidence is not simply the activity. */
export interface Said {
  readonly observed: string;
  readonly expected: string;
  readonly band: Signal["band"];
  readonly deterministic?: boolean;
  readonly timeMs?: number;
  readonly eventId?: string;
  /** Whether what the evidence stands for can do harm, where that is not simply whether the activity can. */
  readonly isSensitive?: boolean;
}

/** Adds a signal to the comparison. */
export function addSignal(comparison: Comparison, kind: SignalKind, bits: number, points: number, said: Said): void {
  const { activity, facts } = comparison;
  comparison.signals ??= [];
  comparison.signals.push({
    kind,
    family: signalWeights[kind].family,
    observed: printable(said.observed, 120),
    expected: printable(said.expected, 120),
    band: said.band,
    bits: rounded(bits),
    points: rounded(Math.min(100, points)),
    deterministic: said.deterministic ?? false,
    // Evidence that is not this very activity must not be told by it: a workload's stolen credential is sensitive
    // itself.
    sensitive: said.isSensitive ?? (said.timeMs === undefined ? facts.sensitive : (said.deterministic ?? false)),
    eventId: said.eventId ?? (said.timeMs === undefined ? activity.eventId : ""),
    timeMs: said.timeMs ?? activity.timeMs,
  });
}

/** What is known of the network of a public address, where a look-up was given. */
export function networkFactsOf({ activity, surroundings }: Comparison, network: Network): NetworkFacts | undefined {
  const { sourceAddress } = activity;
  if (network.kind !== "public" || sourceAddress === undefined) return undefined;
  return surroundings.networks?.(sourceAddress);
}
