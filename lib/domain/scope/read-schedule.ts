import { type EntryRule, readFields, readTexts } from "./contract-fields.ts";
import { type ContractReport, givenText } from "./contract-problem.ts";
import { isTimeZone } from "./local-time.ts";
import { readSpan, type Schedule, scheduleOf, type Weekday, weekdays, wholeDay } from "./schedule.ts";

const days: readonly string[] = [...weekdays, "weekdays", "weekend"];

const dayEntries = (report: ContractReport): EntryRule => ({
  isAllowed: (text) => days.includes(text.toLowerCase()),
  allowed: `one of ${days.join(", ")}`,
  remedy: "Write whole words.",
  meant: (text) => report.nearest(text, days),
});

const hourEntries: EntryRule = {
  isAllowed: (text) => readSpan(text) !== undefined,
  allowed: "a span of hours as 08:00-18:00, of which the end is out; one over midnight as 22:00-06:00",
  remedy: "Write two different times of four digits each, in quotes.",
};

/**
 * `days` (all, where left out), `hours` (a span or a list; all, where left out) and `timeZone`, which must be there.
 */
export function readSchedule(value: unknown, report: ContractReport): Schedule | undefined {
  if (value === undefined) return undefined;
  const fields = readFields(value, ["schedule"], ["days", "hours", "timeZone"], report);
  if (fields === undefined) return undefined;
  const named = readTexts(fields["days"], ["schedule", "days"], dayEntries(report), report) ?? weekdays;
  const spans = readTexts(fields["hours"], ["schedule", "hours"], hourEntries, report);
  const zone = fields["timeZone"];
  if (typeof zone !== "string" || !isTimeZone(zone)) {
    const meant = typeof zone === "string" ? report.nearest(zone, Intl.supportedValuesOf("timeZone")) : undefined;
    report.refuse(["schedule", "timeZone"], {
      found: givenText(zone),
      allowed: "a time zone's name from the IANA data",
      remedy: meant === undefined ? "Write it like Europe/Berlin or UTC." : `Did you mean ${meant}?`,
    });
    return undefined;
  }
  const hours = spans?.map(readSpan).filter((span) => span !== undefined) ?? [wholeDay];
  return scheduleOf(named.flatMap(daysOf), hours, zone);
}

function daysOf(name: string): readonly number[] {
  const day = name.toLowerCase();
  if (day === "weekdays") return [0, 1, 2, 3, 4];
  return day === "weekend" ? [5, 6] : [weekdays.indexOf(day as Weekday)];
}
