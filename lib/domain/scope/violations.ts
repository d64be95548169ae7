import type { Activity } from "../event/activity.ts";
import { printable } from "../event/printable.ts";
import { arnPart } from "../identity/arn.ts";
import type { Actor, SessionIssued } from "../identity/identity.ts";
import { namesOfAction } from "./action-permissions.ts";
import type { Clause, Contract, ResourceScope } from "./contract.ts";
import { isGlobal } from "./global-services.ts";
import { isFrom, type NetworkFacts } from "./network-scope.ts";
import type { ResourcePatterns } from "./resource-patterns.ts";
import { isWithin, momentText, spanText, weekdays } from "./schedule.ts";
import type { TouchedResource } from "./touched-resource.ts";
import type { Wildcards } from "./wildcards.ts";

/** One clause that an activity is outside of. Both texts are printable, at most 120 characters. */
export interface Violation {
  readonly clause: Clause;
  readonly observed: string;
  readonly allowed: string;
}

/** One activity, as far as a contract speaks of it. What is not known is left out, and never violates anything. */
export interface ContractView {
  readonly activity: Activity;
  readonly actor: Actor;
  readonly resources: readonly TouchedResource[];
  readonly dataCategories: readonly string[];
  readonly network?: NetworkFacts | undefined;
  readonly agentFamily?: string | undefined;
  /** Key of the identity that made the session. */
  readonly maker?: string | undefined;
  /** Distinct calls of the identity in the hour of the activity, with it; an estimate will do. */
  readonly callsThisHour?: number | undefined;
  /** Distinct things that the identity touched on the day of the activity, with it. */
  readonly resourcesToday?: number | undefined;
}

const longestText = 120;
const none: readonly Violation[] = [];

/** The clauses of a contract that an activity is outside of, each at most once, in the order of `clauses`. */
export function violationsOf(contract: Contract, view: ContractView): readonly Violation[] {
  const found: Violation[] = [];
  const add = (clause: Clause, observed: string, allowed: string) =>
    found.push({ clause, observed: printable(observed, longestText), allowed: printable(allowed, longestText) });
  const { activity } = view;
  const { expiresMs, actions, resources, dataCategories, regions, networks, schedule, volume, agents } = contract;

  if (expiresMs !== undefined && activity.timeMs >= expiresMs) {
    add("expired", isoMinute(activity.timeMs), `until ${isoMinute(expiresMs)}`);
  }
  if (actions !== undefined) {
    const names = namesOfAction(activity.action);
    if (!names.some(actions.allowed.fits)) add("actions", activity.action, listText(actions.allowed.patterns));
    else if (names.some(actions.except.fits)) {
      add("actions", activity.action, `all but ${listText(actions.except.patterns)}`);
    }
  }
  if (resources !== undefined) {
    const outside = firstOutside(resources, view);
    if (outside !== undefined) add("resources", `${outside.class} ${outside.name}`, listText(outside.allowed.patterns));
  }
  const category = dataCategories && view.dataCategories.find((name) => !dataCategories.includes(name));
  if (category !== undefined) add("dataCategories", category, listText(dataCategories ?? []));
  const { region, service } = activity;
  if (regions !== undefined && region !== "" && !isGlobal(service, region) && !regions.fits(region)) {
    add("regions", region, listText(regions.patterns));
  }
  if (networks !== undefined && isFrom(networks, activity, view.network) === false) {
    add("networks", originText(view), listText(networks.entries));
  }
  if (schedule !== undefined && !isWithin(schedule, activity.timeMs)) {
    const days = [...schedule.days].map((day) => weekdays[day]).join(", ");
    const spans = schedule.spans.map(spanText).join(", ");
    add("schedule", momentText(schedule, activity.timeMs), `${spans} ${schedule.timeZone} on ${days}`);
  }
  addPeers(contract, view, add);
  const { callsThisHour, resourcesToday } = view;
  if (volume?.callsPerHour !== undefined && callsThisHour !== undefined && callsThisHour > volume.callsPerHour) {
    add("volume", `${Math.round(callsThisHour)} calls in the hour`, `${volume.callsPerHour} calls an hour`);
  } else if (
    volume?.resourcesPerDay !== undefined &&
    resourcesToday !== undefined &&
    resourcesToday > volume.resourcesPerDay
  ) {
    add("volume", `${resourcesToday} resources on the day`, `${volume.resourcesPerDay} resources a day`);
  }
  const { agentFamily } = view;
  if (agents !== undefined && agentFamily !== undefined && !agents.fits(agentFamily)) {
    add("agents", agentFamily, listText(agents.patterns));
  }
  return found.length === 0 ? none : found;
}

/** Whether a session was issued to somebody whom the contract of the assumed identity does not name. */
export function sessionViolationOf(contract: Contract, issued: SessionIssued): Violation | undefined {
  const allowed = contract.peers?.assumedBy;
  if (allowed === undefined || issued.makerKey === issued.identityKey || mayBePeer(allowed, issued.makerKey)) return;
  return {
    clause: "peers",
    observed: printable(`assumed by ${issued.makerKey}`, longestText),
    allowed: printable(listText(allowed.patterns), longestText),
  };
}

type Add = (clause: Clause, observed: string, allowed: string) => unknown;

function addPeers({ peers }: Contract, { activity, actor, maker }: ContractView, add: Add): void {
  if (peers === undefined) return;
  const { assumedBy, assumes } = peers;
  if (assumes !== undefined && activity.service === "sts" && activity.eventName.startsWith("AssumeRole")) {
    const role = (activity.record["requestParameters"] as { roleArn?: unknown } | null | undefined)?.roleArn;
    if (typeof role === "string" && role !== actor.identity.key && !assumes.fits(role)) {
      add("peers", `assumes ${role}`, listText(assumes.patterns));
      return;
    }
  }
  if (assumedBy !== undefined && maker !== undefined && maker !== actor.identity.key && !mayBePeer(assumedBy, maker)) {
    add("peers", `assumed by ${maker}`, listText(assumedBy.patterns));
  }
}

/** Another account's caller is known to the record as `account:…` alone: anybody of that account may be it. */
function mayBePeer(allowed: Wildcards, key: string): boolean {
  if (allowed.fits(key)) return true;
  if (!key.startsWith("account:")) return key.startsWith("unknown:");
  const accountId = key.slice("account:".length).split("/", 1)[0];
  return allowed.patterns.some((pattern) => {
    const inPattern = pattern.startsWith("arn:") ? arnPart(pattern, 4) : "";
    return inPattern === accountId || inPattern.includes("*");
  });
}

/** Listing what is in a bucket touches the bucket, and is part of touching what lies in it. */
const listsBucket = /^(List|Head)|^GetBucketLocation$/;

function firstOutside(
  scope: ResourceScope,
  { activity, resources }: ContractView,
): (TouchedResource & { readonly allowed: ResourcePatterns }) | undefined {
  for (const resource of resources) {
    const allowed = "any" in scope ? scope.any : scope.get(resource.class);
    if (allowed === undefined || allowed.fits(resource)) continue;
    if (resource.class === "s3-bucket" && "any" in scope) {
      const inside = `${resource.name}/`;
      // The object is what is judged, where there is one.
      if (resources.some((other) => other.class === "s3-object" && other.name.startsWith(inside))) continue;
      if (listsBucket.test(activity.eventName) && allowed.reachesInto(resource)) continue;
    }
    return { ...resource, allowed };
  }
  return undefined;
}

function originText({ activity, network }: ContractView): string {
  const { vpcEndpointId, sourceAddress } = activity;
  const facts = [
    network?.prefix,
    network?.asn && `as:${network.asn}`,
    network?.country && `country:${network.country}`,
  ];
  const known = facts.filter((fact) => fact !== undefined && fact !== 0 && fact !== "").join(" ");
  return vpcEndpointId ?? (known === "" ? (sourceAddress ?? "unknown") : known);
}

/** As many entries as fit, and how many more there are. */
function listText(entries: readonly string[]): string {
  if (entries.length === 0) return "none";
  let text = "";
  for (const [at, entry] of entries.entries()) {
    const longer = text === "" ? entry : `${text}, ${entry}`;
    if (longer.length > longestText - 14 && at > 0) return `${text} and ${entries.length - at} more`;
    text = longer;
  }
  return text;
}

const isoMinute = (timeMs: number): string =>
  Number.isFinite(timeMs) && Math.abs(timeMs) <= 8.64e15 ? `${new Date(timeMs).toISOString().slice(0, 16)}Z` : "never";
