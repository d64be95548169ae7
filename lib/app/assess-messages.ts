import type { Reading } from "../domain/event/activity.ts";
import type { AssessBatch, BatchReport } from "./assess-batch.ts";
import { UnreadableStandingError } from "./unreadable-standing-error.ts";

/** One message of a queue or stream, with what it held. */
export interface Message {
  /** What the queue or stream knows it by, to be told which ones to deliver again. */
  readonly id: string;
  readonly readings: readonly Reading[];
}

export interface MessagesReport {
  readonly reports: readonly BatchReport[];
  /** Messages that could not be assessed, and are to be delivered again; after some tries they end in the dead letters. */
  readonly failed: readonly { readonly id: string; readonly error: Error }[];
}

/**
 * Assesses messages as one batch. Where what is stored of one identity cannot be read (an UnreadableStandingError),
 * the batch is halved until only the messages of that identity fail; the rest is assessed.
 * Any other error, such as a table that cannot be reached, concerns all of them and is thrown.
 */
export async function assessMessages(
  assess: AssessBatch,
  messages: readonly Message[],
  nowMs: number,
): Promise<MessagesReport> {
  if (messages.length === 0) return { reports: [], failed: [] };
  try {
    return {
      reports: [
        await assess(
          messages.flatMap(({ readings }) => readings),
          nowMs,
        ),
      ],
      failed: [],
    };
  } catch (error) {
    if (!(error instanceof UnreadableStandingError)) throw error;
    const [first] = messages;
    if (messages.length === 1 && first !== undefined) return { reports: [], failed: [{ id: first.id, error }] };
    const middle = messages.length >> 1;
    const left = await assessMessages(assess, messages.slice(0, middle), nowMs);
    const right = await assessMessages(assess, messages.slice(middle), nowMs);
    return { reports: [...left.reports, ...right.reports], failed: [...left.failed, ...right.failed] };
  }
}
