import { inventoryOf } from "../domain/inventory/inventory-of.ts";
import type { AccountReader, InventoryStore } from "./inventories.ts";

export interface InventoryParts {
  readonly reader: AccountReader;
  readonly inventories: Pick<InventoryStore, "put">;
  /** The tag whose value `true` forbids the warden to change an identity. */
  readonly protectedTag: string;
}

export interface InventoryTaken {
  /** Users and roles of which an inventory was stored. */
  readonly identities: number;
  readonly keys: number;
  /** Users whose keys could not be read. */
  readonly withoutKeys: number;
  /** Sentences: what could not be read. */
  readonly gaps: readonly string[];
}

/** It is read every day; what was deleted since is forgotten after two weeks in which nothing was read of it. */
const keptSeconds = 14 * 86_400;
/** Writes at once. */
const width = 16;

/**
 * Reads an account's IAM and stores what it shows of each user and role. Where IAM cannot be read nothing is stored and
 * it throws: the last inventory stays, with its date. Where a write fails the others are still made, and then it
 * throws.
 */
export async function takeInventory(parts: InventoryParts, nowMs: number): Promise<InventoryTaken> {
  const listing = await parts.reader.read(nowMs);
  const inventories = inventoryOf(listing, parts.protectedTag);
  const expires = Math.ceil(nowMs / 1_000) + keptSeconds;
  const failures: unknown[] = [];
  let next = 0;
  const worker = async () => {
    for (let one = inventories[next++]; one !== undefined; one = inventories[next++]) {
      await parts.inventories.put(one, expires).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  if (failures.length > 0) {
    const message = `${failures.length} of ${inventories.length} inventories could not be stored; the last ones stay`;
    throw new Error(message, { cause: failures[0] });
  }
  return {
    identities: inventories.length,
    keys: inventories.reduce((sum, { keys }) => sum + (keys?.length ?? 0), 0),
    withoutKeys: inventories.filter(({ keys }) => keys === undefined).length,
    gaps: listing.gaps,
  };
}
