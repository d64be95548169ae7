import { mostDoers, type Prevalence, peerOf, prevalenceOf } from "../behaviour/peers.ts";
import { printable } from "../event/printable.ts";
import type { IdentityKind } from "../identity/identity.ts";
import type { Comparison } from "./comparison.ts";
import type { Signal } from "./signal.ts";
import { leastPoints, rounded } from "./signal-points.ts";

/** Whoever owns the others of its account owns what is common there, and people are no workload's peers. */
const peerless: ReadonlySet<IdentityKind> = new Set<IdentityKind>([
  "human",
  "root",
  "third-party",
  "aws-service",
  "service-linked",
]);

export const hasPeers = (kind: IdentityKind): boolean => !peerless.has(kind);

/** Below so many others, something may be common by one intruder's doing. */
const leastDoers = 3;
/** What all peers do keeps this share of its weight; what none does gets a little more. */
const commonFactor = 0.7;
const unheardFactor = 1.1;

/** How common an action or service is among the other identities of the account; undefined where that is not known. */
export function prevalenceAmongPeers(
  { actor, activity, surroundings }: Comparison,
  key: number,
): Prevalence | undefined {
  const { peers } = surroundings;
  if (peers === undefined || !hasPeers(actor.identity.kind)) return undefined;
  const peer = peerOf(actor.identity.key);
  const known = peer && peers(peer.accountId, activity.timeMs);
  return known && prevalenceOf(known, key, peer.id);
}

/**
 * Weighs the signals of new actions and services, those from `from` on, by whether the identity's peers do the same.
 * Within bounds: nothing is removed, and what can do harm by itself is never made less of.
 */
export function comparePeers(comparison: Comparison, from: number): void {
  const { signals, facts } = comparison;
  if (signals === undefined) return;
  for (let index = from; index < signals.length; index++) {
    const signal = signals[index] as Signal;
    const prevalence = prevalenceAmongPeers(comparison, signal.kind === "action" ? facts.key : facts.serviceKey);
    if (prevalence !== undefined) signals[index] = weighed(signal, prevalence);
  }
}

function weighed(signal: Signal, prevalence: Prevalence): Signal {
  const factor = factorOf(prevalence, signal.sensitive);
  return {
    ...signal,
    expected: printable(`${sentenceOf(prevalence)}; ${signal.expected}`, 120),
    bits: rounded(signal.bits * factor),
    points: rounded(Math.max(leastPoints, signal.points * factor)),
  };
}

function factorOf({ doers, others, familyDoers, family }: Prevalence, isSensitive: boolean): number {
  if (doers === 0) return unheardFactor;
  if (isSensitive) return 1;
  const inAccount = doers < leastDoers ? 0 : doers / Math.min(others, mostDoers);
  const inFamily = familyDoers < leastDoers ? 0 : familyDoers / family;
  return 1 - (1 - commonFactor) * Math.min(1, Math.max(inAccount, inFamily));
}

function sentenceOf({ doers, others, familyDoers, family }: Prevalence): string {
  if (doers === 0) return `none of ${others} peers does this`;
  const all = doers === mostDoers && others > mostDoers ? `${doers} or more` : String(doers);
  const ofFamily = family === 0 || doers === mostDoers ? "" : ` (${familyDoers} of ${family} of its family)`;
  return `${all} of ${others} peers ${doers === 1 ? "does" : "do"} this${ofFamily}`;
}
