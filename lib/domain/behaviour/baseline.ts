import { printable } from "../event/printable.ts";
import { countBits, dayMs, dayOf, latenessMs, weekOf } from "./calendar.ts";
import { dimensions } from "./dimension.ts";
import { type Habit, type LastSeen, nothingSeen } from "./last-seen.ts";
import {
  boundClosedMarks,
  boundOpenMarks,
  dayWindow,
  emptyMarks,
  findMark,
  insertMark,
  longestName,
  type Marks,
  openCapacity,
  weekBit,
} from "./marks.ts";
import { anyRegion, firstUnsharedKey, isShared, sharedRegion } from "./peers.ts";
import type { SessionLinks } from "./session-links.ts";
import { emptyVolume, type Volume } from "./volume.ts";

/**
 * What an identity was seen to do. Bounded, mergeable and explicit.
 *
 * Days are open until one hour of lateness has passed after their end. Observing only sets marks in open days;
 * everything that cannot be undone by order (novelty, forgetting, folding into history) happens when a day closes,
 * when by then every record of that day has come. So the baseline is a function of the set of events, not of their
 * order.
 */
export interface Baseline {
  /** Day of the newest event; every `days` word counts back from it. 0 where nothing was observed. */
  anchorDay: number;
  newestMs: number;
  firstDay: number;
  /** Bit i set: some record gave evidence for `identityKinds[i]`. */
  kinds: number;
  presenceDays: number;
  presenceWeeks: number;
  /** Days that are held back from history, because a case was open on them. */
  suspendedDays: number;
  /** By dimension: days on which a value was seen for the first time. */
  readonly newDays: Uint32Array;
  readonly newWeeks: Uint16Array;
  readonly marks: Marks;
  /** By hour of the week: in how many weeks it was active, halved every eight weeks; at most 15. */
  readonly hours: Uint8Array;
  /** The stored form of `hours`, until they change. */
  packedHours: Uint8Array | undefined;
  /** Hours (bit 0 is 00:00 UTC) seen on the anchor day and the two days before it. */
  readonly openHours: Uint32Array;
  readonly volume: Volume;
  readonly sessions: SessionLinks;
  /** The last day that was closed; 0 before the first. */
  lastClosedDay: number;
  /** The last activity's caller and action, which the next one mostly repeats. Never stored. */
  readonly last: LastSeen;
}

export const emptyBaseline = (): Baseline => ({
  anchorDay: 0,
  newestMs: 0,
  firstDay: 0,
  kinds: 0,
  presenceDays: 0,
  presenceWeeks: 0,
  suspendedDays: 0,
  newDays: new Uint32Array(dimensions.length),
  newWeeks: new Uint16Array(dimensions.length),
  marks: emptyMarks(),
  hours: new Uint8Array(168),
  packedHours: undefined,
  openHours: new Uint32Array(3),
  volume: emptyVolume(),
  sessions: [],
  lastClosedDay: 0,
  last: nothingSeen(),
});

/** First day that may still receive records in order. */
export const firstOpenDay = (baseline: Baseline): number => dayOf(baseline.newestMs - latenessMs);

/** Bits of a `days` word that lie before `day`. */
export function maskBefore(baseline: Baseline, day: number): number {
  const from = baseline.anchorDay - day + 1;
  if (from >= dayWindow) return 0;
  return from <= 0 ? 0xffffffff : (0xffffffff << from) >>> 0;
}

/** The bit of a day in a `days` word; 0 outside the window. */
export const bitOf = (baseline: Baseline, day: number): number => {
  const index = baseline.anchorDay - day;
  return index >= 0 && index < dayWindow ? (1 << index) >>> 0 : 0;
};

/**
 * The days that an event is compared with: closed ones before it that are not held back. What is asked of the baseline
 * with this mask afterwards is as of this event.
 *
 * An event of a day's last hour may come before or after the first one of the next day, when the oldest day folds into
 * its week. Both have to see the same history, so in that hour the oldest day counts as folded already.
 */
export function historyMask(baseline: Baseline, timeMs: number): number {
  const { anchorDay, last } = baseline;
  const mask = (maskBefore(baseline, dayOf(timeMs - latenessMs)) & ~baseline.suspendedDays) >>> 0;
  last.foldedBit = 0;
  if (timeMs + latenessMs < (anchorDay + 1) * dayMs) return mask;
  last.foldedBit = weekBit(anchorDay + 1, anchorDay + 1 - dayWindow);
  last.foldedShift = weekOf(anchorDay + 1) - weekOf(anchorDay);
  return mask & ~oldestDay;
}

/** The bit of a `days` word that leaves it next. */
export const oldestDay = 1 << (dayWindow - 1);

/** Week bits of a value as of the event that `historyMask` was last asked for; `days` are the value's own. */
export function weeksOf({ last, suspendedDays }: Baseline, days: number, weeks: number): number {
  if (last.foldedBit === 0) return weeks;
  const folded = (days & ~suspendedDays & oldestDay) === 0 ? 0 : last.foldedBit;
  return ((weeks << last.foldedShift) & 0xffff) | folded;
}

const countDays = (baseline: Baseline, days: number, weeks: number, mask: number): number =>
  countBits(days & mask) + countBits(weeksOf(baseline, days, weeks));

/** How many days (older weeks counting as one day each) of history there are in a mask. */
export const activeDays = (baseline: Baseline, mask: number): number =>
  countDays(baseline, baseline.presenceDays, baseline.presenceWeeks, mask);

/** On how many of these days a dimension had a value that it never had before. */
export const newDaysOf = (baseline: Baseline, dimension: number, mask: number): number =>
  countDays(baseline, baseline.newDays[dimension] as number, baseline.newWeeks[dimension] as number, mask);

/** On how many days in the mask the value at `index` of the marks was seen; `index` as `findMark` gives it. */
export const valueDays = (baseline: Baseline, index: number, mask: number): number =>
  index < 0
    ? 0
    : countDays(baseline, baseline.marks.days[index] as number, baseline.marks.weeks[index] as number, mask);

/** Marks a value as seen at a time. `index` as `findMark` gives it. */
export function markValue(baseline: Baseline, index: number, key: number, timeMs: number, name: string): void {
  const day = dayOf(timeMs);
  const bit = bitOf(baseline, day);
  const { marks } = baseline;
  let at = index;
  if (at < 0) {
    if (bit === 0 && weekBit(baseline.anchorDay, day) === 0) return;
    at = insertMark(marks, at, key, printable(name, longestName));
  } else if (((marks.days[at] as number) & bit) !== 0) return;
  else if (isShared(key)) noteHabit(baseline, at, key, day);
  setMark(baseline, at, bit, day);
  if (marks.size > openCapacity) boundMarks(baseline, bit, day);
}

/** Days before a day that make a habit, and on how many of them an identity must have been there to have any. */
const habitDays = 28;
const leastHabitDays = 7;

/**
 * Notes a value that is seen for the first time on an open day and was on an earlier one. The day before is left out:
 * it may still be open in the first hour, and then arrival would decide. So is what is held back.
 */
function noteHabit(baseline: Baseline, index: number, key: number, day: number): void {
  if (day < firstOpenDay(baseline)) return;
  const window = maskBefore(baseline, day - 1) & ~maskBefore(baseline, day - habitDays) & ~baseline.suspendedDays;
  if (((baseline.marks.days[index] as number) & window) === 0) return;
  if (countBits(baseline.presenceDays & window) < leastHabitDays) return;
  baseline.last.habits ??= [];
  if (key < firstUnsharedKey) baseline.last.habits.push({ key, day });
  else baseline.last.habits.push({ key: sharedRegion(key), day }, { key: anyRegion, day });
}

/** What was noted as a habit since the last time, which is then forgotten. */
export function takeHabits({ last }: Baseline): readonly Habit[] {
  const { habits } = last;
  last.habits = undefined;
  return habits ?? [];
}

/**
 * A flood is bounded with every mark, also of a value that was known yesterday: it may be one of too many new ones
 * today.
 */
function boundMarks(baseline: Baseline, bit: number, day: number): void {
  const firstOpen = firstOpenDay(baseline);
  if (day < firstOpen) boundClosedMarks(baseline.marks, ~maskBefore(baseline, firstOpen));
  else boundOpenMarks(baseline.marks, bit, maskBefore(baseline, day - 1));
}

function setMark(baseline: Baseline, index: number, bit: number, day: number): void {
  if (bit !== 0) baseline.marks.days[index] = ((baseline.marks.days[index] as number) | bit) >>> 0;
  else baseline.marks.weeks[index] = (baseline.marks.weeks[index] as number) | weekBit(baseline.anchorDay, day);
}

/** Marks the identity as active at a time: presence, hour, first day. */
export function markPresence(baseline: Baseline, timeMs: number): void {
  const day = dayOf(timeMs);
  if (baseline.firstDay === 0 || day < baseline.firstDay) baseline.firstDay = day;
  const bit = bitOf(baseline, day);
  if (bit !== 0) baseline.presenceDays = (baseline.presenceDays | bit) >>> 0;
  else baseline.presenceWeeks |= weekBit(baseline.anchorDay, day);
  const back = baseline.anchorDay - day;
  if (back >= 0 && back < 3) {
    baseline.openHours[back] = (baseline.openHours[back] as number) | (1 << (Math.floor(timeMs / 3_600_000) % 24));
  }
}

/** Index of the value with this key, as `valueDays` and `markValue` take it. */
export const indexOf = (baseline: Baseline, key: number): number => findMark(baseline.marks, key);
