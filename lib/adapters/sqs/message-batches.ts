import type { Unreadable } from "../../domain/event/activity.ts";

/** SQS takes ten messages a batch. */
const messagesABatch = 10;

/** SQS takes 1 MiB a batch since 2025, 256 KiB before; queues and emulators of the older limit take this too. */
export const longestBatchBytes = 256 * 1024;

/** What is kept of an over-long detail or excerpt; readers cut both earlier, at 2,000 characters. */
const longestText = 4_000;

/**
 * The message for one unreadable input, in pure ASCII. SQS refuses a whole batch for one character that XML does not
 * allow (U+FFFE, U+FFFF, most control characters), and whoever wrote the input may have put one there.
 */
export function messageText(item: Unreadable): string {
  const { reason } = item;
  const bounded = { reason, detail: item.detail.slice(0, longestText), excerpt: item.excerpt.slice(0, longestText) };
  return JSON.stringify(bounded).replace(
    /[\u007f-\uffff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** Cuts ASCII messages into batches that SQS takes, in order. */
export function batchesOf(messages: readonly string[]): string[][] {
  const batches: string[][] = [];
  let bytes = 0;
  for (const message of messages) {
    const last = batches.at(-1);
    if (last !== undefined && last.length < messagesABatch && bytes + message.length <= longestBatchBytes) {
      last.push(message);
      bytes += message.length;
    } else {
      batches.push([message]);
      bytes = message.length;
    }
  }
  return batches;
}
