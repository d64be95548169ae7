import { indexOf, valueDays } from "../behaviour/baseline.ts";
import { markKey, networkDimension } from "../behaviour/dimension.ts";
import type { Network } from "../behaviour/network.ts";
import { noteNetwork, sessionOf } from "../behaviour/session-links.ts";
import type { Actor } from "../identity/identity.ts";
import { addSignal, type Comparison } from "./comparison.ts";
import { signalWeights } from "./signal-points.ts";

/**
 * The first-use lock of a workload's credential: an instance's role session belongs to one public network.
 * After "Detecting credential compromise in AWS" (Netflix, 2018); a network that the identity used on earlier days is no news.
 */
export function compareSession(comparison: Comparison, actor: Actor, network: Network): void {
  const { baseline, activity, mask } = comparison;
  if (actor.identity.kind !== "ec2" || network.kind !== "public") return;
  if (actor.accessKeyId === undefined || actor.sessionStartedMs === undefined) return;
  const link = sessionOf(baseline.sessions, actor.accessKeyId, actor.sessionStartedMs, baseline.newestMs);
  if (link === undefined || !noteNetwork(link, network.name, activity.timeMs, activity.eventId)) return;
  baseline.sessions.packed = undefined;
  if (link.networks.length < 2) return;
  const strange = [...link.networks]
    .reverse()
    .find((seen) => valueDays(baseline, indexOf(baseline, markKey(networkDimension, seen.network)), mask) === 0);
  if (strange === undefined) return;
  const other = link.networks.find((seen) => seen !== strange);
  addSignal(comparison, "outside-workload", 0, signalWeights["outside-workload"].points, {
    observed: `one instance's session used from ${link.networks.map((seen) => seen.network).join(" and ")}`,
    expected: `only from ${other?.network ?? "its own network"}, as one instance's credential`,
    band: "unseen",
    deterministic: true,
    timeMs: strange.firstMs,
    eventId: strange.eventId,
  });
}
