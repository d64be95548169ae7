import fc from "fast-check";
import { uniqueId, uuid } from "../../../lib/local/organisation/identifiers.ts";
import { mergeByTime } from "../../../lib/local/organisation/merge-by-time.ts";
import { hashText, seededRandom } from "../../../lib/local/organisation/random.ts";
import { isoSecond, responseDate, weekday } from "../../../lib/local/organisation/time-text.ts";

test("a label's numbers depend on the seed and the label alone", () => {
  const draw = (seed: number, label: string) => {
    const random = seededRandom(seed, label);
    return Array.from({ length: 20 }, () => random.uint32());
  };
  fc.assert(
    fc.property(fc.integer(), fc.string(), (seed, label) => {
      expect(draw(seed, label)).toEqual(draw(seed, label));
      expect(draw(seed, label)).not.toEqual(draw(seed, `${label}!`));
      expect(draw(seed, label)).not.toEqual(draw(seed ^ 1, label));
    }),
  );
});

test("numbers are spread evenly", () => {
  const random = seededRandom(1, "spread");
  const bins = new Array<number>(16).fill(0);
  for (let index = 0; index < 160_000; index++) {
    const bin = random.integer(0, 15);
    bins[bin] = (bins[bin] ?? 0) + 1;
  }
  // Each bin expects 10,000 with a standard deviation of 97; 500 is more than five of them.
  for (const count of bins) expect(Math.abs(count - 10_000)).toBeLessThan(500);
  let sum = 0;
  for (let index = 0; index < 100_000; index++) sum += random.exponential(7);
  expect(sum / 100_000).toBeCloseTo(7, 0);
});

test("picking from nothing is an error, not undefined", () => {
  expect(() => seededRandom(1, "none").pick([])).toThrow(/empty list/);
});

test("a hundred thousand ids are all different", () => {
  const random = seededRandom(2, "ids");
  const ids = new Set<string>();
  for (let index = 0; index < 50_000; index++) ids.add(uuid(random)).add(uniqueId(random, "ASIA"));
  expect(ids.size).toBe(100_000);
});

test("hashes are whole numbers of 32 bits", () => {
  fc.assert(
    fc.property(fc.string(), fc.integer(), (text, seed) => {
      const hash = hashText(text, seed);
      expect(Number.isInteger(hash) && hash >= 0 && hash < 2 ** 32).toBe(true);
    }),
  );
});

test("merging any sorted sources gives all items in order, the earlier source first where times are equal", () => {
  const source = fc.array(fc.integer({ min: 0, max: 30 })).map((times) => times.sort((left, right) => left - right));
  fc.assert(
    fc.property(fc.array(source, { maxLength: 12 }), (sources) => {
      const marked = sources.map((times, order) => times.map((timeMs, index) => ({ timeMs, order, index })));
      const expected = marked
        .flat()
        .sort((left, right) => left.timeMs - right.timeMs || left.order - right.order || left.index - right.index);
      expect([...mergeByTime(marked)]).toEqual(expected);
    }),
  );
});

test("dates are written as CloudTrail and STS write them", () => {
  expect(isoSecond(Date.UTC(2024, 2, 13, 8, 33, 21, 999))).toBe("2024-03-13T08:33:21Z");
  expect(responseDate(Date.UTC(2024, 2, 13, 20, 3, 1))).toBe("Mar 13, 2024, 8:03:01 PM");
  expect(responseDate(Date.UTC(2025, 11, 1, 0, 0, 0))).toBe("Dec 1, 2025, 12:00:00 AM");
  expect(weekday(Date.UTC(2025, 2, 3))).toBe(0);
  expect(weekday(Date.UTC(2025, 2, 9))).toBe(6);
});
