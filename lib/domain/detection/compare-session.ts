import type { Baseline } from "../behaviour/baseline.ts";
import type { Network } from "../behaviour/network.ts";
import { noteNetwork, sessionOf } from "../behaviour/session-links.ts";
import type { Actor, IdentityKind } from "../identity/identity.ts";
import { compareEndpoint } from "./compare-endpoint.ts";
import { addSignal, type Comparison } from "./comparison.ts";
import { signalWeights } from "./signal-points.ts";
import { hasLeftAws, holderOf, isKnownNetwork, isSettled, usualHolderOf } from "./workload-home.ts";

/** What runs in networks of its account only; AWS keeps functions and builds in networks of its own. */
const inOwnNetworks: ReadonlySet<IdentityKind> = new Set<IdentityKind>(["ec2", "ecs", "eks"]);

/** The last call that was looked at: calls of one session stand together. */
const last: {
  actor: Actor | undefined;
  network: Network | undefined;
  baseline: Baseline | undefined;
  timeMs: number;
} = { actor: undefined, network: undefined, baseline: undefined, timeMs: 0 };

/**
 * The first-use lock of a workload's credential: an instance's role session belongs to one public network.
 * After "Detecting credential compromise in AWS" (Netflix, 2018); a network that the identity used on earlier days is
 * no news. Functions, tasks, pods and builds may come out of AWS's own changing addresses; they are locked where their
 * identity's history shows that they do not.
 */
export function compareSession(comparison: Comparison, network: Network): void {
  const { baseline, activity, actor } = comparison;
  const holder = holderOf(comparison);
  if (holder === undefined) return;
  if (network.kind === "private" && inOwnNetworks.has(actor.identity.kind)) compareEndpoint(comparison, holder);
  if (network.kind !== "public") return;
  if (actor.identity.kind !== "ec2" && !isSettled(comparison)) return;
  if (actor.accessKeyId === undefined || actor.sessionStartedMs === undefined) return;
  // Actors of one session are one object, and a later call from where it was changes nothing.
  const isAsBefore = last.actor === actor && last.network === network && last.baseline === baseline;
  if (isAsBefore && activity.timeMs > last.timeMs) return;
  last.actor = actor;
  last.network = network;
  last.baseline = baseline;
  last.timeMs = activity.timeMs;
  const link = sessionOf(baseline.sessions, actor.accessKeyId, actor.sessionStartedMs, baseline.newestMs);
  if (link === undefined || !noteNetwork(link, network.name, activity.timeMs, activity.eventId)) return;
  baseline.sessions.packed = undefined;
  if (link.networks.length < 2) return;
  const strange = [...link.networks].reverse().find((seen) => !isKnownNetwork(comparison, seen.network));
  if (strange === undefined) return;
  const other = link.networks.find((seen) => seen !== strange);
  addSignal(comparison, "outside-workload", 0, signalWeights["outside-workload"].points, {
    observed: `one ${holder}'s session used from ${link.networks.map((seen) => seen.network).join(" and ")}`,
    expected: `only from ${other?.network ?? "its own network"}, as one ${holder}'s credential`,
    band: "unseen",
    deterministic: true,
    timeMs: strange.firstMs,
    eventId: strange.eventId,
  });
}

/** What a new network outside AWS takes where the tool is the known one: a gateway may have moved. */
const knownToolShare = 0.6;

/**
 * A workload's credential in a public network that its role was never used from.
 * Where the published ranges say that the address is none of AWS's, and every address before was, that is a fact with a
 * new tool as well, because what runs in AWS does not call from elsewhere. Where they do not say so it takes a settled
 * role and a new tool: a new gateway changes the one, a new version of the program at most the other.
 */
export function compareWorkloadAway(comparison: Comparison, network: Network): void {
  const { signals } = comparison;
  if (network.kind !== "public" || signals === undefined || isKnownNetwork(comparison, network.name)) return;
  const holder = usualHolderOf(comparison);
  if (holder === undefined) return;
  const hasNewTool = signals.some(({ kind, band }) => kind === "user-agent" && band === "unseen");
  const hasLeft = hasLeftAws(comparison, network);
  if (!hasLeft && !(hasNewTool && isSettled(comparison))) return;
  const points = signalWeights["workload-away"].points * (hasNewTool ? 1 : knownToolShare);
  addSignal(comparison, "workload-away", 0, points, {
    observed: `a ${holder}'s credential used from ${network.name}${hasLeft ? ", outside AWS" : ""}`,
    expected: hasLeft ? "only from AWS, as always so far" : "only from the networks of its own workload",
    band: "unseen",
    deterministic: hasLeft && hasNewTool,
    isSensitive: true,
  });
}
