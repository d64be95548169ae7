import { printable } from "../event/printable.ts";
import type { IdentityInventory, InventoryKey } from "../inventory/identity-inventory.ts";
import { asOf, counted, takersText } from "../inventory/inventory-text.ts";
import { dayText, spanText } from "../inventory/key-age.ts";
import type { ContainmentTarget } from "./decision.ts";

/** What IAM says, for those who weigh a containment, of what hangs on a target. Missing is said to be unknown. */
export function inventoryImpact(
  target: ContainmentTarget,
  inventory: IdentityInventory | undefined,
  nowMs: number,
): readonly string[] {
  if (inventory === undefined) {
    const what = "accessKeyId" in target ? "whether the user has another active key" : unknownOf(target);
    return [`There is no inventory of it: ${what} is not known.`];
  }
  const isProtected = inventory.isProtected
    ? [`It is tagged as protected, ${asOf(inventory, nowMs)}: the playbook refuses.`]
    : [];
  if ("roleName" in target) return [...takersText(inventory), ...isProtected];
  const key = "accessKeyId" in target ? target.accessKeyId : undefined;
  return [keysOf(inventory, key, nowMs), ...isProtected];
}

const unknownOf = (target: ContainmentTarget): string =>
  "roleName" in target ? "how it is tagged and who may take it" : "what keys and tags it has";

function keysOf(inventory: IdentityInventory, accessKeyId: string | undefined, nowMs: number): string {
  const { keys, readAtMs } = inventory;
  if (keys === undefined) return "Whether the user has another active key is not known: its keys could not be read.";
  const others = keys.filter((key) => key.isActive && key.accessKeyId !== accessKeyId);
  const named = others.map((key) => `${printable(key.accessKeyId, 128)}, ${usedText(key, readAtMs)}`).join("; ");
  if (accessKeyId === undefined) {
    return others.length === 0
      ? `The user has no active key, ${asOf(inventory, nowMs)}.`
      : `The user has ${counted(others.length, "active key")}, ${asOf(inventory, nowMs)}: ${named}.`;
  }
  if (!keys.some((key) => key.accessKeyId === accessKeyId)) {
    const rest = others.length === 0 ? "the user had no active key then" : `the user had ${named} then`;
    return `This key was not there when IAM was read on ${dayText(readAtMs)}; ${rest}.`;
  }
  return others.length === 0
    ? `It is the user's last active key, ${asOf(inventory, nowMs)}: everything of this user stops.`
    : `The user has ${counted(others.length, "other active key")}, ${asOf(inventory, nowMs)}: ${named}.`;
}

function usedText({ lastUsedMs }: InventoryKey, readAtMs: number): string {
  if (lastUsedMs === undefined) return "last use not known";
  return lastUsedMs === "never" ? "never used" : `last used ${spanText(readAtMs - lastUsedMs)} before`;
}
