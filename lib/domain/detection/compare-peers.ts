import { mostDoers, type Prevalence, peerOf, prevalenceOf } from "../behaviour/peers.ts";
import { printable } from "../event/printable.ts";
import type { IdentityKind } from "../identity/identity.ts";
import type { Comparison } from "./comparison.ts";
import type { Signal } from "./signal.ts";

/** Whoever owns the others of its account owns what is common there, and people are no workload's peers. */
const peerless: ReadonlySet<IdentityKind> = new Set<IdentityKind>([
  "human",
  "root",
  "third-party",
  "aws-service",
  "service-linked",
]);

export const hasPeers = (kind: IdentityKind): boolean => !peerless.has(kind);

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
 * Says with the signals of new actions and services, those from `from` on, whether the identity's peers do the same. It
 * weighs nothing: what peers do is what a stolen identity is used for as well (docs/decisions/0012).
 */
export function comparePeers(comparison: Comparison, from: number): void {
  const { signals, facts } = comparison;
  if (signals === undefined) return;
  for (let index = from; index < signals.length; index++) {
    const signal = signals[index] as Signal;
    const prevalence = prevalenceAmongPeers(comparison, signal.kind === "action" ? facts.key : facts.serviceKey);
    if (prevalence === undefined) continue;
    signals[index] = { ...signal, expected: printable(`${sentenceOf(prevalence)}; ${signal.expected}`, 120) };
  }
}

function sentenceOf({ doers, others, familyDoers, family }: Prevalence): string {
  if (doers === 0) return `none of ${others} peers does this`;
  const all = doers === mostDoers && others > mostDoers ? `${doers} or more` : String(doers);
  const ofFamily = family === 0 || doers === mostDoers ? "" : ` (${familyDoers} of ${family} of its family)`;
  return `${all} of ${others} peers ${doers === 1 ? "does" : "do"} this${ofFamily}`;
}
