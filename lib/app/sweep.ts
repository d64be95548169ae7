import { errorMessageOf } from "../domain/event/error-message.ts";
import { printable } from "../domain/event/printable.ts";
import type { Cut, CutReason } from "../domain/response/sweep/cut.ts";
import { type Found, findingsOf, type Origin } from "../domain/response/sweep/found.ts";
import { queriesOf, type Suspect, type SweepQuery, suspectText } from "../domain/response/sweep/suspect.ts";
import { beginSweep, defaultLimits, type Sweep, type SweepLimits, sweepStep } from "../domain/response/sweep/sweep.ts";
import type { SweepNode } from "../domain/response/sweep/sweep-node.ts";
import { planOf, type SweepPlan } from "../domain/response/sweep/sweep-plan.ts";
import type { EventHistory } from "./event-history.ts";
import { type SweepPlace, sweepPlaces } from "./sweep-places.ts";

export interface SweepRequest {
  readonly start: Suspect;
  /** As the person named it. */
  readonly startKey: string;
  /** Milliseconds since 1970, both inclusive. */
  readonly fromMs: number;
  readonly untilMs: number;
  readonly limits?: SweepLimits;
  /** What is known to be missing before it begins. */
  readonly missing?: readonly Cut[];
  /** A record told of it before: that it did nothing is no sign that it is misspelt. */
  readonly isKnown?: boolean;
}

/** How far a sweep has come; told after every look-up. */
export interface SweepProgress {
  readonly step: number;
  /** Look-ups that are done and those that are known to be needed, of this step. */
  readonly lookUps: number;
  readonly ofLookUps: number;
  readonly records: number;
  readonly suspects: number;
}

export interface SweepParts {
  readonly history: EventHistory;
  /** Opens the history of another account that the sweep comes to; a cut where that is not to be. Never throws. */
  readonly openAccount?: (accountId: string) => Promise<EventHistory | Cut>;
  readonly onProgress?: (progress: SweepProgress) => void;
  /** Asked before each look-up and after each page: whether to stop, so that what was found can still be used. */
  readonly isOver?: () => boolean;
}

/** Somebody whose calls were not looked up to their end because the time was over: where to go on. */
export interface Unfinished {
  readonly suspect: Suspect;
  /** Earlier calls are not the intruder's; 0 where all of them are. Milliseconds since 1970. */
  readonly sinceMs: number;
}

export interface SweepReport extends SweepPlan {
  readonly fromMs: number;
  readonly untilMs: number;
  /** Names of the places that were searched. */
  readonly places: readonly string[];
  /** Accounts whose records were among the answers. */
  readonly accounts: readonly string[];
  readonly lookUps: number;
  readonly records: number;
  /** None where the time sufficed. */
  readonly unfinished: readonly Unfinished[];
}

/** A place that fails this often in a row is not asked again: its retries take minutes. */
const failuresOfAPlace = 2;

/** What is counted while a sweep runs. */
interface Running {
  readonly request: SweepRequest;
  readonly limits: SweepLimits;
  readonly accounts: Set<string>;
  readonly failures: Map<string, number>;
  readonly isOver: () => boolean;
  readonly unfinished: Map<string, SweepNode>;
  records: number;
  lookUps: number;
  isStartSeen: boolean;
}

interface StepFindings {
  readonly found: Found[];
  readonly origins: Origin[];
  readonly cuts: Cut[];
}

/**
 * Follows a stolen credential through everything that was made with it, step by step, in all places of a history at
 * once, and in those of other accounts where it leads there. Changes nothing. Never throws away what it found: a
 * look-up that fails is a cut, and the rest goes on.
 */
export async function runSweep(
  { history, openAccount, onProgress, isOver = () => false }: SweepParts,
  request: SweepRequest,
): Promise<SweepReport> {
  const { limits = defaultLimits, fromMs, untilMs } = request;
  const places = sweepPlaces(history, openAccount);
  const running: Running = {
    request,
    limits,
    accounts: new Set(),
    failures: new Map(),
    isOver,
    unfinished: new Map(),
    records: 0,
    lookUps: 0,
    isStartSeen: false,
  };
  let sweep: Sweep = { ...beginSweep(request.start, limits), cuts: request.missing ?? [] };
  for (let step = 1; sweep.frontier.length > 0; step++) {
    const findings: StepFindings = { found: [], origins: [], cuts: [] };
    if (running.records >= limits.records) {
      const why = `${limits.records} records were read, which is the limit; ${sweep.frontier.length} suspects were not looked up. Give a shorter time`;
      findings.cuts.push({ reason: "records", where: "the sweep", why });
      sweep = { ...sweepStep(sweep, findings), frontier: [] };
      break;
    }
    const accountIds = sweep.frontier.map(({ suspect }) => suspect.accountId);
    findings.cuts.push(...(await places.open(accountIds, isOver)));
    const asked = new Map<SweepPlace, Asked[]>(places.all().map((place) => [place, []]));
    for (const node of sweep.frontier) {
      const queries = queriesOf(node.suspect, node.depth === 0).map((query) => ({ node, query }));
      for (const place of places.of(node.suspect.accountId)) asked.get(place)?.push(...queries);
    }
    const suspects = sweep.nodes.size;
    const ofLookUps = [...asked.values()].reduce((total, { length }) => total + length, 0);
    let lookUps = 0;
    const tell = () => onProgress?.({ step, lookUps, ofLookUps, records: running.records, suspects });
    tell();
    await Promise.all(
      [...asked].map(async ([place, queries]) => {
        for (const one of queries) {
          await lookUp(place, one, running, findings);
          lookUps++;
          tell();
        }
      }),
    );
    sweep = sweepStep(sweep, findings);
    if (running.unfinished.size > 0) {
      for (const node of sweep.frontier) running.unfinished.set(node.key, node);
      sweep = { ...sweep, frontier: [], cuts: [...sweep.cuts, outOfTime(running.unfinished.size)] };
      break;
    }
    const isSearched = !places.closed().has(request.start.accountId);
    if (step === 1 && !running.isStartSeen && request.isKnown !== true && isSearched)
      sweep = { ...sweep, cuts: [...sweep.cuts, unseen(request.start)] };
  }
  const searched = places.all().map(({ place }) => place);
  const accounts = new Set([...searched.flatMap(({ accountIds }) => accountIds), ...running.accounts]);
  return {
    // Why an account was not opened is told better than that there are no records of it.
    ...planOf(sweep, request.startKey, new Set([...accounts, ...places.closed()])),
    fromMs,
    untilMs,
    places: searched.map(({ name }) => printable(name, 300)),
    accounts: [...accounts].sort(),
    lookUps: running.lookUps,
    records: running.records,
    unfinished: [...running.unfinished.values()].map(({ suspect, sinceMs }) => ({ suspect, sinceMs })),
  };
}

const outOfTime = (suspects: number): Cut => ({
  reason: "time",
  where: "the sweep",
  why: `the time was over; ${suspects === 1 ? "1 suspect was" : `${suspects} suspects were`} not looked up to the end`,
});

const unseen = (start: Suspect): Cut => ({
  reason: "start",
  where: suspectText(start),
  why: "no call of it is in these records: check how it is written, the time, and the account and regions",
});

/** One question to ask of a place. */
interface Asked {
  readonly node: SweepNode;
  readonly query: SweepQuery;
}

async function lookUp(
  { history, place }: SweepPlace,
  { node, query: { attribute, value, lookBackMs } }: Asked,
  running: Running,
  findings: StepFindings,
): Promise<void> {
  const { request, limits, accounts, failures } = running;
  const subject = suspectText(node.suspect);
  const cut = (reason: CutReason, why: string) =>
    findings.cuts.push({ reason, where: printable(place.name, 300), why: printable(why, 600) });
  if ((failures.get(place.name) ?? 0) >= failuresOfAPlace) {
    cut("look-up", "it failed again and again, and was not asked any further; what happened there is not known");
    return;
  }
  if (running.isOver()) {
    running.unfinished.set(node.key, node);
    return;
  }
  const fromMs = Math.max(request.fromMs - lookBackMs, node.sinceMs, 0);
  const untilMs = Math.max(request.untilMs, fromMs);
  let unreadable = 0;
  running.lookUps++;
  try {
    const query = { attribute, value, fromMs, untilMs, maxRecords: limits.recordsPerLookUp };
    for await (const page of history.lookUp(place, query)) {
      running.records += page.activities.length;
      unreadable += page.unreadable;
      for (const activity of page.activities) {
        if (activity.accountId !== "") accounts.add(activity.accountId);
        const { isOwn, found, origins } = findingsOf(node, activity);
        if (isOwn && node.depth === 0) running.isStartSeen = true;
        findings.found.push(...found);
        findings.origins.push(...origins);
      }
      if (page.isTruncated) {
        cut("records", `${subject} has more than ${limits.recordsPerLookUp} records there; older ones were not read`);
      } else if (running.isOver()) {
        running.unfinished.set(node.key, node);
        break;
      }
    }
    failures.set(place.name, 0);
  } catch (error) {
    failures.set(place.name, (failures.get(place.name) ?? 0) + 1);
    const message = errorMessageOf(error);
    cut("look-up", `the calls of ${subject} could not be looked up: ${message}`);
  }
  if (unreadable > 0) cut("unreadable", `${unreadable} records of ${subject} could not be read`);
}
