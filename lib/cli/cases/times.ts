import { printable } from "../../domain/event/printable.ts";
import { UsageError } from "../usage-error.ts";

const dayMs = 86_400_000;

/** `2027-01-31` (to the end of that day, UTC), a whole ISO 8601 time, or `90d` from now; milliseconds since 1970. */
export function readUntil(text: string, nowMs: number): number {
  const timeMs = daysFrom(text, nowMs, 1) ?? isoTime(text, dayMs - 1);
  if (timeMs !== undefined) return timeMs;
  throw new UsageError(
    `--until ${printable(text, 60)} is no time; allowed are 90d, 2027-01-31 or 2027-01-31T18:00:00Z, at most 400 days ahead`,
  );
}

/** `2027-01-31` (its beginning, UTC), a whole ISO 8601 time, or `3d` ago; milliseconds since 1970. */
export function readAt(text: string, nowMs: number): number {
  const timeMs = daysFrom(text, nowMs, -1) ?? isoTime(text, 0);
  if (timeMs !== undefined) return timeMs;
  throw new UsageError(
    `--at ${printable(text, 60)} is no time; allowed are 3d for three days ago, 2027-01-31 or 2027-01-31T18:00:00Z`,
  );
}

function daysFrom(text: string, nowMs: number, sign: 1 | -1): number | undefined {
  const [, days] = /^(\d{1,4})d$/.exec(text) ?? [];
  return days === undefined ? undefined : nowMs + sign * Number(days) * dayMs;
}

function isoTime(text: string, intoDayMs: number): number | undefined {
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?Z)?$/.test(text)) return undefined;
  const timeMs = Date.parse(text);
  // Date.parse takes 31 February for 3 March.
  if (Number.isNaN(timeMs) || !new Date(timeMs).toISOString().startsWith(text.slice(0, 10))) return undefined;
  return text.includes("T") ? timeMs : timeMs + intoDayMs;
}
