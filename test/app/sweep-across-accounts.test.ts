import { memoryAccountHistories } from "../../lib/adapters/memory/account-histories.ts";
import { memoryContainments } from "../../lib/adapters/memory/containments.ts";
import { memoryHistory } from "../../lib/adapters/memory/event-history.ts";
import { memoryNotices } from "../../lib/adapters/memory/notices.ts";
import { memoryPlaybooks } from "../../lib/adapters/memory/playbooks.ts";
import { memoryStandings } from "../../lib/adapters/memory/standings.ts";
import type { AccountHistories } from "../../lib/app/account-histories.ts";
import type { EventHistory } from "../../lib/app/event-history.ts";
import type { StoredStanding } from "../../lib/app/ports.ts";
import { type SweepContainmentParts, sweepContainment } from "../../lib/app/sweep-containment.ts";
import { defaultPolicy } from "../../lib/domain/response/policy.ts";
import { emptyStanding } from "../../lib/domain/trust/standing.ts";
import { encodeStanding } from "../../lib/domain/trust/standing-codec.ts";
import { madeCase } from "../domain/response/made-case.ts";
import {
  activitiesFrom,
  assume,
  type Caller,
  createKey,
  account as home,
  key,
  startMs,
  userArn,
} from "../domain/response/sweep/made-records.ts";

const member = "222222222222";
const other = "333333333333";
const stranger = "999999999999";
const session = "run-0123456789abcdef";
const nowMs = startMs + 20 * 60_000;
const at = new Date(startMs + 60_000).toISOString();

/** A record as another account's trail has it. */
const inAccount = (accountId: string, record: object): object =>
  JSON.parse(JSON.stringify(record).replaceAll(home, accountId)) as object;
/** AssumeRole of a role of account `of` by somebody of account `by`, from the trail of the latter. */
const across = (by: string, caller: Caller, second: number, of: string, accessKeyId: string, role = "app"): object => {
  const record = inAccount(by, assume(caller, second, role, session, accessKeyId, "ROLE-ACCOUNT"));
  return JSON.parse(JSON.stringify(record).replaceAll("ROLE-ACCOUNT", of)) as object;
};

const stolen: Caller = { accessKeyId: key("AKIA", 1), userName: "ci" };
const sessionOf = (number: number, role = "app"): Caller => ({
  accessKeyId: key("ASIA", number),
  session: [role, session],
});

/** The key of a member's user makes another there, and takes a role of the home account, which makes a key in turn. */
const trails = {
  [member]: [
    inAccount(member, createKey(stolen, 10, "bob", key("AKIA", 2))),
    across(member, stolen, 20, home, key("ASIA", 3)),
  ],
  [home]: [createKey(sessionOf(3), 30, "deployer", key("AKIA", 4))],
  [other]: [inAccount(other, createKey(sessionOf(5, "ops"), 40, "eve", key("AKIA", 6)))],
  [stranger]: [],
};

interface Staged {
  /** Accounts whose role may be taken. */
  readonly open?: readonly string[];
  readonly organisation?: readonly string[];
  readonly more?: Readonly<Record<string, readonly object[]>>;
  readonly accounts?: AccountHistories | undefined;
  readonly parts?: Partial<SweepContainmentParts>;
}

const ci = userArn("ci", member);

function staged({ open = [member], organisation = [member], more = {}, parts, ...rest }: Staged = {}) {
  const all = Object.fromEntries(
    Object.entries(trails).map(([id, records]) => [id, activitiesFrom([...records, ...(more[id] ?? [])])]),
  );
  const openCase = madeCase([], { caseId: "case-1", identityKey: ci, openedMs: startMs, updatedMs: startMs });
  const stored = new Map<string, StoredStanding>([
    [ci, { identityKey: ci, version: 1, bytes: encodeStanding(emptyStanding()), openCase }],
  ]);
  const containments = memoryContainments();
  const target = {
    playbook: "disable-access-key",
    accountId: member,
    userName: "ci",
    accessKeyId: key("AKIA", 1),
  } as const;
  const request = {
    containmentId: "containment-1",
    caseId: "case-1",
    identityKey: ci,
    playbook: target.playbook,
    target,
    reason: "r",
    eventIds: ["e0"],
    eventTime: at,
    decidedAt: at,
  };
  containments.put({
    containmentId: "containment-1",
    request,
    state: "contained",
    outcome: "contained",
    updatedAt: at,
  });
  const asked: string[] = [];
  const histories = memoryAccountHistories(new Map(open.map((id) => [id, all[id] ?? []])));
  let opened = 0;
  const counted: AccountHistories = {
    async open(accountId, containmentId) {
      asked.push(accountId);
      const history = await histories.open(accountId, containmentId);
      if ("why" in history) return history;
      opened++;
      return { ...history, close: () => opened-- };
    },
  };
  const playbooks = memoryPlaybooks();
  const notices = memoryNotices();
  const accounts = "accounts" in rest ? rest.accounts : counted;
  const whole: SweepContainmentParts = {
    history: memoryHistory(all[home] ?? [], { name: "eu-central-1", accountIds: [home] }),
    ...(accounts === undefined ? {} : { accounts }),
    containments,
    notes: containments,
    playbooks,
    notices,
    standings: memoryStandings(stored),
    policy: { ...defaultPolicy, mode: "enforce", organisationAccounts: organisation },
    ...parts,
  };
  return {
    asked,
    notices,
    leftOpen: () => opened,
    sweep: (from?: Parameters<typeof sweepContainment>[1]["from"]) =>
      sweepContainment(whole, { containmentId: "containment-1", from }, nowMs),
    targets: () => playbooks.started().map((one) => [one.target.accountId, one.playbook, one.approval?.onExpiry]),
    case: () => stored.get(ci)?.openCase,
    swept: async () => (await containments.get("containment-1"))?.swept,
  };
}

test("what a member's credential made is followed there and into the home account, and contained where it is", async () => {
  const stage = staged();
  const { reports } = await stage.sweep();
  expect(stage.targets()).toEqual([
    [member, "disable-access-key", undefined],
    [home, "deny-role-session", undefined],
    [home, "disable-access-key", undefined],
  ]);
  expect(reports[0]?.plan).toMatchObject({ isTruncated: false, cuts: [] });
  expect(stage.case()?.sweep).toMatchObject({ isTruncated: false, people: [], derived: [{}, {}, {}] });
  expect(await stage.swept()).toMatch(/^2026-11-21T10:20:00.000Z: sweep of access key AKIA0+1: 3 containments asked/);
  // The account is opened once, and not left open.
  expect([stage.asked, stage.leftOpen()]).toEqual([[member], 0]);
});

const roleMissing = new RegExp(`^account ${member}: not swept: there is no role to read account ${member} with$`);

test("a member without the role is not swept: the case, the containment and the notice say so, and nothing is guessed", async () => {
  const stage = staged({ open: [] });
  const { reports } = await stage.sweep();
  expect(reports[0]?.plan.cuts).toMatchObject([{ reason: "role", where: `account ${member}` }]);
  expect(stage.targets()).toEqual([]);
  expect(stage.case()?.sweep).toMatchObject({ isTruncated: true, people: [expect.stringMatching(roleMissing)] });
  expect(stage.case()?.story).toMatchObject([{ text: expect.stringContaining(`account ${member} not swept`) }]);
  expect(await stage.swept()).toMatch(`NOT COMPLETE, account ${member} not swept. account ${member}: not swept: there`);
  expect(stage.notices.sent()).toMatchObject([
    { subject: expect.stringContaining("NOT COMPLETE"), body: expect.stringContaining("there is no role to read") },
  ]);
});

test("the same containment is swept again, once the role is there", async () => {
  const stage = staged({ open: [] });
  await stage.sweep();
  const later = staged({ parts: { standings: memoryStandings(new Map()) } });
  await later.sweep();
  expect(await later.swept()).not.toContain("not swept");
});

const intoOther = { [home]: [across(home, sessionOf(3), 35, other, key("ASIA", 5), "ops")] };

test("a member of the organisation that a session led into is swept as well", async () => {
  const stage = staged({ open: [member, other], organisation: [member, other], more: intoOther });
  await stage.sweep();
  expect(stage.targets()).toContainEqual([other, "disable-access-key", undefined]);
  expect(stage.asked).toEqual([member, other]);
});

test("where one account of several has no role, what was found elsewhere is asked for and not contained at once", async () => {
  const stage = staged({ organisation: [member, other], more: intoOther });
  await stage.sweep();
  expect(stage.targets()).toHaveLength(4);
  expect(new Set(stage.targets().map(([, , onExpiry]) => onExpiry))).toEqual(new Set(["leave"]));
  expect(stage.case()?.sweep?.people[0]).toMatch(`account ${other}: not swept: `);
});

test("an account that nobody said is the organisation's is not entered, and that is told", async () => {
  const more = { [home]: [across(home, sessionOf(3), 35, stranger, key("ASIA", 7))] };
  const stage = staged({ open: [member, stranger], more });
  await stage.sweep();
  expect(stage.asked).toEqual([member]);
  expect(stage.case()?.sweep).toMatchObject({
    isTruncated: true,
    people: [expect.stringMatching(new RegExp(`^account ${stranger}: not swept: .*organisationAccounts`))],
  });
});

test("the account of the containment is a member, whatever the policy lists: the playbook got in", async () => {
  const stage = staged({ organisation: [] });
  await stage.sweep();
  expect(stage.asked).toEqual([member]);
  expect(stage.targets()).toHaveLength(3);
});

test("without anything to open accounts with, a member's sweep is not complete, as before", async () => {
  const stage = staged({ accounts: undefined });
  await stage.sweep();
  expect(stage.case()?.sweep).toMatchObject({
    isTruncated: true,
    people: [expect.stringContaining("there are no records of it here")],
  });
});

test("an account that gives no answer is not swept, and everything found is asked for", async () => {
  const fails: AccountHistories = {
    open: async () => {
      throw new Error("STS gave no credentials\u001b[31m");
    },
  };
  const stage = staged({ accounts: fails });
  await expect(stage.sweep()).resolves.toMatchObject({ outcome: "swept" });
  expect(stage.case()?.sweep).toMatchObject({
    isTruncated: true,
    people: [expect.stringMatching(/not swept: its event history could not be opened: STS gave no credentials\\u/)],
  });
});

test("a member's history that breaks off is not complete, and is closed", async () => {
  let isOpen = false;
  const breaking: AccountHistories = {
    async open(accountId) {
      const inner = memoryHistory(activitiesFrom(trails[member]), { name: "member", accountIds: [accountId] });
      isOpen = true;
      const lookUp: EventHistory["lookUp"] = async function* (place, query) {
        yield* inner.lookUp(place, query);
        throw new Error("AccessDeniedException");
      };
      return { places: inner.places, lookUp, close: () => (isOpen = false) };
    },
  };
  const stage = staged({ accounts: breaking });
  await stage.sweep();
  expect(isOpen).toBe(false);
  expect(stage.targets().every(([, , onExpiry]) => onExpiry === "leave")).toBe(true);
  expect(stage.case()?.sweep?.isTruncated).toBe(true);
});

test("where the time is over no account is opened, and the sweep goes on later with what it says already", async () => {
  const stage = staged({ parts: { isOver: () => true } });
  const { unfinished } = await stage.sweep();
  expect(unfinished).toHaveLength(1);
  expect([stage.asked, await stage.swept()]).toEqual([[], undefined]);
  let questions = 0;
  const half = staged({ parts: { isOver: () => ++questions > 3 } });
  const first = await half.sweep();
  expect(first.unfinished.length).toBeGreaterThan(0);
  const noted = await half.swept();
  questions = Number.NEGATIVE_INFINITY;
  await half.sweep(first.unfinished);
  expect(half.targets().length).toBeGreaterThan(0);
  expect((await half.swept())?.startsWith(noted as string)).toBe(true);
});
