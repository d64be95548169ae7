import { type Footprint, footprintOf } from "../domain/behaviour/footprint.ts";
import type { IdentityInventory } from "../domain/inventory/identity-inventory.ts";
import { type UsedServices, usedServices } from "../domain/inventory/used-services.ts";
import { fittingOf } from "./fitting.ts";
import type { InventoryStore } from "./inventories.ts";
import { readStanding } from "./list-cases.ts";
import type { StandingStore } from "./ports.ts";

/** What IAM showed of an identity, beside what it was seen to do. */
export interface DescribedInventory {
  readonly inventory: IdentityInventory;
  /** Undefined where the warden has not seen it act. */
  readonly used: UsedServices | undefined;
  readonly footprint: Footprint | undefined;
}

export async function describeInventory(
  standings: Pick<StandingStore, "load">,
  inventory: IdentityInventory,
): Promise<DescribedInventory> {
  const { identityKey, granted } = inventory;
  const stored = (await standings.load([identityKey])).get(identityKey);
  if (stored === undefined) return { inventory, used: undefined, footprint: undefined };
  const footprint = footprintOf(readStanding(stored).baseline);
  return { inventory, used: usedServices(granted, footprint.services), footprint };
}

/**
 * The inventories that a person means: a whole key, a pattern with `*`, or a name. At most one more than are listed.
 */
export async function findInventories(
  inventories: Pick<InventoryStore, "get" | "all">,
  wanted: string,
): Promise<readonly IdentityInventory[]> {
  const exact = await inventories.get(wanted);
  return exact === undefined ? fittingOf(inventories.all(), wanted) : [exact];
}
