import type { Reading } from "../domain/event/activity.ts";
import type { AssessBatch, BatchReport, ReadingParts } from "./assess-batch.ts";
import { UnreadableStandingError } from "./unreadable-standing-error.ts";

/** One message of a queue or stream. */
export interface Message {
  /** What the queue or stream knows it by, to be told which ones to deliver again. */
  readonly id: string;
  /** Adds what it holds to a list. It is asked again where a batch has to be taken apart. */
  readonly addTo: (readings: Reading[]) => void;
}

export interface MessagesReport {
  readonly reports: readonly BatchReport[];
  /**
   * Messages that could not be assessed, and are to be delivered again; after some tries they end in the dead letters.
   */
  readonly failed: readonly { readonly id: string; readonly error: Error }[];
}

/** Readings that are grouped at once: enough to work in steps, few enough to stay in the processor's cache. */
const readingsAPart = 64;

function* inParts(messages: readonly Message[]): Generator<readonly Reading[]> {
  let part: Reading[] = [];
  for (const message of messages) {
    message.addTo(part);
    if (part.length < readingsAPart) continue;
    yield part;
    part = [];
  }
  if (part.length > 0) yield part;
}

/** Assesses readings that no message delivers one by one, such as those of a log file, in the same way. */
export async function assessReadings(
  assess: AssessBatch,
  { parts }: ReadingParts,
  nowMs: number,
): Promise<MessagesReport> {
  const seen: (readonly Reading[])[] = [];
  try {
    return { reports: [await assess({ parts: noting(parts, (part) => seen.push(part)) }, nowMs)], failed: [] };
  } catch (error) {
    if (!(error instanceof UnreadableStandingError)) throw error;
    const messages = seen.flat().map((reading, index) => ({
      id: String(index),
      addTo: (list: Reading[]) => void list.push(reading),
    }));
    return assessMessages(assess, messages, nowMs);
  }
}

/** Shows each part to somebody on its way. */
export function* noting(
  parts: Iterable<readonly Reading[]>,
  note: (part: readonly Reading[]) => void,
): Generator<readonly Reading[]> {
  for (const part of parts) {
    note(part);
    yield part;
  }
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
    return { reports: [await assess({ parts: inParts(messages) }, nowMs)], failed: [] };
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
