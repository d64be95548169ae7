import { memoryPeers } from "../../lib/adapters/memory/peers.ts";
import { createKnownPeers, type IdentityHabits } from "../../lib/app/known-peers.ts";
import type { PeerStore, PeerWeek } from "../../lib/app/peer-store.ts";
import { markKey } from "../../lib/domain/behaviour/dimension.ts";
import { idOfMark, openWeekAt, peerMark, peerOf, prevalenceOf } from "../../lib/domain/behaviour/peers.ts";

const dayOfWeek = (week: number) => week * 7 + 2;
const week = 2_930;
const account = "111122223333";
const key = markKey(0, "sqs:PurgeQueue");
const user = (name: string, accountId = account) => `arn:aws:iam::${accountId}:user/${name}`;
const idOf = (identityKey: string) => peerOf(identityKey)?.id as number;
const habit = (identityKey: string, of = week, action = key): IdentityHabits => ({
  identityKey,
  habits: [{ key: action, day: dayOfWeek(of) }],
});
const silent = (problem: string) => {
  throw new Error(`no problem expected, and was told: ${problem}`);
};

function counting(store: PeerStore) {
  const counts = { loads: 0, adds: 0, marks: 0 };
  const counted: PeerStore = {
    load: (weeks) => {
      counts.loads++;
      return store.load(weeks);
    },
    add: (of, marks, expires) => {
      counts.adds++;
      counts.marks += marks.length;
      return store.add(of, marks, expires);
    },
  };
  return { counts, store: counted };
}
const people = (count: number) => Array.from({ length: count }, (_, at) => user(`person-${at}-of-them`));

test("of one action the seventeen lowest hashes are kept, whoever comes first", async () => {
  const everybody = people(60);
  const lowest = everybody
    .map(idOf)
    .sort((a, b) => a - b)
    .slice(0, 17);
  for (const order of [everybody, [...everybody].reverse()]) {
    const kept = memoryPeers();
    const { counts, store } = counting(kept);
    const peers = createKnownPeers(store, silent);
    for (const one of order) await peers.add([habit(one)], 0);
    const marks = (await kept.load([{ accountId: account, week }]))[0] ?? [];
    expect(
      marks
        .map(idOfMark)
        .sort((a, b) => a - b)
        .slice(0, 17),
    ).toEqual(lowest);
    expect(counts.marks).toBeLessThan(everybody.length);
    expect(counts.loads).toBe(1);
  }
});

test("what a week knows from others is not written again", async () => {
  const kept = memoryPeers();
  await createKnownPeers(kept, silent).add(
    people(5).map((one) => habit(one)),
    0,
  );
  const { counts, store } = counting(kept);
  const peers = createKnownPeers(store, silent);
  await peers.add(
    people(5).map((one) => habit(one)),
    0,
  );
  expect(counts).toEqual({ loads: 1, adds: 0, marks: 0 });
  await peers.add(
    people(6).map((one) => habit(one)),
    0,
  );
  expect(counts).toEqual({ loads: 1, adds: 1, marks: 1 });
});

test("one batch writes each account and week once, and who is no role or user not at all", async () => {
  const written: PeerWeek[] = [];
  const kept = memoryPeers();
  const store: PeerStore = { load: kept.load, add: async (of) => void written.push(of) };
  const others = people(3).map((one) => one.replace(account, "444455556666"));
  await createKnownPeers(store, silent).add(
    [...people(3), ...others, "service:lambda.amazonaws.com"].map((one) => habit(one)),
    0,
  );
  expect(written).toEqual([
    { accountId: account, week },
    { accountId: "444455556666", week },
  ]);
});

test("a week is bounded: who comes after ten thousand marks is nobody's peer in it", async () => {
  const full = Array.from({ length: 10_010 }, (_, at) => peerMark(markKey(0, `s3:Call${at}`), 7));
  const kept = memoryPeers(new Map([[`${account}/${week}`, new Set(full)]]));
  const { counts, store } = counting(kept);
  const peers = createKnownPeers(store, silent);
  await peers.add([habit(user("late"))], 0);
  await peers.add([habit(user("late"), week + 1)], 0);
  expect(counts).toEqual({ loads: 2, adds: 1, marks: 1 });
});

test("closed weeks are read once an account and week, for all accounts at once, and only what is over is looked up", async () => {
  const kept = memoryPeers();
  const writer = createKnownPeers(kept, silent);
  for (const past of [week - 1, week - 2, week])
    await writer.add(
      people(8).map((one) => habit(one, past)),
      0,
    );
  const { counts, store } = counting(kept);
  const peers = createKnownPeers(store, silent);
  const nowMs = week * 7 * 86_400_000 + 2 * 3_600_000;
  expect(openWeekAt(nowMs)).toBe(week);
  const keys = [...people(8), user("else", "444455556666"), "unknown:nobody"];
  for (let batch = 0; batch < 3; batch++) await peers.prepare(keys, week, nowMs);
  expect(counts.loads).toBe(1);
  const known = peers.lookup(account, nowMs);
  expect(known && prevalenceOf(known, key, idOf(user("new")))).toMatchObject({ doers: 8, others: 8 });
  expect(peers.lookup("444455556666", nowMs)).toBeUndefined();
  expect(peers.lookup(account, nowMs + 7 * 86_400_000)).toBeUndefined();
  // A batch from before the week's end, among those after it, has the weeks of its own time.
  await peers.prepare(keys, week - 1, nowMs);
  expect(peers.lookup(account, nowMs - 86_400_000)).toBeUndefined();
  await peers.prepare(keys, week, nowMs);
  expect(counts.loads).toBe(2);
});
