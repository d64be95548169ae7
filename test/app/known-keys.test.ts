import { memoryInventories } from "../../lib/adapters/memory/inventories.ts";
import type { AssessorParts } from "../../lib/app/assess-batch.ts";
import type { Concern } from "../../lib/app/group-readings.ts";
import type { InventoryStore } from "../../lib/app/inventories.ts";
import { askForKeys, createKnownKeys } from "../../lib/app/known-keys.ts";
import { compileRules, type RuleDocument } from "../../lib/domain/detection/rules.ts";
import type { Activity } from "../../lib/domain/event/activity.ts";
import type { Actor } from "../../lib/domain/identity/identity.ts";
import { builtInRules } from "../built-in-rules.ts";
import { detecting, ruleDocument } from "../domain/detection/sigma/rule-documents.ts";
import { madeInventory } from "../domain/inventory/made-inventory.ts";
import { nightOf } from "../domain/learned.ts";
import { madeActivity, madeActor } from "../domain/made-activity.ts";
import {
  assessorOn,
  backupActivity,
  backupKey,
  learnedParts,
  nightsOfBackup,
  reading,
  storedIn,
  theft,
} from "./organisation-batches.ts";

const dayMs = 86_400_000;
const hourMs = 3_600_000;
const minuteMs = 60_000;
const nights = 30;
const attackMs = nightOf(nights);
const stolenKey = "AKIAIOSFODNN7EXAMPLE";

const asking = compileRules([
  detecting({ old: { "nhi.keyAgeDays|gte": 365 }, condition: "old" }, "rules/old.yml"),
  detecting({ fresh: { "nhi.keyAgeDays": 0 }, condition: "fresh" }, "rules/fresh.yml"),
]);
const silent = compileRules([detecting({ s: { "nhi.credential": "long-term" }, condition: "s" }, "rules/plain.yml")]);

const aged = (days: number, accessKeyId = stolenKey, readAtMs = attackMs - dayMs / 2) =>
  madeInventory({
    identityKey: backupKey,
    readAtMs,
    keys: [{ accessKeyId, isActive: true, createdMs: attackMs - days * dayMs, lastUsedMs: undefined }],
  });

/** A store of these inventories that counts its reads, and that refuses what `fails` names. */
async function counting(
  inventories: readonly ReturnType<typeof aged>[],
  fails: (key: string) => boolean = () => false,
) {
  const kept = memoryInventories();
  for (const one of inventories) await kept.put(one, 0);
  const reads: string[] = [];
  const store: Pick<InventoryStore, "get"> = {
    async get(key) {
      reads.push(key);
      if (fails(key)) throw new Error("no table");
      return kept.get(key);
    },
  };
  return { store, reads, kept };
}

/** The rules that matched a theft, among an assessor's parts. */
async function afterTheft(bent: Partial<AssessorParts>, activities: readonly Activity[] = [theft(nights)]) {
  const assess = assessorOn(await learnedParts(), { rules: asking, ...bent });
  const { assessments } = await assess(activities.map(reading), attackMs + minuteMs);
  return [...new Set(assessments.flatMap(({ findings }) => findings.map(({ ruleId }) => ruleId)))];
}

const signedBy = (key: string, accessKeyId = stolenKey): readonly [string, readonly Concern[]] => {
  const actor: Actor = { ...madeActor(), identity: { ...madeActor().identity, key }, accessKeyId };
  return [key, [{ kind: "activity", activity: madeActivity(), actor }]];
};
const user = (name: string | number) => `arn:aws:iam::111122223333:user/${name}`;
const users = (count: number, from = 0) =>
  new Map(Array.from({ length: count }, (_, at) => signedBy(user(`u${from + at}`))));

describe("a batch", () => {
  it("shows rules the age of the key that signed a call", async () => {
    expect(await afterTheft({ inventories: (await counting([aged(400)])).store })).toEqual(["old"]);
    expect(await afterTheft({ inventories: (await counting([aged(20)])).store })).toEqual([]);
    expect(await afterTheft({ inventories: (await counting([aged(0.5)])).store })).toEqual(["fresh"]);
  });

  it("tells the new key of a user from its old one", async () => {
    const inventories = (await counting([aged(400)])).store;
    expect(await afterTheft({ inventories }, [theft(nights, 0, "AKIANEWANDSHINY")])).toEqual(["fresh"]);
  });

  it("leaves the field missing where no inventory is kept, none knows the user, or it is another account's", async () => {
    const elsewhere = { ...aged(400), identityKey: backupKey.replace("111122223333", "444455556666") };
    expect(await afterTheft({})).toEqual([]);
    expect(await afterTheft({ inventories: (await counting([])).store })).toEqual([]);
    expect(await afterTheft({ inventories: (await counting([elsewhere])).store })).toEqual([]);
  });

  it("goes on where the inventory cannot be read, comes to the same as without one, and says so once", async () => {
    const run = async (inventories: AssessorParts["inventories"]) => {
      const parts = await learnedParts();
      const problems: string[] = [];
      const bent = inventories === undefined ? {} : { inventories };
      const assess = assessorOn(parts, { rules: asking, onProblem: (problem) => problems.push(problem), ...bent });
      for (const minute of [0, 1, 2]) {
        await assess([reading(theft(nights, minute))], attackMs + (minute + 1) * minuteMs);
      }
      return { problems, stored: await storedIn(parts.standings), started: parts.playbooks.started() };
    };
    const broken = await counting([aged(400)], () => true);
    const failed = await run(broken.store);
    const without = await run(undefined);
    expect(failed.problems).toEqual(["how old access keys are could not be read: no table"]);
    expect(failed.stored).toEqual(without.stored);
    expect(failed.started.map(({ containmentId }) => containmentId)).toEqual(
      without.started.map(({ containmentId }) => containmentId),
    );
  });

  it("reads nothing where no rule asks, and nothing for who signed with no key", async () => {
    const { store, reads } = await counting([aged(400)]);
    const parts = await learnedParts();
    await assessorOn(parts, { rules: silent, inventories: store })(
      [reading(backupActivity({ timeMs: attackMs }))],
      attackMs,
    );
    await assessorOn(parts, { inventories: store })(nightsOfBackup(3), attackMs);
    expect(reads).toEqual([]);
    const session = { ...backupActivity({ timeMs: attackMs }, "ASIAIOSFODNN7EXAMPLE") };
    const role = madeActivity({
      timeMs: attackMs,
      user: {
        type: "AssumedRole",
        arn: "arn:aws:sts::111122223333:assumed-role/worker/w",
        accountId: "111122223333",
        accessKeyId: "ASIAOFAROLE",
      },
    });
    await assessorOn(parts, { rules: asking, inventories: store })([session, role].map(reading), attackMs);
    expect(reads).toEqual([]);
  });

  it("reads a user once an hour, however many batches and calls", async () => {
    const { store, reads } = await counting([]);
    const assess = assessorOn(await learnedParts(), { rules: asking, inventories: store });
    for (let minute = 0; minute < 60; minute += 10) {
      const atMs = attackMs + minute * minuteMs;
      await assess(
        [0, 1, 2].map((at) => reading(backupActivity({ eventId: `e-${minute}-${at}`, timeMs: atMs }))),
        atMs,
      );
    }
    expect(reads).toEqual([backupKey]);
    await assess([reading(backupActivity({ eventId: "later", timeMs: attackMs + hourMs }))], attackMs + hourMs);
    expect(reads).toEqual([backupKey, backupKey]);
  });

  it("matches the built-in rules on an old key, and none of them on one whose age is not known", async () => {
    const rules = await builtInRules();
    const onKeys = (ids: readonly string[]) => ids.filter((id) => id.includes("-key-") && id.endsWith("-new-network"));
    const old = await afterTheft({ rules, inventories: (await counting([aged(800)])).store });
    expect(onKeys(old)).toEqual(["old-key-acts-from-new-network"]);
    const fresh = await afterTheft({ rules, inventories: (await counting([aged(800, "AKIAOTHER")])).store });
    expect(onKeys(fresh)).toEqual(["new-key-used-from-new-network"]);
    expect(onKeys(await afterTheft({ rules }))).toEqual([]);
  });
});

describe("what is known of keys", () => {
  const noProblem = (problem: string) => {
    throw new Error(`no problem expected, and was told: ${problem}`);
  };

  it("is brought up to date each hour", async () => {
    const { store, kept } = await counting([aged(400)]);
    const keys = createKnownKeys(store, noProblem);
    const groups = new Map([signedBy(backupKey)]);
    await keys.prepare(groups, attackMs);
    await kept.put(aged(1, "AKIAROTATED"), 0);
    await keys.prepare(groups, attackMs + hourMs - 1);
    expect(keys.lookup(backupKey)?.keys?.[0]?.accessKeyId).toBe(stolenKey);
    await keys.prepare(groups, attackMs + hourMs);
    expect(keys.lookup(backupKey)?.keys?.[0]?.accessKeyId).toBe("AKIAROTATED");
  });

  it("stays where it cannot be read again, and is asked for after five minutes", async () => {
    let isDown = false;
    const { store, reads } = await counting([aged(400)], () => isDown);
    const problems: string[] = [];
    const keys = createKnownKeys(store, (problem) => problems.push(problem));
    const groups = new Map([signedBy(backupKey)]);
    await keys.prepare(groups, 0);
    isDown = true;
    for (const atMs of [hourMs, hourMs + minuteMs, hourMs + 5 * minuteMs - 1]) await keys.prepare(groups, atMs);
    expect([reads.length, problems.length]).toEqual([2, 1]);
    expect(keys.lookup(backupKey)?.keys).toHaveLength(1);
    isDown = false;
    await keys.prepare(groups, hourMs + 5 * minuteMs);
    expect([reads.length, problems.length]).toEqual([3, 1]);
  });

  it("of one user that cannot be read keeps none of the others away", async () => {
    const damaged = user("u3");
    const { store } = await counting(
      Array.from({ length: 40 }, (_, at) => ({ ...aged(400), identityKey: user(`u${at}`) })),
      (key) => key === damaged,
    );
    const problems: string[] = [];
    const keys = createKnownKeys(store, (problem) => problems.push(problem));
    const groups = users(40);
    await keys.prepare(groups, 0);
    expect([...groups.keys()].filter((key) => keys.lookup(key) === undefined)).toEqual([damaged]);
    expect(problems).toHaveLength(1);
  });

  it("is not asked for user by user where nobody can be read, and the store's own throwing is no exception", async () => {
    const { store, reads } = await counting([], () => true);
    const problems: string[] = [];
    const keys = createKnownKeys(store, (problem) => problems.push(problem));
    await keys.prepare(users(200), 0);
    expect([reads.length, problems.length]).toEqual([16, 1]);
    await keys.prepare(users(3, 500), minuteMs);
    expect([reads.length, problems.length]).toEqual([19, 1]);
    await keys.prepare(users(3, 500), 6 * minuteMs);
    expect([reads.length, problems.length]).toEqual([22, 2]);
    problems.length = 0;
    const throwing = () => {
      throw new Error("at once");
    };
    await createKnownKeys({ get: throwing }, (problem) => problems.push(problem)).prepare(users(1), 0);
    expect(problems[0]).toBe("how old access keys are could not be read: at once");
  });

  it("is bounded, and still whole for every user of one batch", async () => {
    const all = Array.from({ length: 5_000 }, (_, at) => ({ ...aged(400), identityKey: user(`u${at}`) }));
    const { store, reads } = await counting(all);
    const keys = createKnownKeys(store, noProblem);
    await keys.prepare(users(3_000), 0);
    expect(reads).toHaveLength(3_000);
    const mixed = users(2_000, 2_500);
    await keys.prepare(mixed, 0);
    expect([...mixed.keys()].every((key) => keys.lookup(key) !== undefined)).toBe(true);
    expect(keys.lookup(user("u0"))).toBeUndefined();
    const many = users(5_000);
    await keys.prepare(many, 0);
    expect([...many.keys()].every((key) => keys.lookup(key) !== undefined)).toBe(true);
  });
});

describe("rules that ask", () => {
  const correlation = (aliases: Record<string, unknown>, groupBy: readonly string[]): RuleDocument => ({
    ...ruleDocument(),
    file: "rules/together.yml",
    content: {
      title: "Together",
      correlation: {
        type: "event_count",
        rules: ["plain"],
        "group-by": groupBy,
        timespan: "1h",
        condition: { gte: 3 },
        ...aliases,
      },
      level: "medium",
    },
  });
  const plain = ruleDocument({}, "rules/plain.yml");

  it("are those that test, filter, compare or correlate by the age or the rest of a key", () => {
    const idle = detecting({ s: { "nhi.keyIdleDays|gt": 3 }, condition: "not s" });
    expect([asking, silent, compileRules([idle])].map(askForKeys)).toEqual([true, false, true]);
    const grouped = compileRules([plain, correlation({}, ["nhi.identity", "nhi.keyAgeDays"])]);
    const aliased = compileRules([plain, correlation({ aliases: { age: { plain: "nhi.keyIdleDays" } } }, ["age"])]);
    const neither = compileRules([plain, correlation({}, ["nhi.identity"])]);
    expect([grouped, aliased, neither].map(askForKeys)).toEqual([true, true, false]);
    expect(askForKeys({ match: () => [] })).toBe(false);
  });
});
