import fc from "fast-check";
import type { Activity } from "../../../lib/domain/event/activity.ts";
import { emptyStanding } from "../../../lib/domain/trust/standing.ts";
import { assessAll, copyOf, eventIdOf, learned, nightlyBackup, nightOf } from "../learned.ts";
import { madeActivity } from "../made-activity.ts";

const nights = 30;
const backup = learned(nightlyBackup(nights));
const call = (index: number, service: string, eventName: string): Activity =>
  madeActivity({
    eventId: eventIdOf(0xabc000 + index),
    timeMs: nightOf(nights) + index * 60_000,
    service,
    eventName,
    action: `${service}:${eventName}`,
    readOnly: false,
  });
const intrusion = [
  call(0, "iam", "ListUsers"),
  call(1, "secretsmanager", "GetSecretValue"),
  call(2, "iam", "CreateAccessKey"),
  call(3, "iam", "AttachUserPolicy"),
  call(4, "cloudtrail", "StopLogging"),
];
const shown = (activities: readonly Activity[], standing = backup) =>
  assessAll(copyOf(standing), activities).flatMap(({ signals }) => signals);

test("several new calls on one day are told as one thing, with their number and the stages they make up", () => {
  const signals = shown(intrusion);
  const counted = signals.filter(({ kind }) => kind === "new-actions");
  expect(counted.map(({ observed }) => observed)).toEqual([
    "4 calls on one day that were never made before",
    "5 calls on one day that were never made before",
  ]);
  const chain = signals.filter(({ kind }) => kind === "action-chain").at(-1);
  expect(chain).toMatchObject({ family: "sequence", sensitive: true, deterministic: false, eventId: "" });
  expect(chain?.observed).toBe(
    "new calls on one day for blinding, looking around, raising privileges, taking credentials",
  );
  expect(chain?.timeMs).toBe(Date.UTC(2026, 2, 2 + nights));
});

test("an identity that does something new every day, or has no history, is not told of it", () => {
  const changing = nightlyBackup(nights).map((activity, index) => ({
    ...activity,
    eventName: `${activity.eventName}${Math.floor(index / 6)}`,
    action: `s3:${activity.eventName}${Math.floor(index / 6)}`,
  }));
  expect(shown(intrusion, learned(changing)).filter(({ family }) => family === "sequence")).toEqual([]);
  expect(shown(intrusion, emptyStanding()).filter(({ family }) => family === "sequence")).toEqual([]);
});

test("whatever the order of arrival, the day's strongest evidence is the same", () => {
  const strongest = (activities: readonly Activity[]) => {
    const standing = copyOf(backup);
    assessAll(standing, activities);
    return standing.recent.filter(({ family }) => family === "sequence");
  };
  const told = strongest(intrusion);
  expect(told.length).toBeGreaterThan(0);
  fc.assert(
    fc.property(
      fc.shuffledSubarray(intrusion, { minLength: 5, maxLength: 5 }),
      fc.array(fc.constantFrom(...intrusion), { maxLength: 4 }),
      (order, again) => expect(strongest([...order, ...again])).toEqual(told),
    ),
  );
});
