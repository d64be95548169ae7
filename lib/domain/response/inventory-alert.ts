import { isLongTermKey } from "../identity/access-key-id.ts";
import type { IdentityInventory } from "../inventory/identity-inventory.ts";
import { administratorText } from "../inventory/inventory-text.ts";
import { keyAge } from "../inventory/key-age.ts";

/** The call that an alert is about. */
export interface AlertedCall {
  readonly accessKeyId: string | undefined;
  readonly timeMs: number;
}

/**
 * Lines of an alert that only IAM's inventory knows: how old a long-term key was when it signed the call, and whether
 * the identity can come to more rights. Context for people; nothing is decided by it. None where there is no inventory.
 */
export function inventoryLines(
  inventory: IdentityInventory | undefined,
  call: AlertedCall | undefined,
): readonly string[] {
  if (inventory === undefined) return [];
  const key = call?.accessKeyId;
  const isNear = inventory.administrator.level === "administrator" || inventory.administrator.level === "reaches";
  return [
    ...(call !== undefined && key !== undefined && isLongTermKey(key)
      ? [`Key:      ${keyAge(inventory, key, call.timeMs).text}`]
      : []),
    ...(isNear ? [`Reach:    ${administratorText(inventory)}`] : []),
  ];
}
