import { printable } from "../event/printable.ts";
import { countBits, dayMs, dayOf, hourOf, hourOfWeek, latenessMs } from "./calendar.ts";
import { dimensionOf, dimensions, hourDimension } from "./dimension.ts";
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
  shiftDays,
  shiftMarks,
  weekBit,
} from "./marks.ts";
import { dropOldSessions, type SessionLinks } from "./session-links.ts";
import { closeHours, emptyVolume, shiftPeaks, type Volume } from "./volume.ts";

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
});

/** First day that may still receive records in order. */
export const firstOpenDay = (baseline: Baseline): number => dayOf(baseline.newestMs - latenessMs);

/** Bits of a `days` word that lie before `day`. */
export function maskBefore(baseline: Baseline, day: number): number {
  const from = baseline.anchorDay - day + 1;
  if (from >= dayWindow) return 0;
  return from <= 0 ? 0xffffffff : (0xffffffff << from) >>> 0;
}

const bitOf = (baseline: Baseline, day: number): number => {
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
  setMark(baseline, at, bit, day);
  if (marks.size > openCapacity) boundMarks(baseline, bit, day);
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

/** Whether nothing closes and no window moves when the newest event moves to `newestMs`, which is nearly always. */
export const closesNothing = (baseline: Baseline, newestMs: number): boolean =>
  hourOf(newestMs - latenessMs) === hourOf(baseline.newestMs - latenessMs) && dayOf(newestMs) === baseline.anchorDay;

/** Days that close when the newest event moves to `newestMs`, oldest first; only days on which something was seen. */
export function daysToClose(baseline: Baseline, newestMs: number): number[] {
  if (baseline.anchorDay === 0) return [];
  const closing: number[] = [];
  const until = Math.min(dayOf(newestMs - latenessMs), baseline.anchorDay + 1);
  for (let day = firstOpenDay(baseline); day < until; day++) {
    if ((baseline.presenceDays & bitOf(baseline, day)) !== 0) closing.push(day);
  }
  return closing;
}

/** Closes one day: folds it into history, or holds it back where `suspended`. */
export function closeDay(baseline: Baseline, day: number, suspended: boolean): void {
  const bit = bitOf(baseline, day);
  halveHours(baseline, baseline.lastClosedDay, day);
  baseline.lastClosedDay = day;
  if (suspended) {
    baseline.suspendedDays = (baseline.suspendedDays | bit) >>> 0;
  } else {
    noteNovelty(baseline, day, bit);
    foldHours(baseline, day, bit);
  }
  boundClosedMarks(baseline.marks, ~maskBefore(baseline, day + 1));
}

function noteNovelty(baseline: Baseline, day: number, bit: number): void {
  const { marks } = baseline;
  const earlier = maskBefore(baseline, day) & ~baseline.suspendedDays;
  for (let index = 0; index < marks.size; index++) {
    const days = marks.days[index] as number;
    if ((days & bit) === 0 || (days & earlier) !== 0 || marks.weeks[index] !== 0) continue;
    noteNew(baseline, dimensionOf(marks.keys[index] as number), bit);
  }
}

function noteNew(baseline: Baseline, dimension: number, bit: number): void {
  baseline.newDays[dimension] = ((baseline.newDays[dimension] as number) | bit) >>> 0;
}

const hoursHalveEveryDays = 56;

function foldHours(baseline: Baseline, day: number, bit: number): void {
  const seen = baseline.openHours[baseline.anchorDay - day] ?? 0;
  baseline.packedHours = undefined;
  const monday = hourOfWeek(day * dayMs);
  for (let hour = 0; hour < 24; hour++) {
    if (((seen >>> hour) & 1) === 0) continue;
    const slot = monday + hour;
    const weeks = baseline.hours[slot] as number;
    if (weeks === 0) noteNew(baseline, hourDimension, bit);
    if (weeks < 15) baseline.hours[slot] = weeks + 1;
  }
}

/** Moves the anchor to a newer event's time. Every day that closes must have been closed before. */
export function advance(baseline: Baseline, newestMs: number): void {
  const to = dayOf(newestMs);
  const from = baseline.anchorDay;
  const delta = to - from;
  baseline.newestMs = newestMs;
  if (from === 0) {
    baseline.anchorDay = to;
    return;
  }
  closeHours(baseline.volume, newestMs, from);
  dropOldSessions(baseline.sessions, newestMs);
  if (delta === 0) return;
  const unlearned = baseline.suspendedDays;
  shiftMarks(baseline.marks, unlearned, from, to);
  const presence = shiftDays(baseline.presenceDays, baseline.presenceWeeks, unlearned, from, to);
  baseline.presenceDays = presence[0];
  baseline.presenceWeeks = presence[1];
  for (let dimension = 0; dimension < dimensions.length; dimension++) {
    const shifted = shiftDays(
      baseline.newDays[dimension] as number,
      baseline.newWeeks[dimension] as number,
      unlearned,
      from,
      to,
    );
    baseline.newDays[dimension] = shifted[0];
    baseline.newWeeks[dimension] = shifted[1];
  }
  baseline.suspendedDays = delta >= dayWindow ? 0 : (baseline.suspendedDays << delta) >>> 0;
  shiftPeaks(baseline.volume.callPeaks, delta);
  shiftPeaks(baseline.volume.errorPeaks, delta);
  baseline.openHours.copyWithin(Math.min(delta, 3), 0);
  baseline.openHours.fill(0, 0, Math.min(delta, 3));
  baseline.anchorDay = to;
}

function halveHours(baseline: Baseline, from: number, to: number): void {
  if (from === 0) return;
  const halvings = Math.floor(to / hoursHalveEveryDays) - Math.floor(from / hoursHalveEveryDays);
  if (halvings <= 0) return;
  baseline.packedHours = undefined;
  for (let slot = 0; slot < baseline.hours.length; slot++) {
    baseline.hours[slot] = (baseline.hours[slot] as number) >> Math.min(8, halvings);
  }
}

/** Index of the value with this key, as `valueDays` and `markValue` take it. */
export const indexOf = (baseline: Baseline, key: number): number => findMark(baseline.marks, key);
