import fc from "fast-check";
import { dayMs, hourMs } from "../../../lib/domain/behaviour/calendar.ts";
import { signalFamilies } from "../../../lib/domain/detection/signal.ts";
import type { Contribution } from "../../../lib/domain/trust/contribution.ts";
import {
  advanceStanding,
  contribute,
  contributionsOf,
  emptyStanding,
  type Standing,
} from "../../../lib/domain/trust/standing.ts";
import { decodeStanding, encodeStanding } from "../../../lib/domain/trust/standing-codec.ts";
import { trustOf } from "../../../lib/domain/trust/trust-score.ts";
import { assessAll, copyOf, eventIdOf, learned, nightlyBackup, nightOf, shownBy } from "../learned.ts";
import { madeActivity, madeActor } from "../made-activity.ts";
import { anyContribution, contribution, noon } from "./contributions.ts";

const settings = { weight: 1, thresholds: { alert: 60 } };

function standingAt(timeMs: number): Standing {
  const standing = emptyStanding();
  advanceStanding(standing, timeMs, settings);
  return standing;
}

const tellsAll = (standing: Standing, all: readonly Contribution[]): Standing => {
  for (const one of all) contribute(standing, one);
  return standing;
};

test("contributions of the open days end in the same standing in any order, with any repeats", () => {
  const today = anyContribution.map((one) => ({ ...one, timeMs: noon - (one.timeMs % (11 * 3_600_000)) }));
  fc.assert(
    fc.property(fc.array(today, { maxLength: 30 }), (all) => {
      const once = encodeStanding(tellsAll(standingAt(noon), all));
      expect(encodeStanding(tellsAll(standingAt(noon), [...all, ...all].reverse()))).toEqual(once);
    }),
  );
});

test("evidence of one family, day and credential is kept once: the strongest", () => {
  const standing = tellsAll(standingAt(noon), [
    contribution({ points: 10, eventId: "weak" }),
    contribution({ points: 30, eventId: "strong" }),
    contribution({ points: 20, eventId: "middling" }),
    contribution({ points: 12, eventId: "another key", credential: 7 }),
    contribution({ points: 11, eventId: "another family", family: "place", kind: "region" }),
  ]);
  expect(contributionsOf(standing).map(({ eventId }) => eventId)).toEqual(["strong", "another key", "another family"]);
});

test("what takes nothing is not stored", () => {
  expect(contributionsOf(tellsAll(standingAt(noon), [contribution({ points: 0 })]))).toEqual([]);
});

test("evidence is bounded, also when one identity shows hundreds of keys in a day, and stays readable", () => {
  const standing = standingAt(noon);
  const byKey = (timeMs: number) =>
    Array.from({ length: 400 }, (_, key) =>
      signalFamilies.map((family) => contribution({ family, credential: key + 1, timeMs, points: 1 + (key % 50) })),
    ).flat();
  tellsAll(standing, byKey(noon));
  const forward = encodeStanding(standing);
  expect(encodeStanding(tellsAll(standingAt(noon), byKey(noon).reverse()))).toEqual(forward);
  expect(standing.recent.length).toBeLessThanOrEqual(4 * signalFamilies.length);
  expect(contributionsOf(decodeStanding(forward))).toEqual(contributionsOf(standing));
  // The strongest ones stay.
  expect(Math.min(...standing.recent.map(({ points }) => points))).toBe(50);
  advanceStanding(standing, noon + 3 * dayMs, settings);
  tellsAll(standing, byKey(noon + 3 * dayMs));
  expect(standing.settled.length).toBeLessThanOrEqual(4 * signalFamilies.length);
  expect(encodeStanding(copyOf(standing))).toEqual(encodeStanding(standing));
});

test("of closed days one contribution a family stays, the one that outweighs at every later time", () => {
  const standing = standingAt(noon);
  tellsAll(standing, [contribution({ points: 30, eventId: "first" })]);
  advanceStanding(standing, noon + 2 * dayMs, settings);
  expect(standing.recent).toEqual([]);
  // After one half-life 30 points are 15: 16 of now outweigh them, 14 do not.
  tellsAll(standing, [contribution({ points: 14, eventId: "less", timeMs: noon + 2 * dayMs })]);
  advanceStanding(standing, noon + 4 * dayMs, settings);
  expect(standing.settled.map(({ eventId }) => eventId)).toEqual(["first"]);
  tellsAll(standing, [contribution({ points: 16, eventId: "more", timeMs: noon + 4 * dayMs })]);
  advanceStanding(standing, noon + 6 * dayMs, settings);
  expect(standing.settled.map(({ eventId }) => eventId)).toEqual(["more"]);
});

test("evidence that comes days late joins the settled at once", () => {
  const standing = tellsAll(standingAt(noon), [contribution({ timeMs: noon - 5 * dayMs })]);
  expect([standing.settled.length, standing.recent.length]).toEqual([1, 0]);
});

test("trust can be worked out again, exactly, from what is stored", () => {
  fc.assert(
    fc.property(fc.array(anyContribution, { maxLength: 40 }), fc.nat(40 * dayMs), (all, afterMs) => {
      const standing = tellsAll(standingAt(noon), all);
      const rebuilt = contributionsOf(copyOf(standing));
      expect(rebuilt).toEqual(contributionsOf(standing));
      expect(trustOf(rebuilt, noon + afterMs, 1)).toBe(trustOf(contributionsOf(standing), noon + afterMs, 1));
    }),
  );
});

/** The stolen backup key: from elsewhere, with another tool, in another region, for secrets. */
const theft = (night: number, minute: number) =>
  madeActivity({
    eventId: eventIdOf(900_000 + night * 100 + minute),
    timeMs: nightOf(night) + minute * 60_000,
    eventName: "GetSecretValue",
    service: "secretsmanager",
    sourceAddress: "203.0.113.77",
    userAgent: "aws-cli/2.22.7 Python/3.11 Darwin/23",
    region: "ap-southeast-2",
  });

test("a day on which trust fell to the alert threshold is held back: what happened on it is unseen the next day", () => {
  const standing = learned(nightlyBackup(30));
  const [first] = assessAll(standing, [theft(30, 30)]);
  expect(first?.trust).toBeLessThanOrEqual(60);
  const nights = nightlyBackup(70);
  for (let night = 31; night < 70; night++) {
    const again = shownBy(standing, theft(night, 0));
    expect(again.signals.map(({ kind, band }) => [kind, band])).toEqual(
      first?.signals.map(({ kind, band }) => [kind, band]),
    );
    assessAll(standing, nights.slice(night * 6, night * 6 + 6));
  }
});

test("a day with one small oddity is learned, and on the next day the oddity is seen", () => {
  const standing = learned(nightlyBackup(30));
  const odd = (night: number) =>
    madeActivity({ eventId: eventIdOf(910_000 + night), timeMs: nightOf(night), userAgent: "aws-cli/2.22.7" });
  const [first] = assessAll(standing, [odd(30)]);
  expect(first?.trust).toBeGreaterThan(60);
  expect(first?.signals.map(({ band }) => band)).toEqual(["unseen"]);
  expect(shownBy(standing, odd(31)).signals.map(({ band }) => band)).toEqual(["rare"]);
});

test("the threshold is the policy's: where nothing counts as an alert, the day is learned", () => {
  const standing = learned(nightlyBackup(30));
  const policy = { weight: 1, thresholds: { alert: 0 } };
  assessAll(standing, [theft(30, 30)]);
  advanceStanding(standing, nightOf(31), policy);
  expect(shownBy(standing, theft(31, 30), { actor: madeActor() }).signals.map(({ band }) => band)).not.toContain(
    "unseen",
  );
});

test("a day is held back when its lowest trust reaches the threshold exactly, and learned when it stays above", () => {
  const odd = (night: number) => madeActivity({ timeMs: nightOf(night), userAgent: "curl/8" });
  const standing = learned(nightlyBackup(30));
  const trust = assessAll(standing, [odd(30)])[0]?.trust as number;
  const bandAfter = (holdBackAt: number) => {
    const copy = copyOf(standing);
    advanceStanding(copy, nightOf(31), { weight: 1, thresholds: { alert: holdBackAt } });
    return shownBy(copy, odd(31)).signals[0]?.band;
  };
  expect([bandAfter(trust), bandAfter(trust - 0.001)]).toEqual(["unseen", "rare"]);
});

test("the lowest trust of a day counts, also where it has come back by the evening", () => {
  const standing = learned(nightlyBackup(30));
  const morning = contribution({ family: "volume", kind: "rate-burst", points: 60, timeMs: nightOf(30) });
  assessAll(standing, [madeActivity({ timeMs: nightOf(30), userAgent: "curl/8" })]);
  contribute(standing, morning);
  assessAll(standing, [madeActivity({ timeMs: nightOf(30) + 20 * 3_600_000 })]);
  expect(trustOf(contributionsOf(standing), nightOf(30) + 20 * 3_600_000, 1)).toBeGreaterThan(60);
  expect(shownBy(standing, madeActivity({ timeMs: nightOf(31), userAgent: "curl/9" })).signals[0]?.band).toBe("unseen");
});

test("an older event changes neither the time of the standing nor its window", () => {
  const standing = learned(nightlyBackup(30));
  const before = encodeStanding(standing);
  advanceStanding(standing, nightOf(3), settings);
  expect(encodeStanding(standing)).toEqual(before);
});

test("evidence that comes again later in the day is not lost because the first was a little stronger", () => {
  const standing = standingAt(noon);
  const morning = contribution({ family: "errors", points: 16, timeMs: noon - 11 * hourMs, eventId: "morning" });
  const evening = contribution({ family: "errors", points: 15.9, timeMs: noon + 11 * hourMs, eventId: "evening" });
  tellsAll(standing, [morning, evening]);
  const atNight = trustOf(contributionsOf(standing), evening.timeMs, 1);
  expect(atNight).toBeCloseTo(100 - 15.9, 10);
  expect(standing.recent.map(({ eventId }) => eventId).sort()).toEqual(["evening", "morning"]);
  const backwards = tellsAll(standingAt(noon), [evening, morning]);
  expect(encodeStanding(backwards)).toEqual(encodeStanding(standing));
});
