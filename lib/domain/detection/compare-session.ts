import { indexOf, newDaysOf, valueDays } from "../behaviour/baseline.ts";
import { markKey, networkDimension } from "../behaviour/dimension.ts";
import type { Network } from "../behaviour/network.ts";
import { isInAws } from "../behaviour/network-facts.ts";
import { noteNetwork, sessionOf } from "../behaviour/session-links.ts";
import { surpriseBits } from "../behaviour/surprise.ts";
import type { IdentityKind } from "../identity/identity.ts";
import { networkFactsOf } from "./compare-caller.ts";
import { addSignal, type Comparison } from "./comparison.ts";
import { signalWeights, strengthOf } from "./signal-points.ts";

/** What holds the session of a workload's role. */
const holders: Readonly<Partial<Record<IdentityKind, string>>> = {
  ec2: "instance",
  lambda: "function",
  ecs: "task",
  eks: "pod",
  codebuild: "build",
};

/** Days of history, and how settled the networks must be, for a lock that only history can tell. */
const leastHistoryDays = 7;
const leastSettled = 0.8;

/**
 * The first-use lock of a workload's credential: an instance's role session belongs to one public network.
 * After "Detecting credential compromise in AWS" (Netflix, 2018); a network that the identity used on earlier days is no news.
 * Functions, tasks, pods and builds may come out of AWS's own changing addresses; they are locked where their identity's
 * history shows that they do not.
 */
export function compareSession(comparison: Comparison, network: Network): void {
  const { baseline, activity, mask, actor } = comparison;
  const holder = holders[actor.identity.kind];
  if (holder === undefined || network.kind !== "public") return;
  if (actor.identity.kind !== "ec2" && !isSettled(comparison)) return;
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
    observed: `one ${holder}'s session used from ${link.networks.map((seen) => seen.network).join(" and ")}`,
    expected: `only from ${other?.network ?? "its own network"}, as one ${holder}'s credential`,
    band: "unseen",
    deterministic: true,
    timeMs: strange.firstMs,
    eventId: strange.eventId,
  });
}

/**
 * A workload's credential in a public network that its settled role was never used from, with a tool that it
 * never had: a new gateway changes the one, a new version of the program at most the other. It is a fact where the published ranges say
 * that the address is none of AWS's, because what runs in AWS does not call from elsewhere.
 */
export function compareWorkloadAway(comparison: Comparison, network: Network): void {
  const { baseline, mask, actor, signals, surroundings } = comparison;
  const holder = holders[actor.identity.kind];
  if (holder === undefined || network.kind !== "public" || signals === undefined) return;
  const isNew = valueDays(baseline, indexOf(baseline, network.key), mask) === 0;
  if (!isNew || !signals.some(({ kind, band }) => kind === "user-agent" && band === "unseen")) return;
  if (!isSettled(comparison)) return;
  const facts = networkFactsOf(comparison, network);
  const isOutside = facts !== undefined && facts.kind !== "own" && !isInAws(facts) && surroundings.knowsAwsRanges();
  addSignal(comparison, "workload-away", 0, signalWeights["workload-away"].points, {
    observed: `a ${holder}'s credential used from ${network.name}${isOutside ? ", outside AWS" : ""}`,
    expected: "only from the networks of its own workload",
    band: "unseen",
    deterministic: isOutside,
    isSensitive: true,
  });
}

/** Whether a network that was never seen is news at all for this identity. */
const isSettled = ({ baseline, mask, active }: Comparison): boolean =>
  active >= leastHistoryDays &&
  strengthOf(surpriseBits(active, 0, newDaysOf(baseline, networkDimension, mask))) >= leastSettled;
