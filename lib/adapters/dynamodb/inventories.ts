import { type DynamoDBClient, GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { InventoryStore } from "../../app/inventories.ts";
import { inventoryFormat, inventoryItem, inventoryKeys } from "../../contract/inventory-item.ts";
import { table } from "../../contract/table.ts";
import type { IdentityInventory } from "../../domain/inventory/identity-inventory.ts";
import type { Item } from "./conditional-writes.ts";
import { scanItems } from "./scan-items.ts";
import { isObject } from "./stored-json.ts";

/** What IAM showed of each identity, in the warden's table: one item of some KB an identity. */
export function dynamoInventories(parts: {
  readonly client: DynamoDBClient;
  readonly tableName: string;
}): InventoryStore {
  const { client, tableName } = parts;
  const keyOf = (identityKey: string) => ({
    [table.partitionKey]: { S: inventoryKeys.pk(identityKey) },
    [table.sortKey]: { S: inventoryKeys.sk },
  });
  return {
    async get(identityKey) {
      const { Item: item } = await client.send(new GetItemCommand({ TableName: tableName, Key: keyOf(identityKey) }));
      return item === undefined ? undefined : readInventoryItem(item);
    },

    async put(inventory, expiresAtSeconds) {
      await client.send(
        new PutItemCommand({
          TableName: tableName,
          Item: {
            ...keyOf(inventory.identityKey),
            [inventoryItem.format]: { S: inventoryFormat },
            [inventoryItem.inventory]: { S: JSON.stringify(inventory) },
            [table.expiry]: { N: String(expiresAtSeconds) },
          },
        }),
      );
    },

    async *all() {
      const attributes = [table.partitionKey, ...Object.values(inventoryItem)];
      for await (const item of scanItems({ client, tableName, sortKey: inventoryKeys.sk, attributes })) {
        const inventory = readInventoryItem(item);
        if (inventory !== undefined) yield inventory;
      }
    },
  };
}

/**
 * One of another format is as good as none: the next reading writes it anew. A damaged one is an error that names it.
 */
function readInventoryItem(item: Item): IdentityInventory | undefined {
  if (item[inventoryItem.format]?.S !== inventoryFormat) return undefined;
  const pk = item[table.partitionKey]?.S ?? "";
  const key = pk.slice(inventoryKeys.pkPrefix.length);
  try {
    const read: unknown = JSON.parse(item[inventoryItem.inventory]?.S ?? "");
    if (isObject(read) && read["identityKey"] === key) return read as unknown as IdentityInventory;
  } catch {
    // Told below, with what to do.
  }
  throw new Error(
    `The inventory stored under "${pk}" cannot be read. Delete the item: the next reading writes it anew.`,
  );
}
