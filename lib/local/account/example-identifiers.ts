import { createHash } from "node:crypto";

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/**
 * An AWS unique id of 20 characters that ends in EXAMPLE, as AWS's own documentation writes them:
 * nobody can take it for a credential that works. The same seed gives the same id.
 */
export function exampleId(prefix: string, seed: string): string {
  const bytes = createHash("sha256").update(`${prefix}|${seed}`).digest();
  return `${prefix}${Array.from(bytes.subarray(0, 9), (byte) => alphabet[byte % 32]).join("")}EXAMPLE`;
}

/** A version 4 UUID made of a seed. */
export function exampleUuid(seed: string): string {
  const hex = createHash("sha256").update(seed).digest("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
