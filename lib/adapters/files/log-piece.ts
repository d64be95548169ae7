import type { UnreadableReason } from "../../domain/event/activity.ts";

/** One record's JSON text as it stood in the input, or what is left of one that could not be cut out whole. */
export interface LogPiece {
  /** Line of the (unpacked) input on which it begins, from 1. */
  readonly line: number;
  /** The whole text; where there is a problem, at most its first 2,000 bytes. */
  readonly text: string;
  readonly problem: { readonly reason: UnreadableReason; readonly detail: string } | undefined;
}

/** CloudTrail's own limit for an event is 256 KB; anything above this cannot be one. */
export const largestRecordBytes = 1024 * 1024;

/** What is kept of a piece that is set aside. */
export const excerptBytes = 2000;

export const tooLarge = (line: number, start: Buffer, bytes: number, limit: number): LogPiece => ({
  line,
  text: start.toString("utf8", 0, excerptBytes),
  problem: { reason: "too-large", detail: `the record has ${bytes} bytes; at most ${limit} are read` },
});
