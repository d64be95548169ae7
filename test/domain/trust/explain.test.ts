import fc from "fast-check";
import { explainTrust } from "../../../lib/domain/trust/explain.ts";
import { advanceStanding, contribute, contributionsOf, emptyStanding } from "../../../lib/domain/trust/standing.ts";
import { familyLosses, trustOf } from "../../../lib/domain/trust/trust-score.ts";
import { copyOf } from "../learned.ts";
import { anyContribution, contribution, noon } from "./contributions.ts";

const dayMs = 86_400_000;
const settings = { weight: 1, thresholds: { alert: 60 } };

test("the explained trust is the trust, to the last bit, at any time and weight, also after a store's round trip", () => {
  const weights = fc.constantFrom(0.5, 1, 1.3, 2);
  fc.assert(
    fc.property(
      fc.array(anyContribution, { maxLength: 60 }),
      fc.integer({ min: -20 * dayMs, max: 60 * dayMs }),
      weights,
      (all, after, weight) => {
        const standing = emptyStanding();
        advanceStanding(standing, noon - 3 * dayMs, settings);
        for (const one of all) contribute(standing, one);
        advanceStanding(standing, noon, settings);
        const explained = explainTrust(copyOf(standing), noon + after, weight);
        expect(explained.trust).toBe(trustOf(contributionsOf(standing), noon + after, weight));
        const losses = familyLosses(contributionsOf(standing), noon + after, weight);
        expect(explained.families.map(({ family, points }) => ({ family, points }))).toEqual(
          losses.map(({ family, points }) => ({ family, points })),
        );
        const told = explained.families.flatMap(({ contributions }) => contributions);
        expect(told).toHaveLength(contributionsOf(standing).length);
        expect(told.filter(({ counts }) => counts)).toHaveLength(explained.families.length);
      },
    ),
  );
});

test("every number comes with its evidence", () => {
  const standing = emptyStanding();
  advanceStanding(standing, noon, settings);
  contribute(standing, contribution({ points: 30 }));
  contribute(standing, contribution({ points: 20, credential: 7, eventId: "other" }));
  const { trust, families } = explainTrust(standing, noon + 2 * dayMs, 1);
  expect(trust).toBe(85);
  expect(families).toMatchObject([
    {
      family: "network",
      points: 15,
      contributions: [
        { pointsNow: 15, points: 30, counts: true, band: "unseen", observed: "network 203.0.113.0/24" },
        { pointsNow: 10, points: 20, counts: false, eventId: "other", halfLifeMs: 2 * dayMs },
      ],
    },
  ]);
  expect(explainTrust(emptyStanding(), noon, 1)).toMatchObject({ trust: 100, families: [] });
});
