import { dayMs, dayStart, hourMs, isWorkingDay, minuteMs } from "../time-text.ts";
import { type Pattern, scaled } from "./pattern.ts";

/**
 * A person: on most working days one to three sittings between 08:00 and 18:00 UTC,
 * each a run of clicks with pauses to read.
 */
export function officeHours(clicksASitting: readonly [number, number]): Pattern {
  return function* (span) {
    const { random } = span;
    for (let startMs = dayStart(span.startMs); startMs < span.endMs; startMs += dayMs) {
      if (!isWorkingDay(startMs) || !random.chance(0.8)) continue;
      let timeMs = startMs + 8 * hourMs + random.unit() * 2 * hourMs;
      const sittings = random.integer(1, 3);
      for (let sitting = 0; sitting < sittings; sitting++) {
        const clicks = scaled(random.integer(clicksASitting[0], clicksASitting[1]), span);
        for (let step = 0; step < clicks && timeMs < startMs + 18 * hourMs && timeMs < span.endMs; step++) {
          if (timeMs >= span.startMs) yield { timeMs, workload: `day-${startMs / dayMs}`, step };
          timeMs += 1_000 + random.exponential(12_000);
        }
        timeMs += 30 * minuteMs + random.exponential(90 * minuteMs);
      }
    }
  };
}
