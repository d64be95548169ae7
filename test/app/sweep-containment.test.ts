import { memoryContainments } from "../../lib/adapters/memory/containments.ts";
import { memoryHistory } from "../../lib/adapters/memory/event-history.ts";
import { memoryNotices } from "../../lib/adapters/memory/notices.ts";
import { memoryPlaybooks } from "../../lib/adapters/memory/playbooks.ts";
import { memoryStandings } from "../../lib/adapters/memory/standings.ts";
import type { EventHistory } from "../../lib/app/event-history.ts";
import type { ContainmentRecord, StoredStanding } from "../../lib/app/ports.ts";
import { type SweepContainmentParts, sweepContainment } from "../../lib/app/sweep-containment.ts";
import type { Case } from "../../lib/domain/response/case.ts";
import type { ContainmentTarget } from "../../lib/domain/response/decision.ts";
import { defaultPolicy, type Mode } from "../../lib/domain/response/policy.ts";
import { emptyStanding } from "../../lib/domain/trust/standing.ts";
import { encodeStanding } from "../../lib/domain/trust/standing-codec.ts";
import { madeCase } from "../domain/response/made-case.ts";
import {
  account,
  activitiesFrom,
  assume,
  call,
  createKey,
  key,
  startMs,
  userArn,
} from "../domain/response/sweep/made-records.ts";

const stolen = { accessKeyId: key("AKIA", 1), userName: "ci" };
const ci = userArn("ci");
const session = "run-0123456789abcdef";
const records = [
  createKey(stolen, 10, "bob", key("AKIA", 2)),
  assume({ accessKeyId: key("AKIA", 2), userName: "bob" }, 20, "app", session, key("ASIA", 3)),
  call(stolen, "secretsmanager:GetSecretValue", 30, { secretId: "db" }),
];
const disableKey: ContainmentTarget = {
  playbook: "disable-access-key",
  accountId: account,
  userName: "ci",
  accessKeyId: key("AKIA", 1),
};
const nowMs = startMs + 20 * 60_000;
const at = new Date(startMs + 60_000).toISOString();

const record = (target: ContainmentTarget, more: Partial<ContainmentRecord> = {}): ContainmentRecord => ({
  containmentId: "containment-1",
  request: {
    containmentId: "containment-1",
    caseId: "case-1",
    identityKey: ci,
    playbook: target.playbook,
    target,
    reason: "r",
    eventIds: ["e0"],
    eventTime: at,
    decidedAt: at,
  },
  state: "contained",
  outcome: "contained",
  updatedAt: at,
  ...more,
});

interface Staged {
  readonly mode?: Mode;
  readonly file?: Case | undefined;
  readonly record?: ContainmentRecord;
  readonly records?: readonly object[];
  readonly parts?: Partial<SweepContainmentParts>;
}

const openCase = (more: Partial<Case> = {}): Case =>
  madeCase([], { caseId: "case-1", identityKey: ci, openedMs: startMs, updatedMs: startMs, ...more });

function staged({ mode = "enforce", record: kept = record(disableKey), parts, ...rest }: Staged = {}) {
  const file = "file" in rest ? rest.file : openCase();
  const stored = new Map<string, StoredStanding>([
    [ci, { identityKey: ci, version: 3, bytes: encodeStanding(emptyStanding()), openCase: file }],
  ]);
  const containments = memoryContainments();
  containments.put(kept);
  const playbooks = memoryPlaybooks();
  const notices = memoryNotices();
  const history = memoryHistory(activitiesFrom(rest.records ?? records), { name: "us-east-1" });
  const all: SweepContainmentParts = {
    history,
    containments,
    notes: containments,
    playbooks,
    notices,
    standings: memoryStandings(stored),
    policy: { ...defaultPolicy, mode },
    ...parts,
  };
  return { all, playbooks, notices, history, stored, case: () => stored.get(ci)?.openCase };
}
const order = { containmentId: "containment-1" };

test("derived credentials join the case and are contained, sources first; what was read is to be replaced", async () => {
  const stage = staged();
  const swept = await sweepContainment(stage.all, order, nowMs);
  expect(swept).toMatchObject({ outcome: "swept", unfinished: [], reports: [{ caseState: "open", isTold: true }] });
  const started = stage.playbooks.started();
  expect(started.map(({ playbook }) => playbook)).toEqual(["disable-access-key", "deny-role-session"]);
  expect(started[0]).toMatchObject({
    caseId: "case-1",
    identityKey: userArn("bob"),
    budgets: defaultPolicy.budgets,
    overBudget: { onExpiry: "leave" },
    impact: ["The warden has not seen this identity: who depends on it is not known."],
    reason: expect.stringMatching(
      /made by access key AKIA0+1 with iam:CreateAccessKey \(event event-\d+\).*containment-1/,
    ),
  });
  expect(started.some(({ approval }) => approval !== undefined)).toBe(false);
  const file = stage.case();
  expect(file?.sweep).toMatchObject({
    isTruncated: false,
    derived: started.map(({ containmentId, target }) => ({ containmentId, target, sourceId: "containment-1" })),
    people: [],
    replace: [expect.stringMatching(/^secret db, account 111122223333: replace what it holds/)],
    omitted: 0,
  });
  expect(file?.containmentIds).toEqual(started.map(({ containmentId }) => containmentId));
  // Whether a containment of the case's own identity holds is judged by what that identity does: these are of others.
  expect(file?.containments).toBeUndefined();
  expect(file?.story).toMatchObject([
    { what: "sweep", text: expect.stringContaining("2 containments asked for"), points: 0 },
  ]);
  const [notice] = stage.notices.sent();
  expect(notice).toMatchObject({
    caseId: "case-1",
    action: "contain",
    subject: expect.stringMatching(/^[ -~]{1,100}$/),
  });
  expect(notice?.body).toContain("Read, so to be replaced:\n  secret db");
});

test("done again it requests, writes and tells nothing", async () => {
  const stage = staged();
  await sweepContainment(stage.all, order, nowMs);
  const before = stage.stored.get(ci);
  await sweepContainment(stage.all, order, nowMs + 60_000);
  expect(stage.playbooks.started()).toHaveLength(2);
  expect(stage.notices.sent()).toHaveLength(1);
  expect(stage.stored.get(ci)).toEqual(before);
});

test("what came of a contained credential is swept for the same case, once it is contained itself", async () => {
  const target: ContainmentTarget = { ...disableKey, userName: "bob", accessKeyId: key("AKIA", 2) };
  const { request, ...rest } = record(target);
  const derived = { ...rest, request: { ...request, identityKey: userArn("bob"), caseIdentityKey: ci } };
  const stage = staged({ record: derived });
  await sweepContainment(stage.all, order, nowMs);
  expect(stage.playbooks.started()).toMatchObject([{ playbook: "deny-role-session", caseIdentityKey: ci }]);
  expect(stage.case()?.sweep).toMatchObject({ isTruncated: false, derived: [{ sourceId: "containment-1" }] });
  // One that was made and never used leaves no gap, and nothing to tell.
  const unused = staged({ record: derived, records: records.slice(0, 1) });
  await sweepContainment(unused.all, order, nowMs);
  expect(unused.case()?.sweep).toMatchObject({ isTruncated: false, derived: [] });
  expect(unused.notices.sent()).toEqual([]);
});

test("in mode ask each is one question; in observe nothing starts, and the case says so", async () => {
  const asked = staged({ mode: "ask" });
  await sweepContainment(asked.all, order, nowMs);
  expect(asked.playbooks.started().map(({ approval }) => approval?.people)).toEqual([1, 1]);
  expect(asked.notices.sent()[0]).toMatchObject({ action: "ask", body: expect.stringContaining("nhi approve") });
  const observed = staged({ mode: "observe" });
  await sweepContainment(observed.all, order, nowMs);
  expect(observed.playbooks.started()).toEqual([]);
  expect(observed.case()?.sweep?.people).toHaveLength(2);
  expect(observed.notices.sent()).toMatchObject([{ action: "alert" }]);
});

test("a whole user was contained: what its sweep finds may be its own work, so people are asked", async () => {
  const target: ContainmentTarget = { playbook: "quarantine-user", accountId: account, userName: "ci" };
  const stage = staged({ record: record(target) });
  await sweepContainment(stage.all, order, nowMs);
  const started = stage.playbooks.started();
  expect(started).toHaveLength(2);
  expect(started.every(({ approval }) => approval?.onExpiry === "leave")).toBe(true);
});

test.each<[string, Case | undefined]>([
  [
    "was ruled on",
    openCase({ ruling: { verdict: "benign", owner: "o", reason: "r", ruledMs: 1, untilMs: undefined } }),
  ],
  ["was replaced by another", openCase({ caseId: "case-2" })],
  ["is gone", undefined],
])("where the case %s nothing is requested, and people are told", async (_, file) => {
  const stage = staged({ file });
  const { reports } = await sweepContainment(stage.all, order, nowMs);
  expect(reports[0]?.caseState).toBe("closed");
  expect(stage.playbooks.started()).toEqual([]);
  expect(stage.stored.get(ci)?.version).toBe(3);
  expect(stage.notices.sent()[0]?.body).toContain("its case is closed");
});

test("two credentials that made each other, without a case, are asked for once each", async () => {
  const circle = [
    createKey(stolen, 10, "bob", key("AKIA", 2)),
    createKey({ accessKeyId: key("AKIA", 2), userName: "bob" }, 20, "ci", key("AKIA", 1)),
  ];
  const { request, ...rest } = record(disableKey);
  const stage = staged({
    file: undefined,
    records: circle,
    record: { ...rest, request: { ...request, caseId: "by-hand" } },
  });
  const containments = memoryContainments();
  containments.put({ ...rest, request: { ...request, caseId: "by-hand" } });
  const parts = { ...stage.all, containments, notes: containments };
  const queue = ["containment-1"];
  let sweeps = 0;
  for (let next = queue.shift(); next !== undefined && sweeps < 20; next = queue.shift(), sweeps++) {
    const before = stage.playbooks.started().length;
    await sweepContainment(parts, { containmentId: next }, nowMs);
    // Each playbook that began ends with its containment in place, and asks for a sweep.
    for (const begun of stage.playbooks.started().slice(before)) {
      containments.put({ ...rest, containmentId: begun.containmentId, request: begun });
      queue.push(begun.containmentId);
    }
  }
  expect(stage.playbooks.started().map(({ target }) => target)).toMatchObject([
    { accessKeyId: key("AKIA", 2) },
    { accessKeyId: key("AKIA", 1) },
  ]);
  expect(sweeps).toBe(3);
});

test.each<[string, Partial<ContainmentRecord>]>([
  ["refused", { state: "refused" }],
  ["released", { state: "released" }],
  ["running", { state: "running" }],
])("nothing follows from a containment that is %s", async (_, more) => {
  const stage = staged({ record: record(disableKey, more) });
  expect(await sweepContainment(stage.all, order, nowMs)).toMatchObject({ outcome: "not-in-place", reports: [] });
  expect(await sweepContainment(stage.all, { containmentId: "other" }, nowMs)).toMatchObject({ outcome: "unknown" });
  expect([stage.playbooks.started(), stage.notices.sent()]).toEqual([[], []]);
});

/** A history that fails at one look-up, after its first page. */
const failingAt = (failing: number, of: EventHistory): EventHistory => {
  let lookUps = 0;
  return {
    places: of.places,
    async *lookUp(place, query) {
      yield* of.lookUp(place, query);
      if (++lookUps === failing) throw new Error("ThrottlingException");
    },
  };
};

test.each([1, 2, 3])("history that is unreadable from look-up %i on asks instead of containing", async (failing) => {
  const { history } = staged();
  const stage = staged({ parts: { history: failingAt(failing, history) } });
  await sweepContainment(stage.all, order, nowMs);
  const started = stage.playbooks.started();
  expect(started.length).toBeGreaterThan(0);
  expect(started.every(({ approval }) => approval?.onExpiry === "leave")).toBe(true);
  expect(stage.case()?.sweep?.isTruncated).toBe(true);
  expect(stage.notices.sent()[0]?.body).toContain("NOT COMPLETE");
});

test("history that cannot be read at all is told, and no clean bill", async () => {
  const { history } = staged();
  const never: EventHistory = {
    places: history.places,
    // biome-ignore lint/correctness/useYield: it fails before its first page.
    async *lookUp() {
      throw new Error("AccessDenied");
    },
  };
  const stage = staged({ parts: { history: never } });
  await sweepContainment(stage.all, order, nowMs);
  expect(stage.case()?.sweep).toMatchObject({ isTruncated: true, derived: [] });
  expect(stage.notices.sent()).toHaveLength(1);
});

test("somebody else wrote the case first: it is read again, and nothing is started or told twice", async () => {
  const stage = staged();
  const { standings } = stage.all;
  let conflicts = 2;
  const contested = {
    load: standings.load,
    save: async (writes: Parameters<typeof standings.save>[0]) => {
      const held = stage.stored.get(ci) as StoredStanding;
      if (conflicts-- > 0)
        stage.stored.set(ci, { ...held, version: held.version + 1, openCase: openCase({ trust: conflicts }) });
      return standings.save(writes);
    },
  };
  await sweepContainment({ ...stage.all, standings: contested }, order, nowMs);
  expect(stage.case()).toMatchObject({ trust: 0, sweep: { derived: [{}, {}] } });
  expect([stage.playbooks.started().length, stage.notices.sent().length]).toEqual([2, 1]);
  const other = staged().all;
  const never = { load: other.standings.load, save: async () => [ci] };
  await expect(sweepContainment({ ...other, standings: never }, order, nowMs)).rejects.toThrow("changed 20 times");
});

test.each(["load", "save", "notices", "playbooks"] as const)(
  "where %s fails it throws, and a second time makes it good",
  async (failing) => {
    const stage = staged();
    const { standings, notices, playbooks } = stage.all;
    const fail = async () => {
      throw new Error("unreachable");
    };
    const broken: Partial<SweepContainmentParts> = {
      load: { standings: { load: fail, save: standings.save } },
      save: { standings: { load: standings.load, save: fail } },
      notices: { notices: { send: fail } },
      // The first of them cannot be started: the second is all the same.
      playbooks: {
        playbooks: {
          start: (request: Parameters<typeof playbooks.start>[0]) =>
            request.playbook === "disable-access-key" ? fail() : playbooks.start(request),
        },
      },
    }[failing];
    await expect(sweepContainment({ ...stage.all, ...broken }, order, nowMs)).rejects.toThrow("unreachable");
    if (failing === "playbooks")
      expect(stage.playbooks.started().map(({ playbook }) => playbook)).toEqual(["deny-role-session"]);
    await sweepContainment(stage.all, order, nowMs + 1_000);
    expect(new Set(stage.playbooks.started().map(({ playbook }) => playbook))).toEqual(
      new Set(["disable-access-key", "deny-role-session"]),
    );
    expect(stage.case()?.sweep?.derived).toHaveLength(2);
    expect(notices).toBe(stage.all.notices);
    expect(stage.notices.sent().length).toBeGreaterThan(0);
  },
);

test("when the time is over, what was found is used, and the rest is handed back to go on with", async () => {
  let asked = 0;
  const first = staged({ parts: { isOver: () => ++asked > 3 } });
  const swept = await sweepContainment(first.all, order, nowMs);
  expect(first.playbooks.started().map(({ playbook, approval }) => [playbook, approval?.onExpiry])).toEqual([
    ["disable-access-key", "leave"],
  ]);
  expect(swept.unfinished).toEqual([
    { suspect: { kind: "access-key", accountId: account, accessKeyId: key("AKIA", 2) }, sinceMs: 0 },
  ]);
  await sweepContainment({ ...first.all, isOver: () => false }, { ...order, from: swept.unfinished }, nowMs);
  expect(first.playbooks.started().map(({ playbook }) => playbook)).toEqual([
    "disable-access-key",
    "deny-role-session",
  ]);
});

test("a case has at most 12 of them, and says what is left", async () => {
  const many = Array.from({ length: 15 }, (_, n) => createKey(stolen, n, `u${n}`, key("AKIA", 100 + n)));
  const stage = staged({ records: many });
  await sweepContainment(stage.all, order, nowMs);
  expect(stage.playbooks.started()).toHaveLength(12);
  expect(stage.case()?.sweep).toMatchObject({ derived: { length: 12 }, people: { length: 3 } });
  await sweepContainment(stage.all, order, nowMs);
  expect(stage.playbooks.started()).toHaveLength(12);
});
