import { type Baseline, bitOf } from "../behaviour/baseline.ts";
import { dayMs, hourMs, hourOfWeek, hourOfWeekName } from "../behaviour/calendar.ts";
import { hoursHalveEveryDays } from "../behaviour/passing-time.ts";

/** A regular time that came and went without the identity. */
export interface MissedHeartbeat {
  /** The hour it was last active in, as its beginning; milliseconds since 1970. */
  readonly lastActiveMs: number;
  /**
   * When the silence counts as one. Names the gap together with the identity: it moves with the next activity alone.
   */
  readonly dueMs: number;
  /** `Monday 03:00 UTC`: the regular hour that is missed, or the last of them where several must be. */
  readonly missed: string;
  /** Hours of the week in which it is regularly active. */
  readonly regularHours: number;
}

/** Weeks with activity in an hour of the week, from which the hour is regular. */
const leastWeeks = 4;
/** And at most so many weeks fewer than its most regular hour has: all are halved together every eight weeks. */
const mostWeeksMissed = 1;
/** Weeks that its last days must show without a gap on the weekday. */
const unbrokenWeeks = 4;
/** Records come within an hour; another one for whatever runs a little late. */
const graceMs = 2 * hourMs;
/** An identity that is regular this often in a week must miss several hours in a row, not one. */
const oftenAWeek = 14;
const hoursInARow = 3;
/** A silence that is older than this is known, or was never looked for. */
const oldestMs = 7 * dayMs;

/**
 * Whether an identity that is regularly active at an hour of the week was not, at a time. Regular is an hour in which
 * it was active in nearly all weeks, on a weekday without a gap in the last four. Undefined where nothing is missed, or
 * nothing is regular. It tells people that a job or an agent has stopped; it is no evidence against the identity.
 */
export function missedHeartbeat(baseline: Baseline, nowMs: number): MissedHeartbeat | undefined {
  const lastActiveMs = lastActiveHour(baseline);
  if (lastActiveMs === undefined) return undefined;
  const isRegular = regularHours(baseline);
  const regular = isRegular.filter(Boolean).length;
  if (regular === 0) return undefined;
  let toMiss = regular >= oftenAWeek ? hoursInARow : 1;
  for (let startMs = lastActiveMs + hourMs; startMs + hourMs + graceMs <= nowMs; startMs += hourMs) {
    if (isRegular[hourOfWeek(startMs)] !== true || --toMiss > 0) continue;
    const dueMs = startMs + hourMs + graceMs;
    if (nowMs - dueMs >= oldestMs) return undefined;
    return { lastActiveMs, dueMs, missed: hourOfWeekName(hourOfWeek(startMs)), regularHours: regular };
  }
  return undefined;
}

/** From the hours of the newest three days, where there are any; an older silence has been told. */
function lastActiveHour({ anchorDay, openHours }: Baseline): number | undefined {
  for (let back = 0; back < openHours.length; back++) {
    const hours = openHours[back] as number;
    if (hours !== 0) return (anchorDay - back) * dayMs + (31 - Math.clz32(hours)) * hourMs;
  }
  return undefined;
}

function regularHours(baseline: Baseline): boolean[] {
  const { hours } = baseline;
  const most = Math.max(...hours);
  return Array.from(hours, (weeks, slot) => {
    const weekday = Math.floor(slot / 24);
    const least = Math.max(leastCount(baseline, weekday), most - mostWeeksMissed);
    return weeks >= least && isUnbroken(baseline, weekday);
  });
}

/**
 * What `leastWeeks` weeks count as at the least: all weeks since the last halving, and half of those before it. An odd
 * one may be half of too few, so half is rounded up: some jobs of just so many weeks count as younger.
 */
function leastCount({ lastClosedDay }: Baseline, weekday: number): number {
  const halved = lastClosedDay - (lastClosedDay % hoursHalveEveryDays);
  const first = halved + ((weekday - weekdayOf(halved) + 7) % 7);
  const weeks = first > lastClosedDay ? 0 : Math.floor((lastClosedDay - first) / 7) + 1;
  const since = Math.min(weeks, leastWeeks);
  return since + Math.ceil((leastWeeks - since) / 2);
}

/** 0 is Monday. */
const weekdayOf = (day: number): number => Math.floor(hourOfWeek(day * dayMs) / 24);

/** Whether the identity was active on the last four of a weekday up to its newest day. 0 is Monday. */
function isUnbroken(baseline: Baseline, weekday: number): boolean {
  const { anchorDay, presenceDays } = baseline;
  const back = (weekdayOf(anchorDay) - weekday + 7) % 7;
  for (let week = 0; week < unbrokenWeeks; week++) {
    if ((presenceDays & bitOf(baseline, anchorDay - back - 7 * week)) === 0) return false;
  }
  return true;
}
