import { createHash } from "node:crypto";
import type { ByHandWish } from "../../app/act-by-hand.ts";

/**
 * What a proof names in the place of a containment's id, so that it holds for no other wish: SHA-256 in hexadecimal.
 */
export const wishDigest = (wish: ByHandWish): string => createHash("sha256").update(textOf(wish)).digest("hex");

function textOf(wish: ByHandWish): string {
  if (wish.kind === "release" || wish.kind === "sweep-again") {
    return JSON.stringify([wish.kind, wish.containmentId, wish.why]);
  }
  if (wish.kind === "sweep") return JSON.stringify([wish.kind, wish.containmentId, inOrder(wish.found), wish.why]);
  const target = Object.entries(wish.target).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([wish.kind, target, wish.identityKey, wish.why]);
}

/** With the names of every object in order, so that the same wish is the same text on both sides. */
function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([name, inner]) => [name, inOrder(inner)]));
}
