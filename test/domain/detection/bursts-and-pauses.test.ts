import type { Activity } from "../../../lib/domain/event/activity.ts";
import { defaultPolicy } from "../../../lib/domain/response/policy.ts";
import { emptyStanding, type Standing } from "../../../lib/domain/trust/standing.ts";
import { assessAll, copyOf, eventIdOf, learned, nightlyBackup, nightOf, shownBy } from "../learned.ts";
import { madeActivity, madeActor } from "../made-activity.ts";

const hourMs = 3_600_000;
const nights = 30;
const backup = learned(nightlyBackup(nights));

/** Where no day is held back. */
const holdingNothingBack = { ...defaultPolicy, thresholds: { review: 0, alert: 0, contain: 0 } };

const burst = (calls: number, bent: Partial<Activity> = {}): Activity[] =>
  Array.from({ length: calls }, (_, call) =>
    madeActivity({
      eventId: eventIdOf(0xf00000 + call),
      timeMs: nightOf(nights) + call * 1_000,
      eventName: "GetObject",
      ...bent,
    }),
  );

const signalsAfter = (standing: Standing, activities: readonly Activity[]) =>
  assessAll(copyOf(standing), activities).flatMap(({ signals }) => signals);

test("many times the calls of the busiest hour so far are a burst, told as evidence of the hour", () => {
  const signals = signalsAfter(backup, burst(600));
  expect(new Set(signals.map(({ kind }) => kind))).toEqual(new Set(["rate-burst"]));
  const last = signals.at(-1);
  expect(last).toMatchObject({ family: "volume", timeMs: nightOf(nights), eventId: "", band: "unseen" });
  expect(last?.observed).toMatch(/^about \d+ calls in one hour$/);
  expect(last?.expected).toMatch(/^at most about [5-8] in an hour of the last month$/);
  const counted = Number(/\d+/.exec(last?.observed ?? "")?.[0]);
  expect(Math.abs(counted / 600 - 1)).toBeLessThan(0.5);
});

test("a small burst, a burst by one event many times, and the rhythm of before are none", () => {
  expect(signalsAfter(backup, burst(30))).toEqual([]);
  expect(
    signalsAfter(
      backup,
      Array.from({ length: 3_000 }, () => burst(1)[0] as Activity),
    ),
  ).toEqual([]);
});

test("failed calls burst on their own, from a dozen on", () => {
  const failing = Array.from({ length: nights }, (_, night) =>
    madeActivity({ eventId: eventIdOf(0xe00000 + night), timeMs: nightOf(night), errorCode: "NoSuchKey" }),
  );
  const standing = learned([...nightlyBackup(nights), ...failing].sort((a, b) => a.timeMs - b.timeMs));
  expect(signalsAfter(standing, burst(6, { errorCode: "NoSuchKey" }))).toEqual([]);
  const signals = signalsAfter(standing, burst(45, { errorCode: "NoSuchKey" }));
  expect(new Set(signals.map(({ kind, family }) => `${kind} of ${family}`))).toEqual(
    new Set(["error-burst of errors"]),
  );
  expect(signals.at(-1)?.observed).toMatch(/^about \d+ failed calls in one hour$/);
});

test("an identity whose calls fail by the dozen every night does not burst with as many", () => {
  const failing = Array.from({ length: 10 * 40 }, (_, call) =>
    madeActivity({
      eventId: eventIdOf(0xe00000 + call),
      timeMs: nightOf(Math.floor(call / 40)) + (call % 40) * 1_000,
      errorCode: "NoSuchKey",
    }),
  );
  const next = burst(45, { errorCode: "NoSuchKey", eventName: "PutObject" });
  const tenth = next.map((activity, call) => ({ ...activity, timeMs: nightOf(10) + call * 1_000 }));
  expect(signalsAfter(learned(failing), tenth)).toEqual([]);
});

test("a week of history is needed before a rate can be a burst", () => {
  expect(signalsAfter(learned(nightlyBackup(6)), burst(600, { timeMs: nightOf(6) }))).toEqual([]);
  expect(signalsAfter(learned(nightlyBackup(8)), burst(600, { timeMs: nightOf(8) })).length).toBeGreaterThan(0);
});

test("a busy hour is learned with its day, and not a burst a second time", () => {
  const standing = copyOf(backup);
  const busy = burst(600).map((activity) => ({ ...activity, eventName: "GetObject" }));
  assessAll(standing, busy, { policy: holdingNothingBack });
  const next = busy.map((activity, index) => ({
    ...activity,
    eventId: eventIdOf(0xd00000 + index),
    timeMs: activity.timeMs + 24 * hourMs,
  }));
  expect(signalsAfter(standing, next)).toEqual([]);
});

const wakes = (standing: Standing, day: number, actor = madeActor()) =>
  shownBy(standing, madeActivity({ timeMs: nightOf(day) }), { actor }).signals.filter(
    ({ kind }) => kind === "dormant-wake-up",
  );

test("an identity that was active every night and then silent for five weeks wakes up", () => {
  const [signal] = wakes(backup, nights + 35);
  expect(signal).toMatchObject({ family: "time", band: "unseen", expected: "active every week so far" });
  expect(signal?.observed).toMatch(/^active again after [45] weeks or more without any activity$/);
});

test("a pause of two weeks is a holiday; of a long-term key, which outlives its job, from two weeks on it is told", () => {
  const role = madeActor("lambda");
  for (let day = nights; day < nights + 21; day++) expect(wakes(backup, day, role)).toEqual([]);
  for (let day = nights; day < nights + 14; day++) expect(wakes(backup, day)).toEqual([]);
  const pointsAfter = (days: number) => wakes(backup, nights + days)[0]?.points ?? 0;
  for (let days = 14; days < 60; days++) {
    expect(pointsAfter(days)).toBeGreaterThan(0);
    expect(pointsAfter(days)).toBeGreaterThanOrEqual(pointsAfter(days - 1));
  }
  expect(wakes(backup, nights + 14)[0]?.observed).toBe("active again after 2 weeks or more without any activity");
  expect(pointsAfter(14)).toBeLessThan(pointsAfter(21));
});

test("a key that rests every other week does not wake up after three", () => {
  const everyOther = nightlyBackup(42).filter((_, index) => Math.floor(index / 6 / 7) % 2 === 0);
  const standing = learned(everyOther);
  for (let day = 35; day < 35 + 15; day++) expect(wakes(standing, day)).toEqual([]);
});

test("a longer silence weighs more, up to the whole weight", () => {
  const pointsAfter = (days: number) => wakes(backup, nights + days)[0]?.points ?? 0;
  expect(pointsAfter(90)).toBeGreaterThanOrEqual(pointsAfter(30));
  expect(pointsAfter(90)).toBe(42);
});

test("a monthly job never wakes up, in whatever month, and in its second month no more", () => {
  const standing = emptyStanding();
  for (let month = 0; month < 14; month++) {
    const timeMs = Date.UTC(2026, month, 1, 4);
    const [assessment] = assessAll(standing, [madeActivity({ eventId: eventIdOf(month), timeMs })]);
    expect(assessment?.signals.map(({ kind }) => kind)).not.toContain("dormant-wake-up");
  }
});

test("a monthly job that is silent for three months wakes up", () => {
  const monthly = [0, 1, 2].map((month) =>
    madeActivity({ eventId: eventIdOf(month), timeMs: Date.UTC(2026, month, 1, 4) }),
  );
  const late = madeActivity({ eventId: eventIdOf(99), timeMs: Date.UTC(2026, 4, 25, 4) });
  const kinds = shownBy(learned(monthly), late).signals.map(({ kind }) => kind);
  expect(kinds).toContain("dormant-wake-up");
});

test("an identity that was seen on one day only has no rhythm to fall out of", () => {
  expect(wakes(learned([madeActivity()]), 60)).toEqual([]);
});

test("a nightly job that is active by day deviates, from some weeks of rhythm on; neighbouring hours are as good", () => {
  const at = (days: number, hour: number) =>
    shownBy(learned(nightlyBackup(days)), madeActivity({ timeMs: nightOf(days) + hour * hourMs })).signals.map(
      ({ kind }) => kind,
    );
  expect(at(13, 9)).toEqual([]);
  expect(at(45, 9)).toEqual(["hour-of-week"]);
  expect(at(45, 1)).toEqual([]);
  expect(at(45, -1)).toEqual([]);
  // 00:00 to 00:59: yesterday may still be open.
  expect(at(45, 21)).toEqual([]);
  const [signal] = shownBy(learned(nightlyBackup(45)), madeActivity({ timeMs: nightOf(45) + 9 * hourMs })).signals;
  expect(signal).toMatchObject({
    family: "time",
    observed: "active on Thursday 12:00 UTC",
    expected: "active in 7 of 168 hours of the week, none within an hour of this one",
  });
});
