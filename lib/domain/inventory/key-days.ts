import type { IdentityInventory } from "./identity-inventory.ts";

/** What is kept of an inventory where only the keys of a user are asked for. */
export type ListedKeys = Pick<IdentityInventory, "readAtMs" | "keys">;

/** The keys of a user as IAM was last read, by the user's ARN; undefined where that is not known. */
export type KeyLookup = (identityKey: string) => ListedKeys | undefined;

const dayMs = 86_400_000;
/** IAM is read once a day. What an older reading saw of a key's use says nothing of the time since. */
const freshMs = 2 * dayMs;

/**
 * Whole days at a time since a key was made. One that is not listed was made after IAM was read: where that was less
 * than a day before, it is 0 days old. Undefined where the listing does not say.
 */
export function keyAgeDays({ readAtMs, keys }: ListedKeys, accessKeyId: string, atMs: number): number | undefined {
  if (keys === undefined) return undefined;
  const key = keys.find((one) => one.accessKeyId === accessKeyId);
  if (key !== undefined) return wholeDays(key.createdMs, atMs);
  return wholeDays(readAtMs, atMs) === 0 ? 0 : undefined;
}

/**
 * Whole days for which a key had not been used when IAM was last read before a time; one that was never used, since it
 * was made. Undefined where that reading is not the one that is known, and where it did not say.
 */
export function keyIdleDays({ readAtMs, keys }: ListedKeys, accessKeyId: string, atMs: number): number | undefined {
  const key = keys?.find((one) => one.accessKeyId === accessKeyId);
  if (key?.lastUsedMs === undefined || atMs < readAtMs || atMs - readAtMs >= freshMs) return undefined;
  return wholeDays(key.lastUsedMs === "never" ? key.createdMs : key.lastUsedMs, readAtMs);
}

/** Undefined where the span would be less than nothing: then the two do not belong together. */
const wholeDays = (fromMs: number, toMs: number): number | undefined =>
  toMs >= fromMs ? Math.floor((toMs - fromMs) / dayMs) : undefined;
