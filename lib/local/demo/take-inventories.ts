import { dynamoInventories } from "../../adapters/dynamodb/inventories.ts";
import { memoryAccountReader } from "../../adapters/memory/account-reader.ts";
import type { InventoryStore } from "../../app/inventories.ts";
import { takeInventory } from "../../app/take-inventory.ts";
import { names } from "../../contract/names.ts";
import { listingOf } from "../account/account-listing.ts";
import type { SimulatedAccount } from "../account/simulated-account.ts";
import type { EmbeddedDynamoDB } from "../embedded-dynamodb.ts";

/** Reads the IAM of every simulated account into the demo's table, as the deployed warden does once a day. */
export async function takeInventories(
  database: EmbeddedDynamoDB,
  accounts: readonly SimulatedAccount[],
  nowMs: number,
): Promise<InventoryStore> {
  const inventories = dynamoInventories(database);
  for (const account of accounts) {
    const reader = memoryAccountReader((atMs) => listingOf(account, atMs));
    await takeInventory({ reader, inventories, protectedTag: names.protectedTag }, nowMs);
  }
  return inventories;
}
