import { latenessMs } from "../domain/behaviour/calendar.ts";
import type { Reading } from "../domain/event/activity.ts";
import { printable } from "../domain/event/printable.ts";
import { unreadable } from "../domain/event/unreadable.ts";

/**
 * Sets aside what claims to happen more than an hour from now: learned, it would make everything that really happens
 * until then look late, and late events are neither counted nor acted on. Clocks of services differ by seconds.
 */
export function refuseFuture(readings: readonly Reading[], nowMs: number): readonly Reading[] {
  const latestMs = nowMs + latenessMs;
  if (!hasLater(readings, latestMs)) return readings;
  return readings.map((reading) => {
    if (reading.kind === "unreadable" || timeOf(reading) <= latestMs) return reading;
    const said = new Date(timeOf(reading)).toISOString();
    const detail = `The event's time ${printable(said, 40)} is more than an hour from now; it is not learned.`;
    return unreadable("bad-event-time", detail, reading.kind === "activity" ? reading.activity.record : reading.notice);
  });
}

function hasLater(readings: readonly Reading[], latestMs: number): boolean {
  for (const reading of readings) if (timeOf(reading) > latestMs) return true;
  return false;
}

const timeOf = (reading: Reading): number =>
  reading.kind === "activity" ? reading.activity.timeMs : reading.kind === "notice" ? reading.notice.timeMs : 0;
