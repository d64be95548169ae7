import { memoryInventories } from "../../../lib/adapters/memory/inventories.ts";
import { inventoryStoreContract } from "../contract/inventory-store.ts";

describe("inventories in memory", () => {
  inventoryStoreContract(async () => memoryInventories());
});
