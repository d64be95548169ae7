import fc from "fast-check";
import { isTimeZone, localClock } from "../../../lib/domain/scope/local-time.ts";
import { clockText, isWithin, readSpan, scheduleOf, wholeDay } from "../../../lib/domain/scope/schedule.ts";

const at = (text: string) => Date.parse(text);
const span = (text: string) => readSpan(text) ?? wholeDay;
const clockIn = (zone: string, text: string) => {
  const { weekday, minute } = localClock(zone)(at(text));
  return `${weekday} ${clockText(minute)}`;
};

test.each([
  // Berlin, 2026-03-29: 02:00 becomes 03:00. Weekday 6 is Sunday.
  ["Europe/Berlin", "2026-03-29T00:59:59Z", "6 01:59"],
  ["Europe/Berlin", "2026-03-29T01:00:00Z", "6 03:00"],
  // Berlin, 2026-10-25: 03:00 becomes 02:00, so that 02:30 comes twice.
  ["Europe/Berlin", "2026-10-25T00:30:00Z", "6 02:30"],
  ["Europe/Berlin", "2026-10-25T01:30:00Z", "6 02:30"],
  ["America/New_York", "2026-03-08T06:59:00Z", "6 01:59"],
  ["America/New_York", "2026-03-08T07:00:00Z", "6 03:00"],
  // Lord Howe moves by half an hour.
  ["Australia/Lord_Howe", "2026-04-04T14:59:00Z", "6 01:59"],
  ["Australia/Lord_Howe", "2026-04-04T15:00:00Z", "6 01:30"],
  ["Asia/Kathmandu", "2026-03-02T20:00:00Z", "1 01:45"],
  ["UTC", "1970-01-01T00:00:00Z", "3 00:00"],
  ["Pacific/Kiritimati", "2026-03-02T10:00:00Z", "1 00:00"],
])("in %s the moment %s is %s", (zone, moment, expected) => {
  expect(clockIn(zone, moment)).toBe(expected);
});

test("a working day stays from 8 to 18 on the wall clock on both sides of a switch", () => {
  const schedule = scheduleOf([0, 1, 2, 3, 4, 5, 6], [span("08:00-18:00")], "Europe/Berlin");
  const within = (text: string) => isWithin(schedule, at(text));
  expect([within("2026-03-28T06:59:59Z"), within("2026-03-28T07:00:00Z")]).toEqual([false, true]);
  expect([within("2026-03-29T05:59:59Z"), within("2026-03-29T06:00:00Z")]).toEqual([false, true]);
  expect([within("2026-10-24T15:59:59Z"), within("2026-10-24T16:00:00Z")]).toEqual([true, false]);
  expect([within("2026-10-25T16:59:59Z"), within("2026-10-25T17:00:00Z")]).toEqual([true, false]);
});

test("the hour that comes twice counts both times, the one that is left out never comes", () => {
  const schedule = scheduleOf([6], [span("02:00-03:00")], "Europe/Berlin");
  const minutes = (day: string) =>
    Array.from({ length: 26 * 60 }, (_, minute) => at(`${day}T00:00:00Z`) - 3_600_000 * 2 + minute * 60_000).filter(
      (timeMs) => isWithin(schedule, timeMs),
    ).length;
  expect(minutes("2026-10-25")).toBe(120);
  expect(minutes("2026-03-29")).toBe(0);
  expect(minutes("2026-03-22")).toBe(60);
});

test("a span over midnight belongs to the day it begins on", () => {
  const friday = scheduleOf([4], [span("22:00-06:00")], "UTC");
  const within = (text: string) => isWithin(friday, at(text));
  expect(within("2026-03-06T21:59:59Z")).toBe(false);
  expect(within("2026-03-06T22:00:00Z")).toBe(true);
  expect(within("2026-03-07T05:59:59Z")).toBe(true);
  expect(within("2026-03-07T06:00:00Z")).toBe(false);
  expect(within("2026-03-06T03:00:00Z")).toBe(false);
});

test("the wall clock agrees with the runtime's own text at any time, in any zone", () => {
  const zones = ["Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kolkata", "Africa/Casablanca"];
  const clocks = new Map(zones.map((zone) => [zone, localClock(zone)]));
  fc.assert(
    fc.property(
      fc.constantFrom(...zones),
      fc.integer({ min: at("1990-01-01"), max: at("2037-12-31") }),
      (zone, timeMs) => {
        const format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit" });
        const { minute } = (clocks.get(zone) as ReturnType<typeof localClock>)(timeMs);
        expect(clockText(minute)).toBe(format.format(timeMs));
      },
    ),
    { numRuns: 300 },
  );
});

test.each(["08:00", "8:00-18:00", "08:00-25:00", "08:60-09:00", "08:00-08:00", "24:00-08:00", "08:00 - 18:00", ""])(
  "%j is no span of hours",
  (text) => {
    expect(readSpan(text)).toBeUndefined();
  },
);

test("only names of the runtime's time zone data are zones", () => {
  expect(["Europe/Berlin", "UTC", "Etc/GMT+5"].map(isTimeZone)).toEqual([true, true, true]);
  expect(["Europe/Berlim", "+02:00", "", "a\u0000b", "x".repeat(200), "Mars/Phobos"].some(isTimeZone)).toBe(false);
});
