import { emptyBaseline } from "../../../lib/domain/behaviour/baseline.ts";
import { footprintOf } from "../../../lib/domain/behaviour/footprint.ts";
import type { Activity } from "../../../lib/domain/event/activity.ts";
import { copyOf, learned, nightlyBackup, nightOf } from "../learned.ts";
import { madeActivity } from "../made-activity.ts";

const reaching = (night: number, bent: Partial<Activity>) =>
  madeActivity({ eventId: `0000000${night}-0000-4000-8000-00000000ffff`, timeMs: nightOf(night) + 60_000, ...bent });

test("an identity that was never seen reaches nothing", () => {
  expect(footprintOf(emptyBaseline())).toEqual({
    services: [],
    resources: 0,
    accounts: 0,
    makers: 0,
    workloads: 0,
    usualBusiestHour: 0,
    callsADayAtMost: 0,
    isFull: false,
  });
});

test("services, things and accounts are counted once, however often they were seen, and stored or not", () => {
  const secret = { service: "secretsmanager", eventName: "GetSecretValue", accountId: "444455556666" };
  const parameters = { record: { requestParameters: { secretId: "payments" } } };
  const standing = learned(
    [...nightlyBackup(12), ...[5, 6, 7].map((night) => reaching(night, { ...secret, ...parameters }))].sort(
      (a, b) => a.timeMs - b.timeMs,
    ),
  );
  const seen = footprintOf(standing.baseline);
  expect(seen).toMatchObject({ services: ["s3", "secretsmanager"], resources: 1, accounts: 1, isFull: false });
  expect(footprintOf(copyOf(standing).baseline)).toEqual(seen);
});

test("things that differ in their numbers count each where they last, and once where they pass", () => {
  const secretOf = (night: number, name: string) =>
    reaching(night, {
      service: "secretsmanager",
      eventName: "GetSecretValue",
      record: { requestParameters: { secretId: name } },
    });
  const named = ["payments-1", "payments-2", "payments-3", "orders"];
  const standing = learned(named.map((name, night) => secretOf(night, name)));
  expect(footprintOf(standing.baseline).resources).toBe(4);
});

test("calls a day are the usual busiest hour in every hour that it is ever active in", () => {
  const twice = [
    ...nightlyBackup(10),
    ...nightlyBackup(10).map((activity, at) => ({
      ...activity,
      eventId: `${at.toString(16).padStart(8, "0")}-1111-4000-8000-000000000000`,
      timeMs: activity.timeMs + 6 * 3_600_000,
    })),
  ].sort((a, b) => a.timeMs - b.timeMs);
  const { usualBusiestHour, callsADayAtMost } = footprintOf(learned(twice).baseline);
  expect(usualBusiestHour).toBe(7);
  expect(callsADayAtMost).toBe(14);
});

test("what lies further back than 32 days is no reach any more", () => {
  const standing = learned([reaching(0, { service: "sqs", eventName: "SendMessage" }), ...nightlyBackup(45).slice(6)]);
  expect(footprintOf(standing.baseline).services).toEqual(["s3"]);
});
