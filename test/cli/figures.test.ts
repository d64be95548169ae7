import { aligned, bytes, count, counted, duration, sparkline, squeezed, time } from "../../lib/cli/figures.ts";
import { progressLine } from "../../lib/cli/progress-bar.ts";
import { readSince } from "../../lib/cli/since.ts";

test("figures are written for people", () => {
  expect([count(0), count(999), count(1_234_567)]).toEqual(["0", "999", "1,234,567"]);
  expect([counted(1, "record"), counted(2000, "record")]).toEqual(["1 record", "2,000 records"]);
  expect([bytes(999), bytes(12_345), bytes(999_960), bytes(5e9)]).toEqual(["999 B", "12.3 KB", "1.0 MB", "5.0 GB"]);
  expect([duration(400), duration(125_000), duration(12_000_000), duration(1e9)]).toEqual([
    "0s",
    "2m 05s",
    "3h 20m",
    "11d 13h",
  ]);
  expect(time(Date.UTC(2024, 2, 13, 8, 33, 30))).toBe("2024-03-13 08:33:30");
});

test("a sparkline has one character a value, a dot where there is none", () => {
  expect(sparkline([0, 50, undefined, 100])).toBe("▁▅·█");
});

test("squeezing keeps the lowest of each stretch", () => {
  expect(squeezed([90, 10, undefined, undefined, 50], 3)).toEqual([10, undefined, 50]);
  expect(squeezed([1, 2], 3)).toEqual([1, 2]);
});

test("columns are as wide as their widest cell", () => {
  expect(
    aligned(
      [
        ["a", "1"],
        ["long", "22"],
      ],
      [1],
    ),
  ).toEqual(["a      1", "long  22"]);
});

test("the progress line fits its terminal at any width", () => {
  const state = { records: 123_456, bytes: 5e6, totalBytes: 2e7 };
  expect(progressLine(state, 2000, 100)).toBe(
    `[${"=".repeat(8)}${" ".repeat(22)}]  25%  123,456 records  61,728/s  5.0 MB of 20.0 MB  6s left`,
  );
  for (let width = 10; width < 120; width++) expect(progressLine(state, 2000, width).length).toBeLessThanOrEqual(width);
  expect(progressLine({ ...state, totalBytes: undefined }, 2000, 80)).toBe("123,456 records  61,728/s  5.0 MB");
});

test.each([
  ["30m", "2024-03-13T07:30:00Z"],
  ["24h", "2024-03-12T08:00:00Z"],
  ["7d", "2024-03-06T08:00:00Z"],
  ["2w", "2024-02-28T08:00:00Z"],
  ["2024-01-02", "2024-01-02T00:00:00Z"],
  ["2024-01-02T03:04", "2024-01-02T03:04:00Z"],
  ["2024-01-02T03:04:05+01:00", "2024-01-02T02:04:05Z"],
])("--since %s means %s", (text, expected) => {
  expect(readSince(text, Date.parse("2024-03-13T08:00:00Z"))).toBe(Date.parse(expected));
});

test.each(["7", "d", "7y", "2024-13-40", "now", "", "1e3d"])("--since %j is refused with what is allowed", (text) => {
  expect(() => readSince(text, 0)).toThrow(/allowed are 30m, 24h, 7d, 2w, 2024-03-13/);
});
