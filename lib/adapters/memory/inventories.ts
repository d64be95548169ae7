import type { InventoryStore } from "../../app/inventories.ts";
import type { IdentityInventory } from "../../domain/inventory/identity-inventory.ts";

/** Inventories of one process. */
export function memoryInventories(): InventoryStore {
  const held = new Map<string, IdentityInventory>();
  return {
    async get(identityKey) {
      return held.get(identityKey);
    },
    async put(inventory) {
      held.set(inventory.identityKey, inventory);
    },
    async *all() {
      yield* held.values();
    },
  };
}
