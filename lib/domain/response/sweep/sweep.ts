import { type Cut, foundCut } from "./cut.ts";
import type { Found, Origin } from "./found.ts";
import { type Suspect, suspectKey } from "./suspect.ts";
import type { SweepEvent, SweepNode } from "./sweep-node.ts";

/** How far a sweep goes before it says that there is more. */
export interface SweepLimits {
  /** Steps from the first suspect to the last one that is still followed. */
  readonly depth: number;
  /** Suspects that are followed, the first one included. */
  readonly suspects: number;
  /** Records that one look-up in one place may give. */
  readonly recordsPerLookUp: number;
  /** Records in all; looked at between the steps, so that a sweep may end above it. */
  readonly records: number;
}

export const defaultLimits: SweepLimits = { depth: 5, suspects: 200, recordsPerLookUp: 5_000, records: 200_000 };

/** What a sweep knows after some steps. A function of the set of records that it was given, not of their order. */
export interface Sweep {
  readonly limits: SweepLimits;
  readonly nodes: ReadonlyMap<string, SweepNode>;
  /** Whom to look up next; none where the sweep is over. */
  readonly frontier: readonly SweepNode[];
  /** By what was done: the earliest time that it was. */
  readonly found: ReadonlyMap<string, Found>;
  readonly origins: ReadonlyMap<string, Origin>;
  readonly cuts: readonly Cut[];
}

/** What the look-ups of one step gave, all suspects of the frontier together, in any order, with repetitions. */
export interface StepAnswers {
  readonly found: readonly Found[];
  readonly origins: readonly Origin[];
  readonly cuts: readonly Cut[];
}

/** A sweep that has looked at nothing yet. */
export function beginSweep(start: Suspect, limits: SweepLimits = defaultLimits): Sweep {
  const first: SweepNode = {
    key: suspectKey(start),
    suspect: start,
    depth: 0,
    sinceMs: 0,
    by: undefined,
    event: undefined,
  };
  return {
    limits,
    nodes: new Map([[first.key, first]]),
    frontier: [first],
    found: new Map(),
    origins: new Map(),
    cuts: [],
  };
}

/**
 * Takes the answers of one step and says whom to look up next: every suspect that is new, or is now known to have been
 * the intruder's from an earlier time on. Ends on circles, because no suspect comes twice for the same time.
 */
export function sweepStep(sweep: Sweep, answers: StepAnswers): Sweep {
  const found = new Map(sweep.found);
  for (const one of answers.found) keepEarliest(found, foundKey(one), one);
  const origins = new Map(sweep.origins);
  for (const one of answers.origins) keepEarliest(origins, `${one.of} ${one.makerKey}`, one);
  const cuts = [...sweep.cuts, ...answers.cuts];
  const nodes = new Map(sweep.nodes);
  const frontier: SweepNode[] = [];
  let tooDeep = 0;
  let tooMany = 0;
  for (const [key, candidate] of candidatesOf(sweep, answers.found)) {
    if (candidate.depth > sweep.limits.depth) tooDeep++;
    else if (!nodes.has(key) && nodes.size >= sweep.limits.suspects) tooMany++;
    else {
      const known = nodes.get(key);
      const node = known === undefined ? candidate : { ...known, sinceMs: candidate.sinceMs };
      nodes.set(key, node);
      frontier.push(node);
    }
  }
  if (tooDeep > 0) cuts.push(foundCut("depth", tooDeep, sweep.limits.depth));
  if (tooMany > 0) cuts.push(foundCut("suspects", tooMany, sweep.limits.suspects));
  return { limits: sweep.limits, nodes, frontier, found, origins, cuts };
}

/** Suspects to follow next, the earliest first, so that a limit leaves out the same ones whatever came first. */
function candidatesOf(sweep: Sweep, found: readonly Found[]): readonly (readonly [string, SweepNode])[] {
  const candidates = new Map<string, SweepNode>();
  for (const { deed, by, event } of [...found].sort(byEvent)) {
    const depth = (sweep.nodes.get(by)?.depth ?? 0) + 1;
    for (const { suspect, sinceMs } of deed.leads) {
      const key = suspectKey(suspect);
      const known = candidates.get(key) ?? sweep.nodes.get(key);
      if (known !== undefined && known.sinceMs <= sinceMs) continue;
      const earlier = candidates.get(key);
      candidates.set(
        key,
        earlier === undefined ? { key, suspect, depth, sinceMs, by, event } : { ...earlier, sinceMs },
      );
    }
  }
  return [...candidates];
}

function foundKey({ deed }: Found): string {
  return JSON.stringify([deed.task, deed.thing, deed.accountId, deed.name, deed.key ?? "", deed.detail]);
}

function keepEarliest<One extends { readonly event: SweepEvent }>(kept: Map<string, One>, key: string, one: One): void {
  const known = kept.get(key);
  if (known === undefined || byEvent(one, known) < 0) kept.set(key, one);
}

/** By time, then by event id; what is still equal is put in order by its text, so that no tie depends on arrival. */
export function byEvent(one: { readonly event: SweepEvent }, other: { readonly event: SweepEvent }): number {
  return (
    one.event.timeMs - other.event.timeMs ||
    compare(one.event.eventId, other.event.eventId) ||
    compare(JSON.stringify(one), JSON.stringify(other))
  );
}

export function compare(one: string, other: string): number {
  if (one === other) return 0;
  return one < other ? -1 : 1;
}
