import { activeDays, type Baseline, historyMask, indexOf, newDaysOf, valueDays } from "../behaviour/baseline.ts";
import { markKey, networkDimension, systemDimension } from "../behaviour/dimension.ts";
import type { Network } from "../behaviour/network.ts";
import type { SessionLink } from "../behaviour/session-links.ts";
import { surpriseBits } from "../behaviour/surprise.ts";
import { isLongTermKey } from "../identity/access-key-id.ts";
import type { IdentityKind } from "../identity/identity.ts";
import { addSignal, type Comparison } from "./comparison.ts";
import { noteStrange, noteUsual, placesOf, strangeOf, usualBeside } from "./credential-places.ts";
import { signalWeights, strengthOf } from "./signal-points.ts";

/** Workloads of AWS's own computing have their lock (`compare-session.ts`); people walk from network to network. */
export const heldInOnePlace: ReadonlySet<IdentityKind> = new Set<IdentityKind>([
  "access-key-user",
  "role",
  "third-party",
  "federated",
  "ci-oidc",
  "roles-anywhere",
  "application-agent",
  "bedrock-agent",
]);

const leastHistoryDays = 7;
/** How settled the networks must be for another one to mean another place. */
const leastSettled = 0.6;
/** Without a database two prefixes may be one provider's two gateways. */
const unknownSystemFactor = 0.7;

/**
 * The last call from a network that is not strange: calls of one identity stand together, and the next says the same.
 */
const last: {
  baseline: Baseline | undefined;
  network: Network | undefined;
  accessKeyId: string;
  kind: IdentityKind;
  hour: number;
  mask: number;
} = { baseline: undefined, network: undefined, accessKeyId: "", kind: "unknown", hour: -1, mask: 0 };

/**
 * One credential at the same time in two places that cannot be one workload: in one session, or with one long-term key
 * in one hour, from the networks that the identity is settled in and from one that it was never in. A workload that
 * moves stops in the old place; a stolen credential is used in both.
 */
export function compareConcurrency(comparison: Comparison, network: Network): void {
  const { baseline, actor, mask, hour } = comparison;
  const { accessKeyId } = actor;
  const { kind } = actor.identity;
  if (network.kind !== "public" || accessKeyId === undefined || !heldInOnePlace.has(kind)) return;
  const isAsBefore = last.network === network && last.hour === hour && last.mask === mask && last.kind === kind;
  if (isAsBefore && last.baseline === baseline && last.accessKeyId === accessKeyId) return;
  // The first call from a strange network counts, and may be the last to arrive.
  if (comparePlace(comparison, network, accessKeyId) === "strange") return;
  last.baseline = baseline;
  last.network = network;
  last.accessKeyId = accessKeyId;
  last.kind = kind;
  last.hour = hour;
  last.mask = mask;
}

function comparePlace(comparison: Comparison, network: Network, accessKeyId: string): "strange" | undefined {
  const { baseline, activity, actor, mask, active } = comparison;
  if (active < leastHistoryDays) return undefined;
  const bits = surpriseBits(active, 0, newDaysOf(baseline, networkDimension, mask));
  if (strengthOf(bits) < leastSettled) return undefined;
  const isLongTerm = isLongTermKey(accessKeyId);
  if (!isLongTerm && actor.sessionStartedMs === undefined) return undefined;
  const seen = valueDays(baseline, indexOf(baseline, network.key), mask);
  // Neither usual nor strange: a place that it was seen in now and then tells nothing.
  if (seen > 0 && seen * 7 < active) return undefined;
  const startedMs = isLongTerm ? undefined : actor.sessionStartedMs;
  const link = placesOf(baseline.sessions, accessKeyId, startedMs, activity.timeMs, baseline.newestMs);
  if (link === undefined) return undefined;
  const isNews = seen > 0 ? noteUsual(link, network.name) : noteStranger(comparison, network.name, link);
  if (isNews) {
    baseline.sessions.packed = undefined;
    tellPlaces(comparison, link, isLongTerm ? "key in one hour" : "session");
  }
  return seen > 0 ? undefined : "strange";
}

/** Of several strange networks the one that counts for most, then the first: else arrival would decide what is told. */
function noteStranger(comparison: Comparison, network: string, link: SessionLink): boolean {
  const { timeMs, eventId } = comparison.activity;
  const known = strangeOf(link);
  // A thief's second call and all after it.
  if (known?.network === network && known.firstMs < timeMs) return false;
  const factor = systemFactor(comparison, network);
  const before = known === undefined ? 0 : systemFactor(asOf(comparison, known.firstMs), known.network);
  if (factor === 0 || factor < before) return false;
  return noteStrange(link, { network, firstMs: timeMs, eventId }, factor > before);
}

/** With the days that an earlier call was compared with: those of one session may be of days with another history. */
function asOf(comparison: Comparison, timeMs: number): Comparison & { readonly bits: number } {
  const { baseline, activity } = comparison;
  const mask = historyMask(baseline, timeMs);
  const active = activeDays(baseline, mask);
  const bits = surpriseBits(active, 0, newDaysOf(baseline, networkDimension, mask));
  const then = { ...comparison, mask, active, bits };
  historyMask(baseline, activity.timeMs);
  return then;
}

/** As of the strange network's first call, whichever of the two came last. */
function tellPlaces(comparison: Comparison, link: SessionLink, what: string): void {
  const strange = strangeOf(link);
  if (strange === undefined || usualBeside(link, strange.network) === undefined) return;
  const then = asOf(comparison, strange.firstMs);
  const points = signalWeights["credential-concurrency"].points * systemFactor(then, strange.network);
  addSignal(comparison, "credential-concurrency", then.bits, points, {
    observed: `one ${what} used from its usual networks and from ${strange.network}`,
    expected: `only the usual networks on ${then.active} days`,
    band: "unseen",
    timeMs: strange.firstMs,
    eventId: strange.eventId,
  });
}

/**
 * What a strange network counts: 0 where it is the organisation's own, or of a provider that the identity is used from
 * anyway.
 */
export function systemFactor({ baseline, mask, surroundings }: Comparison, network: string): number {
  const facts = surroundings.networks?.(network.slice(0, network.indexOf("/")));
  if (facts?.kind === "own") return 0;
  if (facts?.asn === undefined) return unknownSystemFactor;
  const key = markKey(systemDimension, String(facts.asn));
  return valueDays(baseline, indexOf(baseline, key), mask) > 0 ? 0 : 1;
}
