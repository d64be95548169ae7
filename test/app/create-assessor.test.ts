import type { AssessorParts } from "../../lib/app/assess-batch.ts";
import type { StandingStore } from "../../lib/app/ports.ts";
import { UnreadableStandingError } from "../../lib/app/unreadable-standing-error.ts";
import type { Reading } from "../../lib/domain/event/activity.ts";
import { defaultPolicy } from "../../lib/domain/response/policy.ts";
import { eventIdOf, nightOf } from "../domain/learned.ts";
import {
  assessorOn,
  backupActivity,
  backupKey,
  learnedParts,
  type MemoryParts,
  memoryParts,
  nightsOfBackup,
  reading,
  storedIn,
  theft,
} from "./organisation-batches.ts";

const nights = 30;
const history = nightsOfBackup(nights);
const now = nightOf(nights) + 60_000;

test("a batch is one read and one write for an identity, however many activities it did", async () => {
  const parts = memoryParts();
  const report = await assessorOn(parts)(history, now);
  expect(report).toMatchObject({
    activities: history.length,
    identities: 1,
    standingWrites: 1,
    standingConflicts: 0,
    assessments: [],
    alerts: [],
    containments: [],
  });
  expect(parts.writes).toHaveLength(1);
  expect(parts.writes[0]).toMatchObject([
    { identityKey: backupKey, expectedVersion: 0, trust: 100, kind: "access-key-user", openCase: undefined },
  ]);
});

test("a batch that comes again writes nothing, and neither does one with every record twice write more", async () => {
  const parts = memoryParts();
  const assess = assessorOn(parts);
  await assess(history, now);
  const once = await storedIn(parts.standings);
  expect(await assess(history.slice(-6), now)).toMatchObject({ standingWrites: 0, activities: 6 });
  expect(await assessorOn(parts)(history.slice(-6), now)).toMatchObject({ standingWrites: 0 });
  expect(await storedIn(parts.standings)).toEqual(once);
  const doubled = memoryParts();
  await assessorOn(doubled)(
    history.flatMap((item) => [item, item]),
    now,
  );
  expect(await storedIn(doubled.standings)).toEqual(once);
});

test("a stolen key is contained and told once, with its story; later batches of the same case repeat neither", async () => {
  const parts = await learnedParts();
  const assess = assessorOn(parts);
  const report = await assess([reading(theft(nights))], now);
  expect(report.containments).toHaveLength(1);
  expect(report.alerts).toMatchObject([{ action: "contain", identityKey: backupKey, accountId: "111122223333" }]);
  expect(report.alerts[0]?.body).toContain("secretsmanager:GetSecretValue");
  for (const minute of [1, 2, 3]) {
    const more = await assess([reading(theft(nights, minute))], now + minute * 60_000);
    expect([more.alerts, more.containments]).toEqual([[], []]);
  }
  expect(parts.notices.sent()).toHaveLength(1);
  expect(parts.playbooks.started()).toHaveLength(1);
  const [stored] = await storedIn(parts.standings);
  expect(stored?.openCase).toMatchObject({
    action: "contain",
    containmentIds: [parts.playbooks.started()[0]?.containmentId],
  });
});

test("a deviation that is delivered again, to any handler, changes nothing and writes nothing", async () => {
  const parts = await learnedParts();
  const batch = [reading(theft(nights)), reading(theft(nights, 1))];
  await assessorOn(parts)(batch, now);
  const once = await storedIn(parts.standings);
  expect(await assessorOn(parts)(batch, now)).toMatchObject({ standingWrites: 0, alerts: [], containments: [] });
  expect(await storedIn(parts.standings)).toEqual(once);
});

test("a case that worsens is told once at each step", async () => {
  const parts = await learnedParts();
  const assess = assessorOn(parts);
  const step = async (minute: number, bent: object) => {
    const activity = backupActivity({ eventId: eventIdOf(minute), timeMs: nightOf(nights) + minute * 60_000, ...bent });
    return (await assess([reading(activity)], now)).alerts.map(({ action }) => action);
  };
  expect(await step(1, { sourceAddress: "203.0.113.77" })).toEqual([]);
  expect(await step(2, { sourceAddress: "203.0.113.77", region: "us-west-2" })).toEqual(["alert"]);
  expect(await step(3, { sourceAddress: "203.0.113.77", region: "us-west-2" })).toEqual([]);
  expect(await step(4, { eventName: "CreateAccessKey", service: "iam" })).toEqual(["contain"]);
  expect(await step(5, { eventName: "CreateAccessKey", service: "iam" })).toEqual([]);
  expect(new Set(parts.notices.sent().map(({ caseId }) => caseId)).size).toBe(1);
});

test("in observe mode nothing is started; people are told", async () => {
  const parts = await learnedParts();
  const report = await assessorOn(parts, { policy: { ...defaultPolicy, mode: "observe" } })(
    [reading(theft(nights))],
    now,
  );
  expect(report.alerts.map((alert) => alert.action)).toEqual(["alert"]);
  expect(parts.playbooks.started()).toEqual([]);
});

test("two keys of one user that are stolen together are both contained", async () => {
  const parts = await learnedParts();
  const second = "AKIAI44QH8DHBEXAMPLE";
  await assessorOn(parts)([reading(theft(nights, 0)), reading(theft(nights, 1, second))], now + 60_000);
  const targets = parts.playbooks.started().map(({ target }) => target);
  expect(targets).toEqual(
    ["AKIAIOSFODNN7EXAMPLE", second].map((accessKeyId) => expect.objectContaining({ accessKeyId })),
  );
});

const unreadable: Reading = {
  kind: "unreadable",
  unreadable: { reason: "not-json", detail: "not JSON", excerpt: "{" },
};

test("what cannot be read is set aside, counted, and holds nothing up", async () => {
  const parts = memoryParts();
  const report = await assessorOn(parts)([unreadable, ...history.slice(0, 6)], now);
  expect(report).toMatchObject({ activities: 6, setAside: [{ reason: "not-json" }], standingWrites: 1 });
  expect(parts.setAside.kept()).toEqual([unreadable.kind === "unreadable" && unreadable.unreadable]);
});

test("an empty batch reads and writes nothing", async () => {
  const parts = memoryParts();
  const standings: StandingStore = {
    ...parts.standings,
    load: async (keys) => {
      if (keys.length === 0) throw new Error("asked for nothing");
      return parts.standings.load(keys);
    },
  };
  expect(await assessorOn(parts, { standings })([], now)).toMatchObject({ identities: 0, standingWrites: 0 });
});

const down = async (): Promise<never> => {
  throw new Error("cannot be reached");
};

test.each<[string, (parts: MemoryParts) => Partial<AssessorParts>]>([
  ["the table on read", ({ standings }) => ({ standings: { ...standings, load: down } })],
  ["the table on write", ({ standings }) => ({ standings: { ...standings, save: down } })],
  ["the topic", () => ({ notices: { send: down } })],
  ["the state machine", () => ({ playbooks: { start: down } })],
  ["the set-aside queue", () => ({ setAside: { keep: down } })],
])(
  "where %s cannot be reached the batch throws, nothing is saved, and the retry tells and contains",
  async (_, broken) => {
    const parts = await learnedParts();
    const before = await storedIn(parts.standings);
    const batch = [unreadable, reading(theft(nights))];
    await expect(assessorOn(parts, broken(parts))(batch, now)).rejects.toThrow("cannot be reached");
    expect(await storedIn(parts.standings)).toEqual(before);
    const report = await assessorOn(parts)(batch, now);
    expect(report.alerts.map(({ action }) => action)).toEqual(["contain"]);
    expect(parts.playbooks.started()).toHaveLength(1);
    expect(await storedIn(parts.standings)).not.toEqual(before);
  },
);

test("the same assessor, after a store that failed, has learned nothing by half", async () => {
  const parts = await learnedParts();
  let broken = true;
  const standings: StandingStore = {
    ...parts.standings,
    save: (writes) => (broken ? down() : parts.standings.save(writes)),
  };
  const assess = assessorOn(parts, { standings });
  const batch = [reading(theft(nights))];
  await expect(assess(batch, now)).rejects.toThrow();
  broken = false;
  await assess(batch, now);
  const fresh = await learnedParts();
  await assessorOn(fresh)(batch, now);
  expect(await storedIn(parts.standings)).toEqual(await storedIn(fresh.standings));
});

test("bytes that cannot be read are an UnreadableStandingError that names the identity, and stay as they are", async () => {
  const parts = await learnedParts();
  const [stored] = [...(await parts.standings.load([backupKey])).values()];
  const bytes = Uint8Array.of(99, ...(stored?.bytes.slice(1) ?? []));
  const write = {
    identityKey: backupKey,
    expectedVersion: 1,
    bytes,
    openCase: undefined,
    trust: 100,
    kind: "x",
    lastSeenMs: 1,
  };
  await parts.standings.save([write]);
  const before = await storedIn(parts.standings);
  const failure = assessorOn(parts)([reading(theft(nights))], now);
  await expect(failure).rejects.toThrow(UnreadableStandingError);
  await expect(failure).rejects.toThrow(/user\/backup cannot be read: standing has layout 99/);
  expect(await storedIn(parts.standings)).toEqual(before);
});

test("every readable activity is shown to who asks, with its actor", async () => {
  const seen: string[] = [];
  const parts = memoryParts();
  await assessorOn(parts, {
    onActivity: (activity, actor) => seen.push(`${activity.eventName} ${actor.identity.name}`),
  })([...history.slice(0, 2), unreadable], now);
  expect(seen).toEqual(["ListObjects backup", "GetObject backup"]);
});
