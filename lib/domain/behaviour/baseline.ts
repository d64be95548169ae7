import { printable } from "../event/printable.ts";
import { countBits, dayOf, latenessMs } from "./calendar.ts";
import type { Caller } from "./caller.ts";
import { dimensions } from "./dimension.ts";
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
import { firstUnsharedKey } from "./peers.ts";
import type { SessionLinks } from "./session-links.ts";
import { emptyVolume, type Volume } from "./volume.ts";

/**
 * What an identity was seen to do. Bounded, mergeable and explicit.
 *
 * Days are open until one hour of lateness has passed after their end. Observing only sets marks in open days;
 * everything that cannot be undone by order (novelty, forgetting, folding into history) happens when a day closes,
 * when by then every record of that day has come. So the baseline is a function of the set of events, not of their order.
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

/** What was marked and was no news, on which day (-1: it was news), and against which history. */
export interface LastSeen {
  caller: Caller | undefined;
  callerDay: number;
  callerMask: number;
  /** Whoever acted last, whose kind is known of. */
  actor: object | undefined;
  /** The hour since 1970 that the identity was last marked as active in. */
  presentHour: number;
  /** An event before this, in milliseconds since 1970, that is newer than the newest, closes nothing. */
  quietUntilMs: number;
  /** The hour since 1970 that was no news, and the mask of days that it was compared with. */
  hour: number;
  hourMask: number;
  /** Whatever the comparison knows of the last action by its name. */
  action: string;
  actionFacts: object | undefined;
  actionKey: number;
  serviceKey: number;
  /** The heaviest action with which the service was no news. */
  serviceWeight: number;
  actionDay: number;
  actionMask: number;
  /** The text that named what the last call was about, and the parameter that it stood in. */
  resource: string;
  resourceField: object | undefined;
  /** The heaviest action with which it was no news. */
  resourceWeight: number;
  resourceDay: number;
  resourceMask: number;
  /** What it did again as its habit, since somebody took them; undefined where there is none. */
  habits: Habit[] | undefined;
}

/** An action or service, by its key, that an identity of some history did on a day and on one of the weeks before. */
export interface Habit {
  readonly key: number;
  readonly day: number;
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
  last: {
    caller: undefined,
    callerDay: -1,
    callerMask: 0,
    actor: undefined,
    presentHour: -1,
    quietUntilMs: 0,
    hour: -1,
    hourMask: 0,
    action: "",
    actionFacts: undefined,
    actionKey: 0,
    serviceKey: 0,
    serviceWeight: 0,
    actionDay: -1,
    actionMask: 0,
    resource: "",
    resourceField: undefined,
    resourceWeight: 0,
    resourceDay: -1,
    resourceMask: 0,
    habits: undefined,
  },
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

/** The days that an event is compared with: closed ones before it that are not held back. */
export const historyMask = (baseline: Baseline, timeMs: number): number =>
  (maskBefore(baseline, dayOf(timeMs - latenessMs)) & ~baseline.suspendedDays) >>> 0;

/** How many days (older weeks counting as one day each) of history there are in a mask. */
export const activeDays = (baseline: Baseline, mask: number): number =>
  countBits(baseline.presenceDays & mask) + countBits(baseline.presenceWeeks);

/** On how many of these days a dimension had a value that it never had before. */
export const newDaysOf = (baseline: Baseline, dimension: number, mask: number): number =>
  countBits((baseline.newDays[dimension] as number) & mask) + countBits(baseline.newWeeks[dimension] as number);

/** On how many days in the mask the value at `index` of the marks was seen; `index` as `findMark` gives it. */
export const valueDays = (baseline: Baseline, index: number, mask: number): number =>
  index < 0
    ? 0
    : countBits((baseline.marks.days[index] as number) & mask) + countBits(baseline.marks.weeks[index] as number);

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
  else if (key < firstUnsharedKey) noteHabit(baseline, at, key, day);
  setMark(baseline, at, bit, day);
  if (marks.size > openCapacity) boundMarks(baseline, bit, day);
}

/** Days before a day that make a habit, and on how many of them an identity must have been there to have any. */
const habitDays = 28;
const leastHabitDays = 7;

/**
 * Notes a value that is seen for the first time on an open day and was on an earlier one. The day before is left out: it
 * may still be open in the first hour, and then arrival would decide. So is what is held back.
 */
function noteHabit(baseline: Baseline, index: number, key: number, day: number): void {
  if (day < firstOpenDay(baseline)) return;
  const window = maskBefore(baseline, day - 1) & ~maskBefore(baseline, day - habitDays) & ~baseline.suspendedDays;
  if (((baseline.marks.days[index] as number) & window) === 0) return;
  if (countBits(baseline.presenceDays & window) < leastHabitDays) return;
  baseline.last.habits ??= [];
  baseline.last.habits.push({ key, day });
}

/** What was noted as a habit since the last time, which is then forgotten. */
export function takeHabits({ last }: Baseline): readonly Habit[] {
  const { habits } = last;
  last.habits = undefined;
  return habits ?? [];
}

/** A flood is bounded with every mark, also of a value that was known yesterday: it may be one of too many new ones today. */
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
