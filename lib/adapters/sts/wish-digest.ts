import { createHash } from "node:crypto";
import type { ByHandWish } from "../../app/act-by-hand.ts";

/** What a proof names in the place of a containment's id, so that it holds for no other wish: SHA-256 in hexadecimal. */
export const wishDigest = (wish: ByHandWish): string => createHash("sha256").update(textOf(wish)).digest("hex");

function textOf(wish: ByHandWish): string {
  if (wish.kind === "release") return JSON.stringify([wish.kind, wish.containmentId, wish.why]);
  const target = Object.entries(wish.target).sort(([one], [other]) => (one < other ? -1 : 1));
  return JSON.stringify([wish.kind, target, wish.identityKey, wish.why]);
}
