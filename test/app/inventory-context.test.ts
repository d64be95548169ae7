import { memoryInventories } from "../../lib/adapters/memory/inventories.ts";
import type { AssessorParts } from "../../lib/app/assess-batch.ts";
import { prepareByHand } from "../../lib/app/contain-by-hand.ts";
import type { IdentityInventory } from "../../lib/domain/inventory/identity-inventory.ts";
import { madeInventory } from "../domain/inventory/made-inventory.ts";
import { nightOf } from "../domain/learned.ts";
import { assessorOn, learnedParts, reading, theft } from "./organisation-batches.ts";
import { home, learned, policy, touch } from "./role-batches.ts";

const nights = 30;
const dayMs = 86_400_000;
const backup = "arn:aws:iam::111122223333:user/backup";
const stolenKey = "AKIAIOSFODNN7EXAMPLE";
const key = (accessKeyId: string, daysAgo: number) => ({
  accessKeyId,
  isActive: true,
  createdMs: nightOf(nights) - daysAgo * dayMs,
  lastUsedMs: "never" as const,
});

/** What people are told, and the request, where this is the inventory of the user whose key was stolen. */
async function afterTheft(inventories: AssessorParts["inventories"]) {
  const parts = await learnedParts();
  const assess = assessorOn(parts, inventories === undefined ? {} : { inventories });
  await assess([reading(theft(nights))], nightOf(nights) + 60_000);
  await assess([reading(theft(nights, 1))], nightOf(nights) + 120_000);
  const bodies = parts.notices.sent().map(({ body }) => body);
  return { bodies: bodies.join("\n"), started: parts.playbooks.started() };
}

async function holding(bent: Partial<IdentityInventory>) {
  const inventories = memoryInventories();
  await inventories.put(madeInventory({ identityKey: backup, readAtMs: nightOf(nights) - dayMs, ...bent }), 0);
  return inventories;
}

test("an alert says how old the key was, and a containment whether it is the last one", async () => {
  const administrator = {
    level: "administrator",
    by: "its policies allow every action on every resource",
    ways: 1,
  } as const;
  const { bodies, started } = await afterTheft(await holding({ keys: [key(stolenKey, 2)], administrator }));
  expect(bodies).toMatch(/^Key: {6}The key was 2 days old; the user is 821 days old\.$/m);
  expect(bodies).toMatch(/^Reach: {4}It is an administrator: its policies allow every action/m);
  expect(bodies).toMatch(
    /It is the user's last active key, as IAM was read on 2026-03-31: everything of this user stops/,
  );
  expect(started[0]?.impact).toContainEqual(expect.stringContaining("last active key"));
});

test("the same is started under the same name, whatever is known of it, and what is not known is said", async () => {
  const known = await afterTheft(await holding({ keys: [key(stolenKey, 2), key("AKIAOTHER", 500)] }));
  const unknown = await afterTheft(undefined);
  const unreadable = await afterTheft({ get: () => Promise.reject(new Error("no table")) });
  const ids = [known, unknown, unreadable].map(({ started }) => started.map(({ containmentId }) => containmentId));
  expect(ids[0]).not.toEqual([]);
  expect(ids[1]).toEqual(ids[0]);
  expect(ids[2]).toEqual(ids[0]);
  expect(known.started[0]?.impact).toContainEqual(expect.stringContaining("1 other active key"));
  for (const { started, bodies } of [unknown, unreadable]) {
    expect(started[0]?.impact).toContainEqual(expect.stringContaining("There is no inventory of it"));
    expect(bodies).not.toMatch(/^(?:Key|Reach):/m);
  }
});

test("nothing is looked up for what is neither told nor contained", async () => {
  let asked = 0;
  const inventories = { get: async () => void asked++ };
  const { at } = await learned({ inventories: inventories as unknown as NonNullable<AssessorParts["inventories"]> });
  expect(asked).toBe(0);
  await at(1, touch(home, 1));
  expect(asked).toBeGreaterThan(0);
});

test("a containment by hand of an identity that was never seen says what IAM shows of it", async () => {
  const parts = await learnedParts();
  const target = { playbook: "quarantine-user", accountId: "111122223333", userName: "new" } as const;
  const identityKey = "arn:aws:iam::111122223333:user/new";
  const inventories = await holding({ identityKey, keys: [key("AKIAONE", 3)] });
  const wish = { target, identityKey, startedBy: "arn:aws:iam::111122223333:user/ana", why: "test" };
  const request = await prepareByHand({ standings: parts.standings, policy, inventories }, wish, nightOf(nights));
  expect(request).toMatchObject({
    impact: [expect.stringContaining("has not seen"), expect.stringContaining("The user has 1 active key")],
  });
});
