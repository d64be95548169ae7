import type { TimePart } from "./expression.ts";

const written = /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2}))?/;
const dayMs = 86_400_000;

/** A part of an ISO 8601 time as it is written, without any conversion of zones; undefined where it is not written. */
export function timePartOf(text: string, part: TimePart): number | undefined {
  const match = written.exec(text);
  if (match === null) return undefined;
  const at = { year: 1, month: 2, day: 3, hour: 4, minute: 5 };
  if (part === "week") return weekOf(Number(match[1]), Number(match[2]), Number(match[3]));
  const digits = match[at[part]];
  return digits === undefined ? undefined : Number(digits);
}

/** The ISO 8601 week: the one that holds the date's Thursday, counted from the week with the year's first Thursday. */
function weekOf(year: number, month: number, day: number): number {
  const timeMs = Date.UTC(year, month - 1, day);
  const weekday = (Math.floor(timeMs / dayMs) + 3) % 7;
  const thursdayMs = timeMs + (3 - weekday) * dayMs;
  const yearStartMs = Date.UTC(new Date(thursdayMs).getUTCFullYear(), 0, 1);
  return 1 + Math.floor((thursdayMs - yearStartMs) / (7 * dayMs));
}
