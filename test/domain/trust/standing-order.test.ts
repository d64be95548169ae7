import fc from "fast-check";
import { assess, assessSession } from "../../../lib/domain/assess.ts";
import { latenessMs } from "../../../lib/domain/behaviour/calendar.ts";
import type { Activity } from "../../../lib/domain/event/activity.ts";
import { defaultPolicy } from "../../../lib/domain/response/policy.ts";
import { type Rules, termsFor } from "../../../lib/domain/terms.ts";
import { emptyStanding } from "../../../lib/domain/trust/standing.ts";
import { decodeStanding, encodeStanding } from "../../../lib/domain/trust/standing-codec.ts";
import { madeActivity, madeActor } from "../made-activity.ts";

const key = "arn:aws:iam::111122223333:role/worker";
const rules: Rules = {
  match: ({ eventName, eventId, timeMs }) =>
    eventName === "StopLogging"
      ? [{ ruleId: "logging-stopped", title: "Logging stopped", level: "critical", tags: [], eventId, timeMs }]
      : [],
};
const terms = termsFor(key, rules, defaultPolicy);

interface Event {
  readonly activity: Activity;
  readonly session: number;
  readonly issues: boolean;
}

const hex = (number: number, digits: number) => number.toString(16).padStart(digits, "0");

/** Some weeks of one identity: mostly habits, some novelty, some days off, several instances' sessions, bursts. */
const histories = fc
  .array(
    fc.record({
      day: fc.integer({ min: 0, max: 75 }),
      second: fc.integer({ min: 0, max: 86_399 }),
      action: fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom("GetObject", "PutObject", "ListObjects") },
        { weight: 1, arbitrary: fc.constantFrom("StopLogging", "DeleteBucket", "CreateAccessKey", "Scan") },
        { weight: 1, arbitrary: fc.integer({ min: 0, max: 400 }).map((number) => `Describe${number}`) },
      ),
      network: fc.oneof(
        { weight: 5, arbitrary: fc.constant(2) },
        { weight: 1, arbitrary: fc.integer({ min: 3, max: 9 }) },
      ),
      error: fc.oneof(
        { weight: 4, arbitrary: fc.constant(undefined) },
        { weight: 1, arbitrary: fc.constant("AccessDenied") },
      ),
      bucket: fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom("orders", "tenant-1", "tenant-2", undefined) },
        { weight: 1, arbitrary: fc.integer({ min: 3, max: 60 }).map((number) => `tenant-${number}`) },
        { weight: 1, arbitrary: fc.integer({ min: 0, max: 9 }).map((number) => `${"abcdefghij"[number]}-archive`) },
      ),
      session: fc.integer({ min: 0, max: 3 }),
      issues: fc.boolean(),
      repeat: fc.oneof(
        { weight: 8, arbitrary: fc.constant(1) },
        { weight: 1, arbitrary: fc.integer({ min: 2, max: 90 }) },
      ),
    }),
    { minLength: 1, maxLength: 120 },
  )
  .map((steps) =>
    steps.flatMap((step, index): Event[] =>
      Array.from({ length: step.repeat }, (_, again) => ({
        activity: madeActivity({
          eventId: `${hex(index, 8)}-0000-4000-8000-${hex(again, 12)}`,
          timeMs: Date.UTC(2026, 0, 1) + step.day * 86_400_000 + Math.min(86_399, step.second + again) * 1_000,
          eventName: step.action,
          service: "s3",
          action: `s3:${step.action}`,
          sourceAddress: `198.51.${step.network}.7`,
          errorCode: step.error,
          record: step.bucket === undefined ? {} : { requestParameters: { bucketName: step.bucket } },
        }),
        session: step.session,
        issues: step.issues && again === 0,
      })),
    ),
  );

/** Learns events in the order given, stored and read back after every batch. */
function learn(events: readonly Event[], batchSizes: readonly number[]): Uint8Array {
  let bytes = encodeStanding(emptyStanding());
  let next = 0;
  for (let batch = 0; next < events.length; batch++) {
    const standing = decodeStanding(bytes);
    const size = batchSizes[batch % batchSizes.length] ?? 1;
    for (const { activity, session, issues } of events.slice(next, next + size)) {
      const day = Math.floor(activity.timeMs / 86_400_000);
      const accessKeyId = `ASIA${day}${session}`;
      const startedMs = day * 86_400_000;
      if (issues) {
        assessSession(
          activity,
          madeActor("ec2"),
          {
            identityKey: key,
            accountId: "",
            kind: "ec2",
            accessKeyId,
            sessionName: undefined,
            issuedMs: startedMs,
            makerKey: "service:ec2.amazonaws.com",
            makerAccessKeyId: undefined,
            subject: undefined,
          },
          standing,
          terms,
        );
      } else {
        assess(
          activity,
          madeActor("ec2", { accessKeyId, sessionStartedMs: startedMs }),
          standing,
          terms,
          activity.timeMs,
        );
      }
    }
    bytes = encodeStanding(standing);
    next += size;
  }
  return bytes;
}

const inOrder = (events: readonly Event[]) =>
  [...events].sort(
    (a, b) => a.activity.timeMs - b.activity.timeMs || (a.activity.eventId < b.activity.eventId ? -1 : 1),
  );

/** Every event arrives up to the lateness window after its time. */
const delayed = (events: readonly Event[], delays: readonly number[]) =>
  events
    .map((event, index) => ({ event, at: event.activity.timeMs + (delays[index % delays.length] ?? 0) }))
    .sort((a, b) => a.at - b.at)
    .map(({ event }) => event);

const delays = fc.array(fc.integer({ min: 0, max: latenessMs - 1 }), { minLength: 1, maxLength: 40 });
const sizes = fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 10 });

test("the same events give the same bytes in any batches, in any order within the lateness window, with duplicates", () => {
  fc.assert(
    fc.property(histories, delays, sizes, sizes, delays, (history, lateBy, someSizes, otherSizes, repeatedBy) => {
      const once = learn(inOrder(history), someSizes);
      const twice = delayed([...history, ...history.filter((_, index) => index % 3 === 0)], [...lateBy, ...repeatedBy]);
      expect(learn(twice, otherSizes)).toEqual(once);
    }),
    { numRuns: 400 },
  );
});

test("replaying a whole history that was learned already changes nothing within its last day", () => {
  fc.assert(
    fc.property(histories, sizes, (history, batchSizes) => {
      const last = Math.max(...history.map(({ activity }) => activity.timeMs));
      const lastHour = inOrder(history).filter(({ activity }) => activity.timeMs > last - latenessMs);
      const once = learn(inOrder(history), batchSizes);
      expect(learn([...inOrder(history), ...lastHour], batchSizes)).toEqual(once);
    }),
    { numRuns: 60 },
  );
});

/**
 * Some weeks with a call each noon, and a few calls before and after midnight, when the oldest of 32 days becomes a
 * week.
 */
const aroundMidnight = fc
  .tuple(
    fc.integer({ min: 40, max: 50 }),
    fc.array(fc.tuple(fc.integer({ min: 30, max: 50 }), fc.integer({ min: -3_599, max: 3_599 })), {
      minLength: 2,
      maxLength: 8,
    }),
  )
  .map(([days, calls]) => {
    const noons = Array.from({ length: days }, (_, day): [number, number] => [day, 43_200]);
    return [...noons, ...calls].map(
      ([day, second], index): Event => ({
        activity: madeActivity({
          eventId: `${hex(index, 8)}-0000-4000-8000-000000000000`,
          timeMs: Date.UTC(2026, 0, 2) + day * 86_400_000 + second * 1_000,
          eventName: index < days ? "GetObject" : "DeleteBucket",
          service: "s3",
          action: index < days ? "s3:GetObject" : "s3:DeleteBucket",
        }),
        session: 0,
        issues: false,
      }),
    );
  });

test("an event of a day's last hour sees the same history before and after the first one of the next day", () => {
  fc.assert(
    fc.property(aroundMidnight, delays, sizes, (history, lateBy, batchSizes) => {
      expect(learn(delayed(history, lateBy), batchSizes)).toEqual(learn(inOrder(history), [1]));
    }),
    { numRuns: 400 },
  );
});
