import { type LocalClock, localClock } from "./local-time.ts";

export const weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"] as const;
export type Weekday = (typeof weekdays)[number];

/** Minutes of the day: `from` is in, `to` (up to 1,440) is out. Where `to` is not later, it is on the next day. */
export interface HourSpan {
  readonly from: number;
  readonly to: number;
}

/** When an identity is meant to work, on the wall clock of a place. */
export interface Schedule {
  /** The days on which spans begin, 0 is Monday. */
  readonly days: ReadonlySet<number>;
  readonly spans: readonly HourSpan[];
  readonly timeZone: string;
  readonly clock: LocalClock;
}

export const wholeDay: HourSpan = { from: 0, to: 1_440 };

export const scheduleOf = (days: readonly number[], spans: readonly HourSpan[], timeZone: string): Schedule => ({
  days: new Set(days),
  spans,
  timeZone,
  clock: localClock(timeZone),
});

/**
 * Whether a time lies within a schedule. A span over midnight belongs to the day it begins on. The hour that comes
 * twice in autumn counts both times; the one that is left out in spring is simply never there.
 */
export function isWithin({ days, spans, clock }: Schedule, timeMs: number): boolean {
  const { weekday, minute } = clock(timeMs);
  const isToday = days.has(weekday);
  const wasYesterday = days.has((weekday + 6) % 7);
  return spans.some(({ from, to }) => {
    if (from < to) return isToday && minute >= from && minute < to;
    return (isToday && minute >= from) || (wasYesterday && minute < to);
  });
}

/** `08:00-18:00`; undefined where it is none. `24:00` may end a span; equal ends say nothing and are none. */
export function readSpan(text: string): HourSpan | undefined {
  const found = /^([01]\d|2[0-3]):([0-5]\d)-(?:([01]\d|2[0-3]):([0-5]\d)|(24:00))$/.exec(text);
  if (found === null) return undefined;
  const [, fromHour, fromMinute, toHour, toMinute, midnight] = found;
  const from = Number(fromHour) * 60 + Number(fromMinute);
  const to = midnight === undefined ? Number(toHour) * 60 + Number(toMinute) : 1_440;
  return from === to ? undefined : { from, to };
}

const twoDigits = (value: number) => String(value).padStart(2, "0");
export const clockText = (minute: number): string => `${twoDigits(Math.floor(minute / 60))}:${twoDigits(minute % 60)}`;
export const spanText = ({ from, to }: HourSpan): string => `${clockText(from)}-${clockText(to)}`;

/** `monday 09:30 Europe/Berlin` */
export function momentText({ clock, timeZone }: Schedule, timeMs: number): string {
  const { weekday, minute } = clock(timeMs);
  return `${weekdays[weekday]} ${clockText(minute)} ${timeZone}`;
}
