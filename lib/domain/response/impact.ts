import type { Baseline } from "../behaviour/baseline.ts";
import { countBits, dayMs } from "../behaviour/calendar.ts";
import { footprintOf } from "../behaviour/footprint.ts";
import { makerKey, type SessionLink, sessionCapacity } from "../behaviour/session-links.ts";
import { busiestHour } from "../behaviour/volume.ts";
import { printable } from "../event/printable.ts";
import type { IdentityInventory } from "../inventory/identity-inventory.ts";
import { counted } from "../inventory/inventory-text.ts";
import { wildcardsOf } from "../scope/wildcards.ts";
import { mostImpactSentences } from "./containment.ts";
import { type ContainmentTarget, playbookScope } from "./decision.ts";
import { cannotBeUndone, isFinal } from "./final-playbook.ts";
import { inventoryImpact } from "./inventory-impact.ts";
import { resourceName, whatResourceStops } from "./resource-impact.ts";
import { isResourceTarget } from "./resource-target.ts";
import { refusedOf } from "./target-text.ts";

/** What is known of whoever depends on a target, beside the identity's own baseline. */
export interface Dependents {
  readonly identityKey: string;
  readonly baseline: Baseline;
  /** Patterns of the policy over identity keys that production depends on. */
  readonly production?: readonly string[];
  /** What IAM showed of the user or role when it was last read; undefined where that is not known. */
  readonly inventory?: IdentityInventory | undefined;
  readonly nowMs: number;
}

const allDays = 0xffffffff;
const mostMakers = 3;
const mostNamed = 8;
const productionWord = /(?:^|[^a-z])(?:prd|prod|production|live)(?:[^a-z]|$)/i;
const environmentTag = /^(?:env|environment|stage|tier)$/i;

/**
 * Sentences for people who weigh a containment: what it stops, who was seen to depend on it in the last 24 hours, and
 * whether it is production. An estimate from what was seen, and it says so; what is not known is said not to be.
 */
export function impactOf(target: ContainmentTarget, dependents: Dependents): readonly string[] {
  return [
    ...(isFinal(target.playbook) ? [cannotBeUndone] : []),
    whatStops(target),
    ...sessionsSeen(target, dependents),
    activitySeen(dependents),
    ...workReached(dependents),
    ...productionNamed(target, dependents),
    ...inventoryImpact(target, dependents.inventory, dependents.nowMs),
  ].slice(0, mostImpactSentences);
}

function whatStops(target: ContainmentTarget): string {
  if (isResourceTarget(target)) return whatResourceStops(target);
  switch (target.playbook) {
    case "disable-access-key":
      return "Everything that signs with this key stops; another key of the user, where there is one, works on.";
    case "revoke-user-sessions":
      return "Every temporary session of the user stops; its access keys work on.";
    case "quarantine-user":
      return "Everything that works as this user stops, with every key and session.";
    case "deny-role-session":
      return "Whatever works under this session name stops; the role's other sessions work on.";
    case "revoke-role-sessions":
      return "Every workload of the role stops until it gets new credentials; instances and functions may need a restart for that.";
    case "quarantine-role":
      return "Every workload of the role stops, and new credentials do not help, until it is released.";
    case "pin-instance-location":
      return placeLeft(target);
    case "disable-service-credential":
      return "Everything that signs in with this credential stops; the user's keys and other credentials work on.";
    case "deny-oidc-claim":
    case "deny-service-account":
    case "deny-foreign-principal":
      return `${refusedOf(target)} gets no new session of the role; everybody else does, and sessions that are open work on.`;
  }
}

/** Whoever says yes to a pin has to see its addresses: one that is missing stops the instance itself. */
function placeLeft({ vpcId, addresses }: Extract<ContainmentTarget, { playbook: "pin-instance-location" }>): string {
  if (addresses.length === 0) {
    return `The instance works on through endpoints of ${vpcId} alone: every call that it makes to a public address stops.`;
  }
  const more = addresses.length > mostNamed ? ` and ${addresses.length - mostNamed} more` : "";
  const named = `${addresses.slice(0, mostNamed).join(", ")}${more}`;
  return `The instance works on from ${named} and through endpoints of ${vpcId}; its calls from any other address stop.`;
}

function sessionsSeen(target: ContainmentTarget, { baseline, nowMs, identityKey }: Dependents): string[] {
  if (playbookScope[target.playbook] === "credential") return [];
  // Of a user, hours of its long-term keys are followed like sessions; nobody asked for those.
  const isOne = ({ maker }: SessionLink) => !("userName" in target) || maker !== "";
  const recent = baseline.sessions.filter(
    (link) => isOne(link) && link.startedMs > nowMs - dayMs && link.startedMs <= nowMs,
  );
  const makers = [...new Set(recent.flatMap(({ maker }) => (maker === "" ? [] : [makerKey(maker)])))].filter(
    (maker) => maker !== identityKey,
  );
  const atLeast = recent.length >= sessionCapacity ? "At least " : "";
  const counted = recent.length === 1 ? "1 session" : `${recent.length} sessions`;
  const sentences = [`${atLeast}${counted} began in the last 24 hours, as far as was seen.`];
  if (makers.length === 0) return sentences;
  const named = makers.slice(0, mostMakers).map((maker) => printable(maker, 120));
  const more = makers.length > mostMakers ? ` and ${makers.length - mostMakers} more` : "";
  const shared = makers.length > 1 ? "The role is shared: its sessions were" : "The sessions were";
  return [...sentences, `${shared} asked for by ${named.join(", ")}${more}.`];
}

function activitySeen({ baseline }: Dependents): string {
  const days = countBits(baseline.presenceDays);
  const weeks = countBits(baseline.presenceWeeks);
  const calls = Math.round(busiestHour(baseline.volume.callPeaks, allDays));
  const most = calls === 0 ? "" : `, up to about ${calls} calls an hour`;
  const before = weeks === 0 ? "" : `, and in ${weeks} of the weeks before`;
  return `The identity was active on ${days} of the last 32 days${before}${most}.`;
}

/** How far its work reached: what else stops. Counts are of what was seen and is remembered. */
function workReached({ baseline }: Dependents): string[] {
  const { services, resources, accounts, workloads, callsADayAtMost, isFull } = footprintOf(baseline);
  if (services.length === 0) return [];
  const atLeast = isFull ? "at least " : "";
  const parts = [
    `${atLeast}${counted(services.length, "service")}`,
    ...(resources === 0 ? [] : [`${atLeast}${counted(resources, "resource")}`]),
    ...(accounts === 0 ? [] : [`${counted(accounts, "other account")}`]),
  ];
  const held = workloads === 0 ? "" : `; ${counted(workloads, "workload")} held its credential`;
  const calls = callsADayAtMost === 0 ? "" : `; at most about ${callsADayAtMost} calls on a usual day`;
  return [`It worked with ${parts.join(", ")}${held}${calls}.`];
}

function productionNamed(target: ContainmentTarget, dependents: Dependents): string[] {
  const { identityKey, production = [], inventory } = dependents;
  if (production.length > 0 && wildcardsOf(production).fits(identityKey)) {
    return ["The policy lists it as production."];
  }
  const tagged = inventory?.tags.find(({ key, value }) => environmentTag.test(key) && productionWord.test(value));
  if (tagged !== undefined) {
    return [`It is tagged ${printable(tagged.key, 60)}=${printable(tagged.value, 60)}: production.`];
  }
  const name = isResourceTarget(target)
    ? resourceName(target)
    : "roleName" in target
      ? target.roleName
      : target.userName;
  return productionWord.test(name) ? ["Its name says that it is production."] : [];
}
