import { mostDoers, type Prevalence, peerOf, prevalenceOf, prevalenceOfRegion } from "../behaviour/peers.ts";
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
export const prevalenceAmongPeers = (comparison: Comparison, key: number): Prevalence | undefined =>
  among(comparison, key, prevalenceOf);

/** The same of the region with a key; 0, which is none, where the record names no region. */
export const regionAmongPeers = (comparison: Comparison, regionKey: number): Prevalence | undefined =>
  regionKey === 0 ? undefined : among(comparison, regionKey, prevalenceOfRegion);

function among(
  { actor, activity, surroundings }: Comparison,
  key: number,
  prevalenceIn: typeof prevalenceOf,
): Prevalence | undefined {
  const { peers } = surroundings;
  if (peers === undefined || !hasPeers(actor.identity.kind)) return undefined;
  const peer = peerOf(actor.identity.key);
  const known = peer && peers(peer.accountId, activity.timeMs);
  return known && prevalenceIn(known, key, peer.id);
}

/**
 * Says with the signals of new actions and services, those from `from` on, whether the identity's peers do the same;
 * with a region's key, whether they use that region: one that nobody of the account uses may be to hide in. It weighs
 * nothing: what peers do is what a stolen identity is used for as well (docs/decisions/0012).
 */
export function comparePeers(comparison: Comparison, from: number, regionKey = 0): void {
  const { signals, facts } = comparison;
  if (signals === undefined) return;
  for (let index = from; index < signals.length; index++) {
    const signal = signals[index] as Signal;
    const prevalence =
      regionKey === 0
        ? prevalenceAmongPeers(comparison, signal.kind === "action" ? facts.key : facts.serviceKey)
        : regionAmongPeers(comparison, regionKey);
    if (prevalence === undefined) continue;
    const sentence = sentenceOf(prevalence, regionKey === 0 ? "do" : "use");
    signals[index] = { ...signal, expected: printable(`${sentence}; ${signal.expected}`, 120) };
  }
}

function sentenceOf({ doers, others, familyDoers, family }: Prevalence, verb: "do" | "use"): string {
  const [one, what] = verb === "do" ? ["does", "this"] : ["uses", "this region"];
  if (doers === 0) return `none of ${others} peers ${one} ${what}`;
  const all = doers === mostDoers && others > mostDoers ? `${doers} or more` : String(doers);
  const ofFamily = family === 0 || doers === mostDoers ? "" : ` (${familyDoers} of ${family} of its family)`;
  return `${all} of ${others} peers ${doers === 1 ? one : verb} ${what}${ofFamily}`;
}
