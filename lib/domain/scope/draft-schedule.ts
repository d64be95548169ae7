import { type HourSpan, spanText, weekdays } from "./schedule.ts";

/** Fewer days than these have not yet shown which days of the week are free. */
const fewestDays = 14;
/** Above this many hours of the week an identity has no hours that would tell anything. */
const mostHours = 100;

/**
 * The days and the hours of the day on which an identity was seen, in UTC, as a schedule that holds all of them.
 * Nothing where there are none; a comment where it works at all times, or has not been watched for two weeks.
 *
 * @param hours by hour of the week, 0 is Monday 00:00 UTC: more than 0 where the identity was active
 */
export function draftSchedule(hours: readonly number[], activeDays: number): readonly string[] {
  const seen = Array.from({ length: 168 }, (_, hour) => (hours[hour] ?? 0) > 0);
  const count = seen.filter(Boolean).length;
  if (count === 0) return [];
  const ofDay = Array.from({ length: 24 }, (_, hour) => weekdays.some((_day, at) => seen[at * 24 + hour]));
  const days = weekdays.filter((_day, at) => seen.slice(at * 24, at * 24 + 24).some(Boolean));
  if (activeDays < fewestDays) return [`# schedule:  to be told after ${fewestDays} active days`];
  if (count > mostHours || ofDay.every(Boolean)) return [`# schedule:  active in ${count} of 168 hours of the week`];
  return [
    "schedule:  # in UTC, as it was seen; a time zone with daylight saving time follows its clocks",
    `  days: [${days.join(", ")}]`,
    "  hours:",
    ...spansOf(ofDay).map((span) => `    - ${JSON.stringify(spanText(span))}`),
    "  timeZone: UTC",
  ];
}

/** Runs of hours; one that goes over midnight is two, so that it does not reach into days that were not seen. */
function spansOf(ofDay: readonly boolean[]): readonly HourSpan[] {
  const spans: HourSpan[] = [];
  for (let hour = 0; hour < 24; hour++) {
    if (!ofDay[hour]) continue;
    const last = spans.at(-1);
    if (last?.to === hour * 60) spans[spans.length - 1] = { from: last.from, to: hour * 60 + 60 };
    else spans.push({ from: hour * 60, to: hour * 60 + 60 });
  }
  return spans;
}
