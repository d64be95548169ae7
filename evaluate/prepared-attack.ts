import { dayOf } from "../lib/domain/behaviour/calendar.ts";
import type { CloudTrailRecord } from "../lib/domain/event/activity.ts";
import { mergeByTime } from "../lib/local/organisation/merge-by-time.ts";
import type { Organisation } from "../lib/local/organisation/organisation.ts";
import { dayMs, hourMs } from "../lib/local/organisation/time-text.ts";
import type { BenignRun } from "./benign-run.ts";
import type { Progress } from "./progress.ts";
import { timeOf } from "./sets/record-files.ts";
import type { Settings } from "./warden.ts";
import { type AttackOutcome, runWindow, type WindowRecord } from "./window.ts";

/** An attack among its victims' ordinary life, ready to be run on any warden that has learned the weeks before. */
export interface Prepared<About> {
  readonly about: About;
  /** Number of the day, since 1970, with whose morning the window begins. */
  readonly day: number;
  readonly window: readonly WindowRecord[];
}

export interface Measured<About> {
  readonly about: About;
  readonly outcome: AttackOutcome;
}

/**
 * From the morning of the attack's first day until an hour after its last record, with what the victims do in between.
 */
export function amongOrdinaryLife<About>(
  about: About,
  made: Organisation,
  keys: Iterable<string>,
  attack: readonly CloudTrailRecord[],
): Prepared<About> {
  const times = attack.map(timeOf);
  const day = dayOf(Math.min(...times));
  const toMs = Math.max(...times) + hourMs;
  const known = new Set(made.identities.map(({ key }) => key));
  const lives = [...keys].filter((key) => known.has(key)).map((key) => life(made, key, day * dayMs, toMs));
  const spliced = attack.map((record) => ({ timeMs: timeOf(record), record, attack: true }));
  return { about, day, window: [...mergeByTime<WindowRecord>([...lives, spliced])] };
}

function* life(
  made: Organisation,
  key: string,
  fromMs: number,
  toMs: number,
): Generator<WindowRecord, void, undefined> {
  for (const { timeMs, record } of made.recordsOf(key)) {
    if (timeMs > toMs) return;
    if (timeMs >= fromMs) yield { timeMs, record, attack: false };
  }
}

/** What was learned of an organisation: what was stored on each morning, and what its identities do week by week. */
type Learned = Pick<BenignRun, "mornings" | "peers">;

/** Runs each on a warden of its own, which begins with what was stored on that morning. */
export async function runPrepared<About>(
  settings: Settings,
  { mornings, peers }: Learned,
  attacks: readonly Prepared<About>[],
  progress: Progress,
): Promise<readonly Measured<About>[]> {
  const measured: Measured<About>[] = [];
  for (const [index, { about, day, window }] of attacks.entries()) {
    progress(`attack ${index + 1} of ${attacks.length}`);
    const morning = mornings.get(day);
    if (morning === undefined) {
      const said = new Date(day * dayMs).toISOString().slice(0, 10);
      throw new RangeError(`an attack begins on ${said}, which is no measured day; choose a later start`);
    }
    measured.push({ about, outcome: await runWindow({ ...settings, peers }, morning, window) });
  }
  return measured;
}
