import { memoryAccountReader } from "../../lib/adapters/memory/account-reader.ts";
import { memoryInventories } from "../../lib/adapters/memory/inventories.ts";
import type { AccountReader, InventoryStore } from "../../lib/app/inventories.ts";
import { knownInventory } from "../../lib/app/known-inventory.ts";
import { takeInventory } from "../../lib/app/take-inventory.ts";
import { listingOf } from "../../lib/local/account/account-listing.ts";
import { inventoriedAccount, readAtMs } from "../adapters/contract/account-reader.ts";

const protectedTag = "nhi-warden:protected";
const account = inventoriedAccount();
const reader = memoryAccountReader((nowMs) => listingOf(account, nowMs));
const key = (resource: string) => `arn:aws:iam::111122223333:${resource}`;

const put = (parts: { readonly reader: AccountReader; readonly inventories: Pick<InventoryStore, "put"> }) =>
  takeInventory({ ...parts, protectedTag }, readAtMs);

test("every user and role of an account gets its inventory", async () => {
  const inventories = memoryInventories();
  expect(await put({ reader, inventories })).toEqual({ identities: 4, keys: 2, withoutKeys: 0, gaps: [] });
  const deploy = await inventories.get(key("user/deploy"));
  expect(deploy).toMatchObject({
    readAtMs,
    tags: [{ key: "environment", value: "production" }],
    administrator: { level: "reaches", by: "it may take the role admin, an administrator" },
    mayAssume: { roles: 1, names: ["admin"] },
    granted: { names: ["s3", "sts"] },
  });
  expect(deploy?.keys?.map(({ lastUsedMs }) => lastUsedMs)).toEqual([readAtMs - 2 * 86_400_000, "never"]);
  expect(await inventories.get(key("role/worker"))).toMatchObject({ granted: { names: ["s3"] }, takers: 0 });
  expect(await inventories.get(key("role/admin"))).toMatchObject({
    administrator: { level: "administrator" },
    takers: 1,
  });
});

test("where IAM cannot be read nothing is stored, and the last inventory stays", async () => {
  const inventories = memoryInventories();
  await put({ reader, inventories });
  const failing = { read: () => Promise.reject(new Error("gave no page 2: Throttling")) };
  await expect(put({ reader: failing, inventories })).rejects.toThrow("gave no page 2: Throttling");
  expect(await inventories.get(key("user/deploy"))).toBeDefined();
});

test("what could not be read is told, and counted", async () => {
  const partly: AccountReader = {
    async read(nowMs) {
      const listing = await reader.read(nowMs);
      const users = listing.users.map((user) => ({ ...user, keys: undefined }));
      return { ...listing, users, gaps: ["The keys of 2 users were not asked for: no time was left."] };
    },
  };
  const inventories = memoryInventories();
  expect(await put({ reader: partly, inventories })).toMatchObject({ withoutKeys: 2, gaps: [expect.any(String)] });
  expect((await inventories.get(key("user/deploy")))?.unclear).toEqual(["Its access keys could not be read."]);
});

test("one that cannot be stored does not keep the others from it, and is an error", async () => {
  const inventories = memoryInventories();
  const failing: Pick<InventoryStore, "put"> = {
    put: (one, expires) =>
      one.kind === "user" ? Promise.reject(new Error("throttled")) : inventories.put(one, expires),
  };
  await expect(put({ reader, inventories: failing })).rejects.toThrow("2 of 4 inventories could not be stored");
  expect(await inventories.get(key("role/admin"))).toBeDefined();
});

test("who asks for context gets none where the store cannot be read, and no error", async () => {
  expect(await knownInventory({ get: () => Promise.reject(new Error("no table")) }, "x")).toBeUndefined();
  expect(await knownInventory(undefined, "x")).toBeUndefined();
});
