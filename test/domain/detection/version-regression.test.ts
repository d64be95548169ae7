import fc from "fast-check";
import { latenessMs } from "../../../lib/domain/behaviour/calendar.ts";
import { describeBaseline } from "../../../lib/domain/behaviour/describe-baseline.ts";
import type { Activity } from "../../../lib/domain/event/activity.ts";
import type { Actor, IdentityKind } from "../../../lib/domain/identity/identity.ts";
import { emptyStanding, type Standing } from "../../../lib/domain/trust/standing.ts";
import { encodeStanding } from "../../../lib/domain/trust/standing-codec.ts";
import { assessAll, copyOf, eventIdOf, learned, nightlyBackup, nightOf } from "../learned.ts";
import { madeActivity, madeActor } from "../made-activity.ts";

const nights = 30;
const upgraded = (from: readonly string[]) => (activity: Activity, index: number, all: readonly Activity[]) => ({
  ...activity,
  userAgent: `Boto3/${from[Math.floor((index * from.length) / all.length)]}.7 md/Botocore#1.0`,
});
const history = (...versions: string[]) => nightlyBackup(nights).map(upgraded(versions));
const tonight = (userAgent: string) =>
  madeActivity({ eventId: eventIdOf(0xabc000), timeMs: nightOf(nights) + 60_000, userAgent });
const told = (standing: Standing, userAgent: string, actor: Actor = madeActor()) =>
  assessAll(copyOf(standing), [tonight(userAgent)], { actor }).flatMap(({ signals }) => signals);
const backup = learned(history("1.38", "1.39", "1.40"));

test("an SDK older than every one before it is told once, and is weak", () => {
  expect(told(backup, "Boto3/1.34.0")).toMatchObject([
    {
      kind: "version-regression",
      family: "agent",
      band: "unseen",
      observed: "boto3 1.34",
      expected: "1.38 or later",
    },
  ]);
  expect(told(backup, "Boto3/1.34.0")[0]?.points).toBeLessThan(6);
  const again = copyOf(backup);
  const twice = [tonight("Boto3/1.34.0"), { ...tonight("Boto3/1.34.0"), eventId: eventIdOf(0xabc001) }];
  expect(assessAll(again, twice).flatMap(({ signals }) => signals)).toHaveLength(2);
  expect(again.recent.filter(({ kind }) => kind === "version-regression")).toHaveLength(1);
});

test.each([
  ["an upgrade", "Boto3/1.41.0"],
  ["a rollback to what it was", "Boto3/1.38.99"],
  ["one between those that it had", "Boto3/1.39.1"],
  ["a product without a version", "Boto3"],
])("%s is no news", (_, userAgent) => {
  expect(told(backup, userAgent)).toEqual([]);
});

test("another product is another tool, and no lower version of this one", () => {
  expect(told(backup, "aws-cli/1.2.0").map(({ kind }) => kind)).toEqual(["user-agent"]);
});

test("fewer than seven days of versions tell nothing, nor do workloads of AWS's own computing", () => {
  const unversioned = nightlyBackup(nights, { userAgent: "Boto3" });
  const lately = nightlyBackup(nights).map((activity, index) =>
    index < (nights - 6) * 6 ? { ...activity, userAgent: "Boto3" } : activity,
  );
  expect(told(learned(unversioned), "Boto3/1.34.0")).toEqual([]);
  expect(told(learned(lately), "Boto3/1.3.0")).toEqual([]);
  for (const kind of ["lambda", "ec2", "human"] satisfies IdentityKind[]) {
    const actor = madeActor(kind);
    expect(told(learned(history("1.40"), { actor }), "Boto3/1.34.0", actor)).toEqual([]);
  }
});

test("who changes its version all the time is not told", () => {
  const versions = Array.from({ length: nights }, (_, night) => `1.${40 + ((night * 7) % 30)}`);
  expect(told(learned(history(...versions)), "Boto3/1.20.0")).toEqual([]);
});

test("a version costs a few bytes, and is shown by its number", () => {
  const bare = encodeStanding(learned(nightlyBackup(nights, { userAgent: "Boto3" }))).length;
  const one = learned(nightlyBackup(nights));
  expect(encodeStanding(one).length - bare).toBeLessThanOrEqual(16);
  const shown = describeBaseline(one.baseline).dimensions.find(({ dimension }) => dimension === "agent-version");
  expect(shown?.values).toEqual([{ name: "1.34", days: nights - 1, band: "frequent" }]);
});

test("whatever the order within the lateness window, the same versions leave the same bytes", () => {
  const calls = fc.array(
    fc.record({
      day: fc.integer({ min: 0, max: 20 }),
      second: fc.oneof(fc.integer({ min: 0, max: 86_399 }), fc.constantFrom(10, 3_590, 3_610, 86_390)),
      version: fc.constantFrom("1.34", "1.39", "1.40", "1.41", "2.0"),
    }),
    { minLength: 1, maxLength: 80 },
  );
  const delays = fc.array(fc.integer({ min: 0, max: latenessMs - 1 }), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(calls, delays, (made, lateBy) => {
      const events = made.map(({ day, second, version }, index) =>
        madeActivity({
          eventId: eventIdOf(index),
          timeMs: nightOf(0) - 3 * 3_600_000 + day * 86_400_000 + second * 1_000,
          userAgent: `Boto3/${version}.0`,
        }),
      );
      const inOrder = [...events].sort((a, b) => a.timeMs - b.timeMs);
      const late = [...events, ...events.slice(0, 9)]
        .map((activity, index) => ({ activity, at: activity.timeMs + (lateBy[index % lateBy.length] as number) }))
        .sort((a, b) => a.at - b.at)
        .map(({ activity }) => activity);
      const learn = (activities: readonly Activity[]) => {
        const standing = emptyStanding();
        assessAll(standing, activities);
        return encodeStanding(standing);
      };
      expect(learn(late)).toEqual(learn(inOrder));
    }),
    { numRuns: 150 },
  );
});
