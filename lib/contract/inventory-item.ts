/** Items of what IAM showed of an identity: pk `INVENTORY#<identity>`, sk `INVENTORY`. The table forgets them. */
export const inventoryKeys = {
  pkPrefix: "INVENTORY#",
  pk: (identityKey: string) => `INVENTORY#${identityKey}`,
  sk: "INVENTORY",
} as const;

/** String: JSON of the inventory, some KB. Another `format` is not read. */
export const inventoryItem = { inventory: "inventory", format: "format" } as const;
export const inventoryFormat = "1";
