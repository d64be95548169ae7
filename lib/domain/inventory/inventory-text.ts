import { printable } from "../event/printable.ts";
import type { IdentityInventory, InventoryKey } from "./identity-inventory.ts";
import { dayText, spanText } from "./key-age.ts";

const dayMs = 86_400_000;

/** A key that was not used for so long is called unused: IAM's own measure for unused access. */
const unusedMs = 90 * dayMs;

/** An inventory is read every day: one that is older than this is told with a warning. */
const staleMs = 3 * dayMs;

/**
 * Since when an active key has not been used, where that is long; it may be its making. Undefined where it is in use or
 * not known.
 */
export function unusedSince({ isActive, createdMs, lastUsedMs }: InventoryKey, atMs: number): number | undefined {
  if (!isActive || lastUsedMs === undefined) return undefined;
  const since = lastUsedMs === "never" ? createdMs : lastUsedMs;
  return atMs - since >= unusedMs ? since : undefined;
}

/**
 * When the credentials were last changed: the making of the newest key. Undefined where there is none, or it is not
 * known.
 */
export const lastRotationMs = ({ keys }: Pick<IdentityInventory, "keys">): number | undefined =>
  keys?.at(-1)?.createdMs;

export const isStale = ({ readAtMs }: Pick<IdentityInventory, "readAtMs">, atMs: number): boolean =>
  atMs - readAtMs > staleMs;

/** `AKIA… active, 400 days old, last used 2 days before` */
export function keyText(key: InventoryKey, readAtMs: number): string {
  const { accessKeyId, isActive, createdMs, lastUsedMs } = key;
  const used =
    lastUsedMs === undefined
      ? "last use not known"
      : lastUsedMs === "never"
        ? "never used"
        : `last used ${spanText(readAtMs - lastUsedMs)} before`;
  const unused = unusedSince(key, readAtMs) === undefined ? "" : ", unused";
  const age = spanText(readAtMs - createdMs);
  return `${printable(accessKeyId, 128)} ${isActive ? "active" : "inactive"}, ${age} old, ${used}${unused}`;
}

/** What an identity is able to become, in one sentence. */
export function administratorText({ administrator, unclear }: IdentityInventory): string {
  const { level, by, ways } = administrator;
  const more = ways > 1 ? `, and at least ${ways - 1} more ${ways === 2 ? "way" : "ways"}` : "";
  switch (level) {
    case "administrator":
      return `It is an administrator: ${by}.`;
    case "reaches":
      return `It can come to more rights than it has: ${by}${more}.`;
    case "perhaps":
      return `Under conditions that are not weighed it can come to more rights than it has: ${by}${more}.`;
    case "none-found":
      return unclear.length > 0
        ? "No way to administrator rights was found, but not all of its policies could be read."
        : "No way to administrator rights was found among those that are looked for.";
  }
}

/** Which roles it may take. */
export function mayAssumeText({ mayAssume }: IdentityInventory): string {
  const { roles, names, underConditions, otherAccounts, anyAccount } = mayAssume;
  const named = names.map((name) => printable(name, 64)).join(", ");
  const more = roles > names.length ? ` and ${roles - names.length} more` : "";
  const own =
    roles === 0
      ? "It may take no role of its account that was found"
      : `It may take at least ${counted(roles, "role")} of its account: ${named}${more}`;
  const conditions = underConditions === 0 ? "" : `; ${underConditions} more under conditions`;
  const elsewhere = anyAccount
    ? "; its policies name roles of any account"
    : otherAccounts.length === 0
      ? ""
      : `; its policies name roles of ${counted(otherAccounts.length, "other account")}`;
  return `${own}${conditions}${elsewhere}.`;
}

/** Who may take a role; nothing for a user. */
export function takersText({ takers, trustedBy }: IdentityInventory): readonly string[] {
  if (takers === undefined) return [];
  if (trustedBy === undefined) return ["Who may take it is not known: its trust policy could not be read."];
  const { anybody, services, providers, accounts } = trustedBy;
  const who = [
    ...(anybody ? ["anybody whom its conditions let in"] : []),
    ...services.slice(0, 4).map((name) => printable(name, 60)),
    ...providers.slice(0, 2).map((name) => printable(name, 100)),
    ...accounts.slice(0, 4).map((account) => `account ${account}`),
    ...(takers > 0 ? [`at least ${counted(takers, "user or role", "users and roles")} of its own account`] : []),
  ];
  return [who.length === 0 ? "Nobody was found who may take it." : `It may be taken by ${who.join(", ")}.`];
}

/** `as IAM was read on 2026-11-20` with a warning where that is long ago. */
export const asOf = (inventory: IdentityInventory, atMs: number): string =>
  isStale(inventory, atMs)
    ? `as IAM was read on ${dayText(inventory.readAtMs)}, ${spanText(atMs - inventory.readAtMs)} ago: it may no longer be so`
    : `as IAM was read on ${dayText(inventory.readAtMs)}`;

export const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;
