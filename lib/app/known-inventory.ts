import type { IdentityInventory } from "../domain/inventory/identity-inventory.ts";
import type { InventoryStore } from "./inventories.ts";

/**
 * What IAM showed of an identity. Undefined where nothing is stored, and where it cannot be read: it only adds to what
 * people are told, so that neither an alert nor a containment ever waits for it.
 */
export async function knownInventory(
  inventories: Pick<InventoryStore, "get"> | undefined,
  identityKey: string,
): Promise<IdentityInventory | undefined> {
  try {
    return await inventories?.get(identityKey);
  } catch {
    return undefined;
  }
}
