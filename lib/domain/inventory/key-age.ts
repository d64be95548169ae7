import type { IdentityInventory, InventoryKey } from "./identity-inventory.ts";

const dayMs = 86_400_000;
/** A key younger than this at the time of a call is new. */
const youngMs = 7 * dayMs;
/** An identity this much older than its key had worked for long without it. */
const establishedMs = 90 * dayMs;
/** A key that another one has stood beside for so long was to be replaced by it. */
const supersededMs = 90 * dayMs;
/**
 * Security Hub's and the CIS benchmark's limit (IAM.3):
 * https://docs.aws.amazon.com/securityhub/latest/userguide/iam-controls.html
 */
const rotationMs = 90 * dayMs;

/** What a key's age says of a call that was signed with it. */
export interface KeyAge {
  /** `young`: new, of an identity that is not. `superseded`: a newer key has stood beside it for long. */
  readonly judgement: "young" | "superseded" | "overdue" | "usual" | "not-listed" | "unknown";
  /** One sentence for people; dates in UTC. */
  readonly text: string;
}

/** Judges the key of a call at a time by an inventory, which may be older or newer than the call. */
export function keyAge(inventory: IdentityInventory, accessKeyId: string, atMs: number): KeyAge {
  const { keys, readAtMs, createdMs } = inventory;
  if (keys === undefined) {
    return { judgement: "unknown", text: `The keys of the user could not be read on ${dayText(readAtMs)}.` };
  }
  const key = keys.find((one) => one.accessKeyId === accessKeyId);
  if (key === undefined) return notListed(inventory, atMs);
  const age = `${spanText(atMs - key.createdMs)} old`;
  if (atMs - key.createdMs < youngMs && key.createdMs - createdMs > establishedMs) {
    const text = `The key was ${age}; the user is ${spanText(atMs - createdMs)} old.`;
    return { judgement: "young", text };
  }
  const newer = newest(keys.filter((one) => one.isActive && one.createdMs > key.createdMs));
  if (newer !== undefined && atMs - newer.createdMs > supersededMs) {
    const text = `The key was ${age}, and a newer active one has been beside it for ${spanText(atMs - newer.createdMs)}.`;
    return { judgement: "superseded", text };
  }
  if (atMs - key.createdMs > rotationMs) {
    return {
      judgement: "overdue",
      text: `The key was ${age}: more than the 90 days after which keys are to be changed.`,
    };
  }
  return { judgement: "usual", text: `The key was ${age}.` };
}

/**
 * One that is not there was made after IAM was read, where the call came later; else it may have been deleted before.
 */
function notListed({ readAtMs, createdMs }: IdentityInventory, atMs: number): KeyAge {
  const day = dayText(readAtMs);
  const text =
    atMs >= readAtMs
      ? `The key was not there yet when IAM was read on ${day}: it is new; the user is ${spanText(atMs - createdMs)} old.`
      : `The key was not there any more when IAM was read on ${day}: how old it was is not known.`;
  return { judgement: atMs >= readAtMs ? "young" : "not-listed", text };
}

const newest = (keys: readonly InventoryKey[]): InventoryKey | undefined =>
  keys.reduce<InventoryKey | undefined>(
    (last, key) => (last && last.createdMs >= key.createdMs ? last : key),
    undefined,
  );

/** `12 days`, `3 hours`; never less than nothing. */
export function spanText(ms: number): string {
  const hours = Math.max(0, Math.floor(ms / 3_600_000));
  if (hours < 48) return hours === 1 ? "1 hour" : `${hours} hours`;
  return `${Math.floor(hours / 24)} days`;
}

export const dayText = (timeMs: number): string => new Date(timeMs).toISOString().slice(0, 10);
