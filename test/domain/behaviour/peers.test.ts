import fc from "fast-check";
import { dayMs, hourMs } from "../../../lib/domain/behaviour/calendar.ts";
import { markKey } from "../../../lib/domain/behaviour/dimension.ts";
import {
  firstUnsharedKey,
  idOfMark,
  isPeerMark,
  keyOfMark,
  openWeekAt,
  peerMark,
  peerOf,
  peersFrom,
  prevalenceOf,
  weekExpiresAtSeconds,
} from "../../../lib/domain/behaviour/peers.ts";

const role = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
const idOf = (name: string) => peerOf(role(name))?.id as number;
const scan = markKey(0, "dynamodb:Scan");
const names = ["web-1", "web-2", "web-3", "backup", "reports", "billing", "mailer"];
const marksOf = (some: readonly string[], action = "sts:GetCallerIdentity") =>
  some.map((name) => peerMark(markKey(0, action), idOf(name)));
const everybody = marksOf(names);

test("a mark holds what it was made of, and every whole number in its range is one", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: firstUnsharedKey - 1 }),
      fc.integer({ min: 0, max: 2 ** 24 - 1 }),
      (key, id) => {
        const mark = peerMark(key, id);
        expect([keyOfMark(mark), idOfMark(mark), isPeerMark(mark)]).toEqual([key, id, true]);
      },
    ),
  );
  expect([-1, 0.5, 2 ** 53, Number.NaN].filter(isPeerMark)).toEqual([]);
});

test("roles and users have peers, and those whose names differ by numbers are a family", () => {
  expect(peerOf(role("team/app/web-1"))?.accountId).toBe("111122223333");
  expect(peerOf("arn:aws-cn:iam::444455556666:user/backup")?.accountId).toBe("444455556666");
  const family = (name: string) => idOf(name) % 4_096;
  expect(family("web-1")).toBe(family("web-27"));
  expect(family("web-1")).not.toBe(family("backup"));
  expect(idOf("web-1")).not.toBe(idOf("web-2"));
  for (const key of ["service:lambda.amazonaws.com", "account:111122223333", "unknown:x", "arn:aws:iam::1:role/x"]) {
    expect(peerOf(key)).toBeUndefined();
  }
});

test("a week is over for events an hour after it ended, and is kept until nobody reads it", () => {
  const thursday = Date.UTC(2026, 2, 5);
  const week = openWeekAt(thursday + hourMs);
  expect(openWeekAt(thursday + hourMs - 1)).toBe(week - 1);
  expect(openWeekAt(thursday + 7 * dayMs)).toBe(week);
  // Its last reader is an event of the fourth week after it.
  expect(weekExpiresAtSeconds(week) * 1_000).toBeGreaterThan(thursday + 5 * 7 * dayMs + hourMs);
});

test("how common something is counts the others, those of the family apart", () => {
  const scanning = marksOf(["web-1", "web-2", "backup"], "dynamodb:Scan");
  const peers = peersFrom([everybody, [...everybody, ...scanning], [], scanning]);
  if (peers === undefined) throw new Error("expected to know of peers");
  expect(prevalenceOf(peers, scan, idOf("web-3"))).toEqual({ doers: 3, others: 6, familyDoers: 2, family: 2 });
  expect(prevalenceOf(peers, scan, idOf("web-1"))).toEqual({ doers: 2, others: 6, familyDoers: 1, family: 2 });
  expect(prevalenceOf(peers, scan, idOf("newcomer"))).toMatchObject({ doers: 3, others: 7, family: 0 });
  expect(prevalenceOf(peers, markKey(0, "iam:CreateUser"), idOf("web-1"))?.doers).toBe(0);
});

test("too few others, or too few weeks of them, say nothing", () => {
  const few = marksOf(names.slice(0, 5));
  expect(peersFrom([])).toBeUndefined();
  expect(peersFrom([everybody, [], [], []])).toBeUndefined();
  expect(peersFrom([few, few, few, few])).toBeUndefined();
  const six = marksOf(names.slice(0, 6));
  const peers = peersFrom([six, six]);
  expect(peers && prevalenceOf(peers, scan, idOf(names[0] as string))?.others).toBe(5);
});

test("sixteen stand for any number, and the order and the number of marks say nothing", () => {
  const many = Array.from({ length: 60 }, (_, at) => `task-${String.fromCharCode(97 + (at % 26))}${at}`);
  const all = [...marksOf(many), ...marksOf(many, "dynamodb:Scan")];
  const peers = peersFrom([all, all]);
  expect(peers && prevalenceOf(peers, scan, idOf("backup"))).toMatchObject({ doers: 16, others: 60 });
  fc.assert(
    fc.property(fc.shuffledSubarray(all, { minLength: all.length }), (shuffled) => {
      expect(peersFrom([shuffled, [...all, ...shuffled]])).toEqual(peers);
    }),
    { numRuns: 20 },
  );
});
