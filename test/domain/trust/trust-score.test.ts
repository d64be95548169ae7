import fc from "fast-check";
import { signalFamilies } from "../../../lib/domain/detection/signal.ts";
import { halfLifeMs, isStronger, outweighs, pointsAt } from "../../../lib/domain/trust/contribution.ts";
import { familyLosses, trustOf } from "../../../lib/domain/trust/trust-score.ts";
import { anyContribution, contribution, noon } from "./contributions.ts";

const several = fc.array(anyContribution, { maxLength: 30 });
const weights = fc.double({ min: 0.5, max: 2, noNaN: true });
const later = fc.integer({ min: 0, max: 90 * 86_400_000 });

test("without evidence trust is 100", () => {
  expect(trustOf([], noon, 1)).toBe(100);
});

test("trust stays between 0 and 100, whatever the evidence and the weight", () => {
  fc.assert(
    fc.property(several, weights, later, (all, weight, afterMs) => {
      const trust = trustOf(all, noon + afterMs, weight);
      expect(trust).toBeGreaterThanOrEqual(0);
      expect(trust).toBeLessThanOrEqual(100);
    }),
  );
  const worst = signalFamilies.map((family) => contribution({ family, points: 100 }));
  expect(trustOf(worst, noon, 2)).toBeGreaterThan(0);
});

test("more evidence never raises trust, nor does a greater weight", () => {
  fc.assert(
    fc.property(several, anyContribution, later, (all, more, afterMs) => {
      const at = noon + afterMs;
      expect(trustOf([...all, more], at, 1)).toBeLessThanOrEqual(trustOf(all, at, 1));
      expect(trustOf(all, at, 2)).toBeLessThanOrEqual(trustOf(all, at, 0.5));
    }),
  );
});

test("the order of the contributions changes nothing", () => {
  fc.assert(
    fc.property(several, later, (all, afterMs) => {
      expect(trustOf([...all].reverse(), noon + afterMs, 1)).toBe(trustOf(all, noon + afterMs, 1));
    }),
  );
});

test("without new evidence trust only rises, and comes back to 100", () => {
  fc.assert(
    fc.property(several, later, later, (all, firstMs, moreMs) => {
      const first = trustOf(all, noon + firstMs, 1);
      expect(trustOf(all, noon + firstMs + moreMs, 1)).toBeGreaterThanOrEqual(first);
      expect(trustOf(all, noon + 365 * 86_400_000, 1)).toBeGreaterThan(99.9);
    }),
  );
});

test.each(signalFamilies)("after one half-life evidence of the family %s takes exactly half", (family) => {
  const one = contribution({ family, points: 40 });
  expect(pointsAt(one, noon + halfLifeMs[family])).toBe(20);
  expect(pointsAt(one, noon + 3 * halfLifeMs[family])).toBe(5);
  expect(trustOf([one], noon + halfLifeMs[family], 1)).toBe(80);
});

test("half-lives are days for what was done and where from, a week for credentials, half a day for time and rates", () => {
  const days = Object.fromEntries(Object.entries(halfLifeMs).map(([family, ms]) => [family, ms / 86_400_000]));
  expect(days).toEqual({
    activity: 3,
    network: 2,
    agent: 2,
    place: 3,
    time: 0.5,
    volume: 0.5,
    errors: 0.5,
    credential: 7,
    sequence: 2,
    contract: 3,
    rule: 3,
    intelligence: 7,
  });
});

test("evidence from the future counts in full, not more", () => {
  expect(pointsAt(contribution({ points: 40, timeMs: noon + 5_000_000 }), noon)).toBe(40);
});

test("correlated evidence of one family counts once, independent families multiply", () => {
  const network = contribution({ points: 30 });
  const again = contribution({ points: 20, eventId: "another", observed: "network 198.51.100.0/24" });
  const place = contribution({ family: "place", kind: "region", points: 20 });
  expect(trustOf([network, again, again], noon, 1)).toBe(70);
  expect(trustOf([network, place], noon, 1)).toBeCloseTo(56, 10);
});

test("no family takes more than 95 points", () => {
  expect(trustOf([contribution({ points: 100 })], noon, 2)).toBeCloseTo(5, 10);
});

test("the losses name each family once, in a fixed order, with the contribution behind it", () => {
  fc.assert(
    fc.property(several, later, (all, afterMs) => {
      const losses = familyLosses(all, noon + afterMs, 1);
      const families = losses.map(({ family }) => family);
      expect(families).toEqual(signalFamilies.filter((family) => all.some((one) => one.family === family)));
      for (const { family, points, contribution: behind } of losses) {
        const strongest = Math.max(
          ...all.filter((one) => one.family === family).map((one) => pointsAt(one, noon + afterMs)),
        );
        expect(points).toBe(Math.min(95, strongest));
        expect(behind.family).toBe(family);
      }
    }),
  );
});

test("which of two contributions outweighs the other never changes as time passes", () => {
  fc.assert(
    fc.property(anyContribution, anyContribution, later, (a, b, afterMs) => {
      const other = { ...b, family: a.family };
      const at = noon + afterMs;
      if (outweighs(a, other)) expect(pointsAt(a, at)).toBeGreaterThanOrEqual(pointsAt(other, at) * (1 - 1e-9));
      else expect(pointsAt(other, at)).toBeGreaterThanOrEqual(pointsAt(a, at) * (1 - 1e-9));
    }),
  );
});

test("of two different contributions exactly one is stronger, and exactly one outweighs", () => {
  fc.assert(
    fc.property(anyContribution, anyContribution, (a, b) => {
      if (a.eventId === b.eventId && a.timeMs === b.timeMs && a.observed === b.observed) return;
      const other = { ...b, family: a.family };
      expect(isStronger(a, other)).not.toBe(isStronger(other, a));
      expect(outweighs(a, other)).not.toBe(outweighs(other, a));
    }),
  );
});

test("of equal evidence the earlier is kept, then the one whose event, and then whose text, comes first", () => {
  const one = contribution({ eventId: "b", observed: "b" });
  const others = [
    contribution({ eventId: "a", observed: "a", timeMs: noon + 1 }),
    contribution({ eventId: "c", observed: "a" }),
    contribution({ eventId: "b", observed: "c" }),
  ];
  for (const other of others) expect([isStronger(one, other), isStronger(other, one)]).toEqual([true, false]);
});
