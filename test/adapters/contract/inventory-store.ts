import type { InventoryStore } from "../../../lib/app/inventories.ts";
import type { IdentityInventory } from "../../../lib/domain/inventory/identity-inventory.ts";
import { madeInventory } from "../../domain/inventory/made-inventory.ts";

const later = 4_000_000_000;
const other = "arn:aws:iam::111122223333:role/other";

/** What every InventoryStore promises. `open` gives an empty one. */
export function inventoryStoreContract(open: () => Promise<InventoryStore>): void {
  const all = async (store: InventoryStore) => {
    const found: IdentityInventory[] = [];
    for await (const one of store.all()) found.push(one);
    return found.sort((a, b) => (a.identityKey < b.identityKey ? -1 : 1));
  };

  test("what was put is there for its identity alone, and the next one takes its place", async () => {
    const store = await open();
    const first = madeInventory();
    expect(await store.get(first.identityKey)).toBeUndefined();
    await store.put(first, later);
    const next = madeInventory({ readAtMs: first.readAtMs + 1, tags: [{ key: "env", value: "\u202e\n" }] });
    await store.put(next, later);
    expect(await store.get(first.identityKey)).toMatchObject(JSON.parse(JSON.stringify(next)));
    expect(await store.get(`${first.identityKey}-2`)).toBeUndefined();
  });

  test("keys that could not be read stay unknown, and are no empty list", async () => {
    const store = await open();
    await store.put(madeInventory({ keys: undefined }), later);
    expect((await store.get(madeInventory().identityKey))?.keys).toBeUndefined();
  });

  test("all are listed", async () => {
    const store = await open();
    expect(await all(store)).toEqual([]);
    await store.put(madeInventory(), later);
    await store.put(madeInventory({ identityKey: other, kind: "role" }), later);
    expect((await all(store)).map(({ identityKey, kind }) => [identityKey, kind])).toEqual([
      [other, "role"],
      [madeInventory().identityKey, "user"],
    ]);
  });
}
