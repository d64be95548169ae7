import type { AccountListing } from "../domain/inventory/account-listing.ts";
import type { IdentityInventory } from "../domain/inventory/identity-inventory.ts";

/**
 * Reads the IAM of one account. Throws where the users, roles and policies cannot all be read: half a list would show
 * things as gone that are there. What else is missing (a user's keys, the credential report) is told in the listing.
 */
export interface AccountReader {
  read(nowMs: number): Promise<AccountListing>;
}

/** What IAM showed of each identity when it was last read. A store that cannot be reached throws. */
export interface InventoryStore {
  /** Undefined where there is none. */
  get(identityKey: string): Promise<IdentityInventory | undefined>;
  /** Takes the place of the last one. After `expiresAtSeconds` (since 1970) the store may forget it. */
  put(inventory: IdentityInventory, expiresAtSeconds: number): Promise<void>;
  all(): AsyncIterable<IdentityInventory>;
}
