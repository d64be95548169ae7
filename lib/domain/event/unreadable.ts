import type { Reading, UnreadableReason } from "./activity.ts";
import { excerpt } from "./excerpt.ts";

/** A reading that says what could not be read, why, and shows a bounded excerpt of it. */
export function unreadable(reason: UnreadableReason, detail: string, input: unknown): Reading {
  return { kind: "unreadable", unreadable: { reason, detail, excerpt: excerpt(input) } };
}
