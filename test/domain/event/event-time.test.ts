import fc from "fast-check";
import { parseEventTime } from "../../../lib/domain/event/event-time.ts";

describe("event times", () => {
  it("reads CloudTrail's form exactly as the platform's own parser does, for every second", () => {
    const seconds = fc.integer({ min: 0, max: Date.UTC(9999, 11, 31) / 1_000 });
    fc.assert(
      fc.property(seconds, (second) => {
        const text = new Date(second * 1_000).toISOString().replace(".000Z", "Z");
        expect(parseEventTime(text)).toBe(second * 1_000);
      }),
      { numRuns: 2_000 },
    );
  });

  it("reads milliseconds, offsets, the basic form, lower case and stray spaces", () => {
    const expected = Date.UTC(2024, 2, 13, 8, 33, 30);
    expect(parseEventTime("2024-03-13T08:33:30.123Z")).toBe(expected + 123);
    expect(parseEventTime("2024-03-13T08:33:30.000000001Z")).toBe(expected);
    expect(parseEventTime("2024-03-13T10:03:30+01:30")).toBe(expected);
    expect(parseEventTime("20240313T083330Z")).toBe(expected);
    expect(parseEventTime("2024-03-13t08:33:30z")).toBe(expected);
    expect(parseEventTime("2024-03-13T08: 33: 30Z")).toBe(expected);
    expect(parseEventTime("2024-03-13 08:33:30")).toBe(expected);
  });

  it("refuses times that no calendar has", () => {
    for (const text of [
      "2023-02-29T00:00:00Z",
      "2024-02-30T00:00:00Z",
      "2024-04-31T00:00:00Z",
      "2024-13-01T00:00:00Z",
      "2024-00-01T00:00:00Z",
      "2024-01-00T00:00:00Z",
      "2024-01-01T24:00:00Z",
      "2024-01-01T00:60:00Z",
      "2024-01-01T00:00:61Z",
      "2024-01-01T00:00:00+99:00",
      "yesterday",
      "",
      "2024-01-01",
      "2O24-01-01T00:00:00Z",
      "The time, in ISO-8601 format (for example, 1970-01-01T00:00:00.000Z)",
    ]) {
      expect([text, parseEventTime(text)]).toEqual([text, Number.NaN]);
    }
  });

  it("counts a leap second as the second before it", () => {
    expect(parseEventTime("2016-12-31T23:59:60Z")).toBe(parseEventTime("2016-12-31T23:59:59Z"));
  });

  it("answers a whole number or NaN for any text", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const timeMs = parseEventTime(text);
        expect(Number.isNaN(timeMs) || Number.isInteger(timeMs)).toBe(true);
      }),
    );
  });
});
