import { type KeptPeers, memoryPeers } from "../../lib/adapters/memory/peers.ts";
import type { BatchReport } from "../../lib/app/assess-batch.ts";
import type { PeerStore } from "../../lib/app/peer-store.ts";
import { dayMs, weekOf } from "../../lib/domain/behaviour/calendar.ts";
import type { Activity, Reading } from "../../lib/domain/event/activity.ts";
import { eventIdOf } from "../domain/learned.ts";
import { madeActivity } from "../domain/made-activity.ts";
import { assessorOn, memoryParts, reading, storedIn } from "./organisation-batches.ts";

/** A Thursday, with which weeks begin. */
const startMs = Date.UTC(2026, 2, 5);
const names = ["alpha", "bravo", "charlie", "delta", "echo", "foxtrot", "golf", "hotel"];

const doing = (name: string, timeMs: number, eventName: string, service = "s3"): Activity =>
  madeActivity({
    eventId: eventIdOf(names.indexOf(name) * 0x1000000 + Math.floor((timeMs - startMs) / 60_000)),
    timeMs,
    eventName,
    service,
    user: {
      type: "IAMUser",
      arn: `arn:aws:iam::111122223333:user/${name}`,
      accountId: "111122223333",
      userName: name,
      accessKeyId: `AKIA${name.toUpperCase().padEnd(16, "X")}`,
    },
  });

/** Everybody reads each day; all but the last also purge a queue, which nobody has to. */
const ordinaryDay = (day: number): Reading[] =>
  names.flatMap((name, at) => {
    const timeMs = startMs + day * dayMs + 9 * 3_600_000 + at * 60_000;
    const own = [doing(name, timeMs, "GetObject")];
    if (at < names.length - 1) own.push(doing(name, timeMs + 1_800_000, "PurgeQueue", "sqs"));
    return own.map(reading);
  });

/** A store that notes what it was asked. */
function watched(store: PeerStore) {
  const calls = { loads: 0, adds: [] as string[] };
  const watching: PeerStore = {
    load: (weeks) => {
      calls.loads++;
      return store.load(weeks);
    },
    add: (week, marks, expires) => {
      calls.adds.push(`${week.accountId}/${week.week}`);
      return store.add(week, marks, expires);
    },
  };
  return { calls, store: watching };
}

async function live(days: number, peers: PeerStore | undefined, onProblem?: (problem: string) => void) {
  const parts = memoryParts();
  const assess = assessorOn(parts, {
    ...(peers === undefined ? {} : { peers }),
    ...(onProblem === undefined ? {} : { onProblem }),
  });
  const reports: BatchReport[] = [];
  for (let day = 0; day < days; day++) reports.push(await assess(ordinaryDay(day), startMs + (day + 1) * dayMs));
  return { parts, assess, reports };
}

const newOf = (report: BatchReport) =>
  report.assessments
    .flatMap(({ signals }) => signals.filter(({ kind }) => kind === "action"))
    .sort((a, b) => (a.observed < b.observed ? -1 : 1));
const novelty = (day: number): Reading[] => {
  const timeMs = startMs + day * dayMs + 20 * 3_600_000;
  return [doing("hotel", timeMs, "PurgeQueue", "sqs"), doing("golf", timeMs, "TagQueue", "sqs")].map(reading);
};
const weekAt = (day: number) => weekOf(Math.floor(startMs / dayMs) + day);

test("what others of the account do is known once their weeks are over, and told with what is new", async () => {
  const peers = memoryPeers();
  const { assess } = await live(29, peers);
  const report = await assess(novelty(29), startMs + 30 * dayMs);
  expect(newOf(report).map(({ observed, expected }) => [observed, expected.split(";")[0]])).toEqual([
    ["action sqs:PurgeQueue", "7 of 7 peers do this"],
    ["action sqs:TagQueue", "none of 7 peers does this"],
  ]);
  const without = await live(29, undefined);
  const plain = newOf(await without.assess(novelty(29), startMs + 30 * dayMs));
  expect(plain.map(({ expected }) => expected.includes("peers"))).toEqual([false, false]);
  expect(newOf(report).map(({ points }) => points)).toEqual(plain.map(({ points }) => points));
});

test("the first weeks say nothing: two that are over must tell of enough others", async () => {
  const { assess } = await live(20, memoryPeers());
  const report = await assess(novelty(20), startMs + 21 * dayMs);
  expect(newOf(report).some(({ expected }) => expected.includes("peers"))).toBe(false);
});

test("a batch writes once an account at the most, and only what its week does not know", async () => {
  const kept = memoryPeers();
  const { calls, store } = watched(kept);
  const parts = memoryParts();
  const assess = assessorOn(parts, { peers: store });
  const adds: number[] = [];
  for (let day = 0; day < 28; day++) {
    const before = calls.adds.length;
    await assess(ordinaryDay(day), startMs + (day + 1) * dayMs);
    adds.push(calls.adds.length - before);
  }
  expect(Math.max(...adds)).toBe(1);
  // Everybody has habits from the second week on, and does the same all week.
  expect(calls.adds).toEqual([weekAt(8), weekAt(14), weekAt(21)].map((week) => `111122223333/${week}`));
  // One read of closed weeks a week, and one of the open week before it is written to.
  expect(calls.loads).toBe(4 + 3);
  const again = watched(kept);
  const other = assessorOn(parts, { peers: again.store });
  await other(ordinaryDay(28), startMs + 29 * dayMs);
  await other(ordinaryDay(28), startMs + 29 * dayMs);
  expect(again.calls.adds).toEqual([`111122223333/${weekAt(28)}`]);
});

test("a store that fails fails no batch: it is told, left alone for a while, and the next day's marks make up", async () => {
  const kept = memoryPeers();
  let isDown = true;
  const fail = () => Promise.reject(new Error("no such table"));
  let asked = 0;
  const store: PeerStore = {
    load: (weeks) => {
      asked++;
      return isDown ? fail() : kept.load(weeks);
    },
    add: (week, marks, expires) => {
      asked++;
      return isDown ? fail() : kept.add(week, marks, expires);
    },
  };
  const problems: string[] = [];
  const { assess, parts } = await live(11, store, (problem) => problems.push(problem));
  expect(problems).toHaveLength(11);
  expect(problems[0]).toBe("what other identities do could not be read: no such table");
  const before = asked;
  await assess(ordinaryDay(10), startMs + 11 * dayMs + 60_000);
  expect(asked).toBe(before);
  expect(await storedIn(parts.standings)).toEqual(await storedIn((await live(11, undefined)).parts.standings));
  isDown = false;
  await assess(ordinaryDay(11), startMs + 12 * dayMs);
  const marks = (await kept.load([{ accountId: "111122223333", week: weekAt(11) }]))[0] ?? [];
  const whole = memoryPeers();
  await live(12, whole);
  expect([...marks].sort()).toEqual([...(whole.kept().get(`111122223333/${weekAt(11)}`) ?? [])].sort());
});

test("weeks that could not be read change nothing, and marks that could not be written are no news later", async () => {
  const kept = memoryPeers();
  const store: PeerStore = { load: kept.load, add: () => Promise.reject(new Error("throttled")) };
  const problems: string[] = [];
  const { assess } = await live(29, store, (problem) => problems.push(problem));
  expect(problems).toContain("what identities do could not be shared with others: throttled");
  const report = await assess(novelty(29), startMs + 30 * dayMs);
  expect(newOf(report).some(({ expected }) => expected.includes("peers"))).toBe(false);
});

test("a batch in which weeks close is assessed as if it had come in parts", async () => {
  const whole = memoryPeers();
  const parts = memoryParts();
  const all = Array.from({ length: 29 }, (_, day) => ordinaryDay(day)).flat();
  const report = await assessorOn(parts, { peers: whole })([...all, ...novelty(29)], startMs + 30 * dayMs);
  const inDays = memoryPeers();
  const { assess, parts: other } = await live(29, inDays);
  const last = await assess(novelty(29), startMs + 30 * dayMs);
  const named = (peers: { kept(): KeptPeers }) => [...peers.kept()].map(([name, marks]) => [name, [...marks].sort()]);
  expect(named(whole)).toEqual(named(inDays));
  expect(newOf(report)).toEqual(newOf(last));
  expect(await storedIn(parts.standings)).toEqual(await storedIn(other.standings));
  expect(report.activities).toBe(all.length + 2);
  expect(report.identities).toBe(names.length);
});
