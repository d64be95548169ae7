import { memoryContainments } from "../../lib/adapters/memory/containments.ts";
import { memoryPlaybooks } from "../../lib/adapters/memory/playbooks.ts";
import { memoryStandings } from "../../lib/adapters/memory/standings.ts";
import { actByHand, type ByHandParts, type ByHandWish } from "../../lib/app/act-by-hand.ts";
import type { ContainmentRecord, StoredStanding } from "../../lib/app/ports.ts";
import { defaultPolicy, type Policy } from "../../lib/domain/response/policy.ts";
import { handedPlan } from "../../lib/domain/response/sweep/handed-plan.ts";
import { emptyStanding } from "../../lib/domain/trust/standing.ts";
import { encodeStanding } from "../../lib/domain/trust/standing-codec.ts";
import { containmentRecord } from "../adapters/contract/containment-store.ts";
import { madeCase } from "../domain/response/made-case.ts";
import { account, assume, createKey, key, startMs, userArn } from "../domain/response/sweep/made-records.ts";
import { planFrom } from "../domain/response/sweep/swept-records.ts";

const nowMs = startMs + 600_000;
const ana = `arn:aws:sts::${account}:assumed-role/Responders/ana`;
const ci = userArn("ci");
const stolen = { accessKeyId: key("AKIA", 1), userName: "ci" };
const records = [
  createKey(stolen, 10, "bob", key("AKIA", 2)),
  assume({ accessKeyId: key("AKIA", 2), userName: "bob" }, 20, "app", "run-0123456789abcdef", key("ASIA", 3)),
];
const found = handedPlan(planFrom(key("AKIA", 1), records));
const wish: ByHandWish = { kind: "sweep", containmentId: "c-1", found, why: "a sweep by hand" };
const enforce: Policy = { ...defaultPolicy, mode: "enforce" };

function staged(policy: Policy = enforce, more: Partial<ContainmentRecord> = {}, parts: Partial<ByHandParts> = {}) {
  const openCase = madeCase([], { caseId: "case-1", identityKey: ci, openedMs: startMs, updatedMs: startMs });
  const stored = new Map<string, StoredStanding>([
    [ci, { identityKey: ci, version: 1, bytes: encodeStanding(emptyStanding()), openCase }],
  ]);
  const containments = memoryContainments();
  const target = { playbook: "disable-access-key", accountId: account, userName: "ci", accessKeyId: key("AKIA", 1) };
  const { request } = containmentRecord("c-1");
  const about = { ...request, target, identityKey: ci } as ContainmentRecord["request"];
  containments.put(containmentRecord("c-1", { request: about, ...more }));
  const playbooks = memoryPlaybooks();
  const all: ByHandParts = {
    standings: memoryStandings(stored),
    containments,
    playbooks,
    releases: { release: async () => "started" },
    policy: async () => policy,
    homeAccount: account,
    ...parts,
  };
  return {
    act: (given: ByHandWish = wish, who = ana) => actByHand(all, given, who, nowMs),
    started: () => playbooks.started(),
    case: () => stored.get(ci)?.openCase,
  };
}

test("what a person found joins the case under their name, and others are asked about each of it, even in mode enforce", async () => {
  const stage = staged();
  const report = await stage.act();
  expect(report).toMatchObject({ outcome: "started", derived: { caseState: "open" } });
  const started = stage.started();
  expect(started.map(({ playbook, startedBy, approval }) => [playbook, startedBy, approval?.onExpiry])).toEqual([
    ["disable-access-key", ana, "leave"],
    ["deny-role-session", ana, "leave"],
  ]);
  expect(report.derived?.requests).toEqual(started);
  expect(started[0]?.reason).toContain("a person found it by a sweep of their own");
  // The case names the containments as they were started.
  expect(stage.case()?.sweep?.derived.map(({ containmentId }) => containmentId)).toEqual(
    started.map(({ containmentId }) => containmentId),
  );
  expect(stage.case()?.story).toMatchObject([{ text: expect.stringContaining(`by ${ana}, sweep of access key`) }]);
});

test("handed over again, or by somebody else, it is asked for once", async () => {
  const stage = staged();
  await stage.act();
  const before = stage.case();
  await stage.act(wish, `arn:aws:sts::${account}:assumed-role/Responders/ben`);
  expect(stage.started()).toHaveLength(2);
  expect(stage.case()).toEqual(before);
});

test("the policy in force counts: what it only observes or protects is for people", async () => {
  for (const policy of [defaultPolicy, { ...enforce, protected: [userArn("bob"), "arn:aws:iam::*:role/app"] }]) {
    const stage = staged(policy);
    expect((await stage.act()).derived?.plan).toMatchObject({ contain: [], people: [{}, {}] });
    expect(stage.started()).toEqual([]);
  }
});

const [own, derived] = found.contain;
test.each<[string, ByHandWish, string, RegExp]>([
  ["the one whom the containment is about", wish, ci, /about you/],
  ["one of those whom the sweep found", wish, userArn("bob"), /about you/],
  ["somebody of another account", wish, "arn:aws:iam::999988887777:user/ana", /account 111122223333/],
  [
    "a target that is said to be of somebody else",
    { ...wish, found: { ...found, contain: [own, { ...derived, owner: userArn("other") }] } } as ByHandWish,
    ana,
    /is none of/,
  ],
  ["a containment that is not known", { ...wish, containmentId: "c-9" }, ana, /no containment c-9/],
])("nothing is started for %s", async (_, given, who, why) => {
  const stage = staged();
  expect(await stage.act(given, who)).toEqual({ outcome: "refused", message: expect.stringMatching(why) });
  expect([stage.started(), stage.case()?.sweep]).toEqual([[], undefined]);
});

test.each(["released", "failed", "refused", "running"] as const)(
  "nothing comes of a containment that is %s",
  async (state) => {
    const stage = staged(enforce, { state });
    expect(await stage.act()).toMatchObject({ outcome: "refused", message: expect.stringContaining(`is ${state}`) });
    expect(stage.started()).toEqual([]);
  },
);

test.each(["policy", "playbooks"] as const)("where the %s fail, it throws and can be done again", async (part) => {
  const broken = async (): Promise<never> => {
    throw new Error("broken");
  };
  const stage = staged(enforce, {}, part === "policy" ? { policy: broken } : { playbooks: { start: broken } });
  await expect(stage.act()).rejects.toThrow("broken");
});
