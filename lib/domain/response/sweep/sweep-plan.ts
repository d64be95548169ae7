import { printable } from "../../event/printable.ts";
import type { Cut } from "./cut.ts";
import type { Deed } from "./deed.ts";
import type { Found, Origin } from "./found.ts";
import { type Suspect, suspectKey, suspectText } from "./suspect.ts";
import { byEvent, compare, type Sweep } from "./sweep.ts";
import type { SweepEvent, SweepNode } from "./sweep-node.ts";

/** One thing to do. */
export interface PlanStep
  extends Pick<Deed, "thing" | "name" | "key" | "accountId" | "detail" | "advice" | "target" | "owner"> {
  /** 0 for what the sweep began with, 1 for what that did, and so on: lower ones come first. */
  readonly depth: number;
  /** Key and words for the suspect that did it; undefined for what the sweep began with. */
  readonly by: string | undefined;
  readonly byText: string;
  readonly event: SweepEvent | undefined;
  /** Credentials that the same containment stops. */
  readonly credentials: readonly string[];
  /** Keys of the suspects that it brought up. */
  readonly leads: readonly string[];
}

/** Sources first: whoever could make a thing again is stopped before the thing is. */
export interface SweepPlan {
  readonly start: string;
  /** To be contained: by a playbook where there is a key, else by a person. */
  readonly contain: readonly PlanStep[];
  /** To be taken back by a person. */
  readonly undo: readonly PlanStep[];
  /** To be replaced, because it was read. */
  readonly rotate: readonly PlanStep[];
  /** Who issued the temporary credentials; a person judges whether they are stolen as well. Not followed. */
  readonly origins: readonly Origin[];
  /** Everything that was followed, in the order of the steps. */
  readonly suspects: readonly (Pick<SweepNode, "key" | "depth" | "sinceMs" | "by"> & { readonly text: string })[];
  readonly isTruncated: boolean;
  readonly cuts: readonly Cut[];
}

/** What follows from a sweep, without how it went. */
export type FoundPlan = Pick<SweepPlan, "start" | "contain" | "undo" | "rotate" | "isTruncated" | "cuts">;

/**
 * The plan of a sweep that began with `startKey`, a text of `readStart`. `searched` are the accounts that the history
 * is known to hold; suspects of others are a cut, because of them nothing is known.
 */
export function planOf(sweep: Sweep, startKey: string, searched: ReadonlySet<string>): SweepPlan {
  const nodes = [...sweep.nodes.values()].sort((one, other) => one.depth - other.depth || compare(one.key, other.key));
  const first = nodes.find(({ by }) => by === undefined) as SweepNode;
  const found = [...sweep.found.values()];
  const depthOf = (one: Found) => (sweep.nodes.get(one.by)?.depth ?? 0) + 1;
  const steps = found
    .map((one) => nearest(one, sweep, depthOf(one)))
    .sort((one, other) => depthOf(one) - depthOf(other) || byEvent(one, other))
    .map((one) => ({ task: one.deed.task, step: stepOf(one, sweep, depthOf(one)) }));
  const of = (task: Deed["task"]) => steps.filter((one) => one.task === task).map(({ step }) => step);
  const cuts = [...distinct(sweep.cuts), ...unsearched(nodes, searched)];
  return {
    start: suspectText(first.suspect),
    contain: joined([startStep(first.suspect, startKey), ...of("contain")]),
    undo: of("undo"),
    rotate: of("rotate"),
    origins: [...sweep.origins.values()].sort(byEvent),
    suspects: nodes.map(({ key, depth, sinceMs, by, suspect }) => ({
      key,
      depth,
      sinceMs,
      by,
      text: suspectText(suspect),
    })),
    isTruncated: cuts.length > 0,
    cuts,
  };
}

/**
 * A thing that several suspects made, or made again, stands where the one nearest to the start did: what the thing made
 * in turn is counted from there, and must not come before it.
 */
function nearest(one: Found, sweep: Sweep, depth: number): Found {
  let best: SweepNode | undefined;
  for (const { suspect } of one.deed.leads) {
    const node = sweep.nodes.get(suspectKey(suspect));
    if (node?.by !== undefined && node.depth < (best?.depth ?? depth)) best = node;
  }
  return best?.by === undefined || best.event === undefined ? one : { ...one, by: best.by, event: best.event };
}

function stepOf({ deed, by, event }: Found, sweep: Sweep, depth: number): PlanStep {
  const { thing, name, key, accountId, detail, advice } = deed;
  const suspect = sweep.nodes.get(by)?.suspect;
  const credentials = deed.leads.flatMap(({ suspect: lead }) => (lead.kind === "access-key" ? [lead.accessKeyId] : []));
  const byText = suspect === undefined ? "" : suspectText(suspect);
  const leads = deed.leads.map((lead) => suspectKey(lead.suspect));
  const stopped = deed.target === undefined ? {} : { target: deed.target, owner: deed.owner };
  return { thing, name, key, accountId, detail, advice, ...stopped, depth, by, byText, event, credentials, leads };
}

function startStep(suspect: Suspect, key: string): PlanStep {
  return {
    thing: "where it began",
    name: suspectText(suspect),
    key: printable(key, 700),
    accountId: suspect.accountId,
    detail: "",
    advice: "contain it first: it made everything below",
    depth: 0,
    by: undefined,
    byText: "",
    event: undefined,
    credentials: suspect.kind === "access-key" ? [suspect.accessKeyId] : [],
    leads: [suspectKey(suspect)],
  };
}

const mostCredentials = 50;

/** Sessions of one name are stopped by one containment: one step, with all their credentials. */
function joined(steps: readonly PlanStep[]): readonly PlanStep[] {
  const byKey = new Map<string, PlanStep>();
  for (const step of steps) {
    const id =
      step.key === undefined ? JSON.stringify([step.thing, step.accountId, step.name]) : `${step.thing} ${step.key}`;
    const known = byKey.get(id);
    const credentials = [...new Set([...(known?.credentials ?? []), ...step.credentials])].sort();
    const leads = [...new Set([...(known?.leads ?? []), ...step.leads])];
    byKey.set(id, { ...(known ?? step), credentials: credentials.slice(0, mostCredentials), leads });
  }
  return [...byKey.values()];
}

function distinct(cuts: readonly Cut[]): readonly Cut[] {
  const byText = new Map(cuts.map((cut) => [JSON.stringify(cut), cut]));
  return [...byText].sort(([one], [other]) => compare(one, other)).map(([, cut]) => cut);
}

function unsearched(nodes: readonly SweepNode[], searched: ReadonlySet<string>): readonly Cut[] {
  const missing = new Map<string, number>();
  for (const { suspect } of nodes) {
    const { accountId } = suspect;
    if (accountId !== "" && !searched.has(accountId)) missing.set(accountId, (missing.get(accountId) ?? 0) + 1);
  }
  return [...missing]
    .sort(([one], [other]) => compare(one, other))
    .map(([accountId, count]) => ({
      reason: "account",
      where: `account ${accountId}`,
      why: `there are no records of it here, so what ${count === 1 ? "1 suspect" : `${count} suspects`} did there is not known; sweep it with that account's records`,
    }));
}
