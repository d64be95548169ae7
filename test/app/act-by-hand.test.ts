import { memoryContainments } from "../../lib/adapters/memory/containments.ts";
import { memoryPlaybooks } from "../../lib/adapters/memory/playbooks.ts";
import { memoryStandings } from "../../lib/adapters/memory/standings.ts";
import type { ByHandWish } from "../../lib/app/act-by-hand.ts";
import { actByHand, type ByHandParts } from "../../lib/app/act-by-hand.ts";
import { defaultPolicy, type Policy } from "../../lib/domain/response/policy.ts";
import { emptyStanding } from "../../lib/domain/trust/standing.ts";
import { encodeStanding } from "../../lib/domain/trust/standing-codec.ts";
import { containmentRecord } from "../adapters/contract/containment-store.ts";

const nowMs = Date.UTC(2026, 10, 21, 12);
const home = "111122223333";
const ana = `arn:aws:sts::${home}:assumed-role/Responders/ana`;
const identityKey = `arn:aws:iam::${home}:user/ci`;
const wish: ByHandWish = {
  kind: "contain",
  target: { playbook: "disable-access-key", accountId: home, userName: "ci", accessKeyId: "AKIAIOSFODNN7EXAMPLE" },
  identityKey,
  why: "leaked",
};
const enforcing: Policy = { ...defaultPolicy, mode: "enforce" };

async function open(change: Partial<ByHandParts> = {}, isKnown = true) {
  const [standings, containments, playbooks] = [memoryStandings(), memoryContainments(), memoryPlaybooks()];
  if (isKnown) {
    const bytes = encodeStanding(emptyStanding());
    await standings.save([
      { identityKey, expectedVersion: 0, bytes, openCase: undefined, trust: 100, kind: "user", lastSeenMs: nowMs },
    ]);
  }
  containments.put(containmentRecord("c-1"));
  const released: object[] = [];
  const releases: ByHandParts["releases"] = {
    release: async (given) => {
      released.push(given);
      return "started";
    },
  };
  const policy = async () => enforcing;
  const parts = { standings, containments, playbooks, releases, policy, homeAccount: home, ...change };
  const act = (wanted: ByHandWish = wish, who = ana) => actByHand(parts, wanted, who, nowMs);
  return { act, started: () => playbooks.started(), released };
}

test("a containment is started as the policy has it, under the name of whoever wants it", async () => {
  const { act, started } = await open();
  const report = await act();
  expect(report).toMatchObject({ outcome: "started", request: { startedBy: ana, target: wish.target } });
  expect(started()).toEqual([report.request]);
  expect(report.request?.approval).toBeUndefined();
  expect(await act()).toMatchObject({ outcome: "already-started" });
});

test.each([
  ["the policy only observes", { policy: async () => defaultPolicy }, true],
  ["the warden never saw the identity", {}, false],
])("where %s, other people are asked", async (_name, change, isKnown) => {
  const { act, started } = await open(change, isKnown);
  expect((await act()).request?.approval).toMatchObject({ people: 1, onExpiry: "leave" });
  expect(started()).toHaveLength(1);
});

test("a whole identity needs two other people in every mode", async () => {
  const { act } = await open();
  const target = { playbook: "quarantine-user", accountId: home, userName: "ci" } as const;
  expect((await act({ ...wish, target })).request?.approval).toMatchObject({ people: 2 });
});

test.each([
  [
    "somebody of another account",
    wish,
    "arn:aws:sts::999988887777:assumed-role/Responders/ana",
    /account 111122223333/,
  ],
  ["root", wish, `arn:aws:iam::${home}:root`, /neither an IAM user nor/],
  ["the one whom it would be about", wish, identityKey, /about you/],
  [
    "a target of another identity",
    { ...wish, identityKey: `arn:aws:iam::${home}:user/other` },
    ana,
    /target is none of/,
  ],
] as const)("nothing is started for %s", async (_name, wanted, who, why) => {
  const { act, started } = await open();
  expect(await act(wanted, who)).toEqual({ outcome: "refused", message: expect.stringMatching(why) });
  expect(started()).toEqual([]);
});

test("what is protected is not contained, whatever path the wish gives it", async () => {
  const protectedOnes: Policy = { ...enforcing, protected: [`arn:aws:iam::${home}:user/ci`] };
  const { act, started } = await open({ policy: async () => protectedOnes });
  for (const key of [identityKey, `arn:aws:iam::${home}:user/elsewhere/ci`]) {
    expect(await act({ ...wish, identityKey: key })).toMatchObject({ outcome: "refused" });
  }
  expect(started()).toEqual([]);
});

test.each(["policy", "standings", "playbooks"] as const)(
  "where the %s fail, nothing is said to have started",
  async (part) => {
    const broken = async (): Promise<never> => {
      throw new Error("broken");
    };
    const change =
      part === "policy"
        ? { policy: broken }
        : part === "standings"
          ? { standings: { ...memoryStandings(), load: broken } }
          : { playbooks: { start: broken } };
    const { act } = await open(change);
    await expect(act()).rejects.toThrow("broken");
  },
);

describe("a release", () => {
  const release: ByHandWish = { kind: "release", containmentId: "c-1", why: "a mistake" };

  test("is started under the proven name", async () => {
    const { act, released } = await open();
    expect(await act(release)).toEqual({ outcome: "started", message: "" });
    expect(released).toEqual([{ containmentId: "c-1", playbook: "disable-access-key", by: ana, why: "a mistake" }]);
  });

  test("is not started by whom the containment is about, nor for what there is not", async () => {
    const { act, released } = await open();
    expect(await act(release, identityKey)).toMatchObject({ outcome: "refused" });
    expect(await act({ ...release, containmentId: "c-2" })).toMatchObject({ outcome: "refused" });
    expect(released).toEqual([]);
  });
});

describe("the warden's own sweep, once more", () => {
  const again: ByHandWish = { kind: "sweep-again", containmentId: "c-1", why: "the role is there now" };

  test("is asked for by anybody of the home account, and by nobody else", async () => {
    const swept: string[] = [];
    const { act, started } = await open({ sweeps: async (id) => void swept.push(id) });
    expect(await act(again)).toEqual({ outcome: "started", message: "" });
    expect(await act(again, "arn:aws:iam::999988887777:user/ana")).toMatchObject({ outcome: "refused" });
    expect([swept, started()]).toEqual([["c-1"], []]);
  });

  test.each<[string, Partial<ByHandParts>, ByHandWish, RegExp]>([
    ["what there is not", {}, { ...again, containmentId: "c-2" }, /no containment c-2/],
    ["a warden that sweeps nothing", { sweeps: undefined }, again, /does not sweep by itself/],
  ])("is refused for %s", async (_, change, wanted, why) => {
    const { act } = await open({ sweeps: async () => undefined, ...change });
    expect(await act(wanted)).toEqual({ outcome: "refused", message: expect.stringMatching(why) });
  });

  test("is refused for what is not in place", async () => {
    const containments = memoryContainments();
    containments.put(containmentRecord("c-1", { state: "released" }));
    const { act } = await open({ containments, sweeps: async () => undefined });
    expect(await act(again)).toEqual({ outcome: "refused", message: expect.stringContaining("is released") });
  });

  test("that cannot be queued is an error", async () => {
    const { act } = await open({ sweeps: () => Promise.reject(new Error("broken")) });
    await expect(act(again)).rejects.toThrow("broken");
  });
});
