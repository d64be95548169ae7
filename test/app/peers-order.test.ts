import fc from "fast-check";
import { memoryPeers } from "../../lib/adapters/memory/peers.ts";
import { dayMs, latenessMs } from "../../lib/domain/behaviour/calendar.ts";
import type { Activity } from "../../lib/domain/event/activity.ts";
import { eventIdOf } from "../domain/learned.ts";
import { madeActivity } from "../domain/made-activity.ts";
import { assessorOn, memoryParts, reading, storedIn } from "./organisation-batches.ts";

/** A Thursday, with which weeks begin. */
const startMs = Date.UTC(2026, 2, 5);
const users = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf"];
/**
 * Within the window of single days: an event that comes late while the oldest day folds into its week counts a day
 * less.
 */
const days = 32;

const call = (user: number, timeMs: number, eventName: string, number: number): Activity =>
  madeActivity({
    eventId: eventIdOf(number),
    timeMs,
    eventName,
    service: services[eventName] ?? "sqs",
    user: {
      type: "IAMUser",
      arn: `arn:aws:iam::111122223333:user/${users[user]}`,
      accountId: "111122223333",
      userName: String(users[user]),
      accessKeyId: `AKIA${String(users[user]).toUpperCase().padEnd(16, "X")}`,
    },
  });

const services: Readonly<Record<string, string>> = { GetSecretValue: "secretsmanager", CreateAccessKey: "iam" };

const byTime = (a: Activity, b: Activity) => a.timeMs - b.timeMs || (a.eventId < b.eventId ? -1 : 1);

/**
 * Some weeks of an account: what nearly everybody does each day, and what some do on some days, often about midnight.
 */
const lives = fc.record({
  /** Second of the day at which each of them works. */
  shifts: fc.array(fc.integer({ min: 0, max: 86_399 }), { minLength: users.length, maxLength: users.length }),
  steps: fc.array(
    fc.record({
      user: fc.integer({ min: 0, max: users.length - 1 }),
      day: fc.integer({ min: 0, max: days - 1 }),
      second: fc.oneof(fc.integer({ min: 0, max: 86_399 }), fc.constantFrom(10, 3_000, 3_590, 3_610, 86_390)),
      action: fc.constantFrom("SendMessage", "PurgeQueue", "TagQueue", "GetSecretValue", "CreateAccessKey"),
    }),
    { minLength: 20, maxLength: 80 },
  ),
});
type Life = typeof lives extends fc.Arbitrary<infer Value> ? Value : never;

function historyOf({ shifts, steps }: Life): Activity[] {
  const daily = Array.from({ length: days }, (_, day) =>
    shifts.flatMap((second, user) => {
      const timeMs = startMs + day * dayMs + second * 1_000;
      const number = 0x10000 + day * 100 + user * 2;
      // The last one does less, so that it has something to do for the first time.
      const common = user === users.length - 1 ? [] : [call(user, timeMs + 500, "SendMessage", number + 1)];
      return [call(user, timeMs, "ReceiveMessage", number), ...common];
    }),
  ).flat();
  const some = steps.map(({ user, day, second, action }, at) =>
    call(user, startMs + day * dayMs + second * 1_000 + 7, action, at),
  );
  return [...daily, ...some].sort(byTime);
}

async function learn(events: readonly Activity[], batchSizes: readonly number[]) {
  const [peers, parts] = [memoryPeers(), memoryParts()];
  const assess = assessorOn(parts, { peers });
  let said = 0;
  for (let next = 0, batch = 0; next < events.length; batch++) {
    const some = events.slice(next, next + (batchSizes[batch % batchSizes.length] as number));
    const report = await assess(some.map(reading), Math.max(...some.map(({ timeMs }) => timeMs)));
    said += report.assessments
      .flatMap(({ signals }) => signals)
      .filter(({ expected }) => / peers do(es)? this/.test(expected)).length;
    next += some.length;
  }
  // Without the cases: what they tell of one moment depends on what had come by then.
  const stored = (await storedIn(parts.standings)).map(({ key, bytes }) => [key, bytes] as const);
  const kept = [...peers.kept()].map(([week, marks]) => [week, [...marks].sort((a, b) => a - b)] as const);
  return { said, stored, kept: kept.sort(([a], [b]) => (a < b ? -1 : 1)) };
}

const delays = fc.array(fc.integer({ min: 0, max: latenessMs - 1 }), { minLength: 1, maxLength: 40 });
const sizes = fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 8 });

test("with peers, too, the same events give the same bytes in any batches, in any order within the lateness window", async () => {
  let said = 0;
  await fc.assert(
    fc.asyncProperty(lives, delays, sizes, sizes, async (life, lateBy, someSizes, otherSizes) => {
      const history = historyOf(life);
      const once = await learn(history, someSizes);
      const delayed = [...history, ...history.filter((_, at) => at % 3 === 0)]
        .map((activity, at) => ({ activity, at: activity.timeMs + (lateBy[at % lateBy.length] as number) }))
        .sort((a, b) => a.at - b.at)
        .map(({ activity }) => activity);
      const again = await learn(delayed, otherSizes);
      expect(again.stored).toEqual(once.stored);
      expect(again.kept).toEqual(once.kept);
      said += once.said;
    }),
    { numRuns: 25 },
  );
  // The property would hold of peers that never say anything.
  expect(said).toBeGreaterThan(0);
});
