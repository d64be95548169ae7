import { dayOf, hourOf } from "../../domain/behaviour/calendar.ts";
import { callerOf } from "../../domain/behaviour/caller.ts";
import type { NetworkLookup } from "../../domain/behaviour/network-facts.ts";
import type { Activity } from "../../domain/event/activity.ts";
import type { Actor } from "../../domain/identity/identity.ts";
import { sessionsIssued } from "../../domain/identity/sessions-issued.ts";
import { everyResource, resourcesOf } from "../../domain/scope/activity-resources.ts";
import { type Clause, type Contract, clauses, contractFor } from "../../domain/scope/contract.ts";
import { type DataCategory, dataCategoriesOf } from "../../domain/scope/data-categories.ts";
import { sessionViolationOf, type Violation, violationsOf } from "../../domain/scope/violations.ts";
import { createDistinctCounter } from "./distinct-counter.ts";

/** One clause of one identity's contract that a history is outside of. */
export interface ViolationLine {
  readonly identityKey: string;
  readonly contract: string;
  readonly owner: string;
  readonly clause: Clause;
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** Event of the first. */
  readonly firstEventId: string;
  readonly allowed: string;
  /** What was seen, the most frequent first; at most five. */
  readonly observed: readonly { readonly text: string; readonly count: number }[];
}

/** Holds activities against contracts. Grows with identities and clauses, never with records. */
export interface ViolationTally {
  activity(activity: Activity, actor: Actor): void;
  lines(): readonly ViolationLine[];
  identities(): { readonly seen: number; readonly covered: number };
}

const mostObserved = 200;
const shownObserved = 5;

interface Line {
  readonly contract: Contract;
  readonly allowed: string;
  count: number;
  firstMs: number;
  lastMs: number;
  firstEventId: string;
  readonly observed: Map<string, number>;
}

export const createViolationTally = (
  contracts: readonly Contract[],
  categories: readonly DataCategory[],
  lookup?: NetworkLookup,
): ViolationTally => {
  const known = new Map<string, Contract | undefined>();
  const seen = new Set<string>();
  const lines = new Map<string, Map<Clause, Line>>();
  const calls = createDistinctCounter();
  const touched = createDistinctCounter();

  const contractOf = (key: string): Contract | undefined => {
    if (!known.has(key)) known.set(key, contractFor(key, contracts));
    return known.get(key);
  };

  const add = (contract: Contract, key: string, { clause, observed, allowed }: Violation, activity: Activity) => {
    const ofIdentity = lines.get(key) ?? new Map<Clause, Line>();
    lines.set(key, ofIdentity);
    const { timeMs, eventId } = activity;
    const line = ofIdentity.get(clause) ?? {
      contract,
      allowed,
      count: 0,
      firstMs: timeMs,
      lastMs: timeMs,
      firstEventId: eventId,
      observed: new Map(),
    };
    ofIdentity.set(clause, line);
    line.count++;
    line.lastMs = Math.max(line.lastMs, timeMs);
    if (timeMs < line.firstMs) Object.assign(line, { firstMs: timeMs, firstEventId: eventId });
    const before = line.observed.get(observed);
    if (before !== undefined || line.observed.size < mostObserved) line.observed.set(observed, (before ?? 0) + 1);
  };

  const judge = (activity: Activity, actor: Actor, contract: Contract) => {
    const { key } = actor.identity;
    const { volume } = contract;
    const needsResources = contract.resources ?? contract.dataCategories ?? volume?.resourcesPerDay;
    const resources = needsResources === undefined ? [] : resourcesOf(activity, everyResource);
    const { network, agent } = callerOf(activity, undefined);
    const { sourceAddress } = activity;
    // What files say of a private address, or behind an endpoint, says nothing of the caller.
    const facts = network?.kind === "public" && sourceAddress !== undefined ? lookup?.(sourceAddress) : undefined;
    const perDay = volume?.resourcesPerDay;
    for (const resource of perDay === undefined ? [] : resources) {
      touched.add(key, dayOf(activity.timeMs), `${resource.class} ${resource.name}`, perDay as number);
    }
    const view = {
      activity,
      actor,
      resources,
      dataCategories: dataCategoriesOf(resources, categories),
      network: facts ?? (network && { kind: network.kind, prefix: network.name }),
      agentFamily: agent?.name,
      callsThisHour:
        volume?.callsPerHour && calls.add(key, hourOf(activity.timeMs), activity.eventId, volume.callsPerHour),
      resourcesToday: perDay && touched.count(key, dayOf(activity.timeMs)),
    };
    for (const violation of violationsOf(contract, view)) add(contract, key, violation, activity);
  };

  return {
    activity: (activity, actor) => {
      const { key, kind } = actor.identity;
      if (kind !== "aws-service") seen.add(key);
      const contract = contractOf(key);
      if (contract !== undefined) judge(activity, actor, contract);
      const issued = sessionsIssued(activity, actor);
      if (issued === undefined) return;
      const ofTarget = contractOf(issued.identityKey);
      const violation = ofTarget && sessionViolationOf(ofTarget, issued);
      if (ofTarget && violation) add(ofTarget, issued.identityKey, violation, activity);
    },

    lines: () =>
      [...lines]
        .flatMap(([identityKey, ofIdentity]) =>
          [...ofIdentity].map(([clause, { contract, observed, ...line }]) => ({
            identityKey,
            contract: contract.name,
            owner: contract.owner,
            clause,
            ...line,
            observed: [...observed]
              .sort(([a, countA], [b, countB]) => countB - countA || compare(a, b))
              .slice(0, shownObserved)
              .map(([text, count]) => ({ text, count })),
          })),
        )
        .sort((a, b) => compare(a.identityKey, b.identityKey) || clauses.indexOf(a.clause) - clauses.indexOf(b.clause)),

    identities: () => ({ seen: seen.size, covered: [...seen].filter((key) => contractOf(key) !== undefined).length }),
  };
};

const compare = (a: string, b: string) => (a === b ? 0 : a < b ? -1 : 1);
