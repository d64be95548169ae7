import { setTimeout as sleep } from "node:timers/promises";
import { SendMessageBatchCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { SetAside } from "../../app/ports.ts";
import { batchesOf, messageText } from "./message-batches.ts";

/** Tries for the messages of a batch that the queue did not take, with pauses that double from 100 ms: about 1.5 s. */
const attempts = 5;
const firstPauseMs = 100;

export interface SqsSetAsideParts {
  readonly client: SQSClient;
  readonly queueUrl: string;
  /** Waits between two tries; given by tests. */
  readonly pause?: (milliseconds: number) => Promise<unknown>;
}

/**
 * Unreadable input as messages on a queue, one JSON object `{reason, detail, excerpt}` each.
 * A batch may be taken in part: the rest is sent again, and if some are refused even then, this throws and says how
 * many. Everything is tried before it throws; what was taken stays taken, so a retry of the whole keeps some of it
 * twice.
 */
export function sqsSetAside(parts: SqsSetAsideParts): SetAside {
  const { client, queueUrl, pause = sleep } = parts;

  /** Sends one batch and returns why each message that was not taken was refused. */
  async function send(bodies: readonly string[]): Promise<string[]> {
    const refused: string[] = [];
    let left = bodies.map((body, at) => ({ Id: String(at), MessageBody: body }));
    for (let attempt = 1; ; attempt++) {
      const { Failed: failed = [] } = await client.send(
        new SendMessageBatchCommand({ QueueUrl: queueUrl, Entries: left }),
      );
      // A sender's fault stays one, however often it is sent; the others may pass.
      const final = failed.filter((entry) => entry.SenderFault === true || attempt === attempts);
      refused.push(...final.map((entry) => `${entry.Code}: ${entry.Message ?? "no message"}`));
      const again = new Set(failed.filter((entry) => !final.includes(entry)).map((entry) => entry.Id));
      if (again.size === 0) return refused;
      left = left.filter((entry) => again.has(entry.Id));
      await pause(firstPauseMs * 2 ** (attempt - 1));
    }
  }

  return {
    async keep(items) {
      const refused: string[] = [];
      const errors: unknown[] = [];
      for (const bodies of batchesOf(items.map(messageText))) {
        try {
          refused.push(...(await send(bodies)));
        } catch (error) {
          errors.push(error);
          refused.push(
            ...bodies.map(() => (error instanceof Error ? `${error.name}: ${error.message}` : String(error))),
          );
        }
      }
      if (refused.length === 0) return;
      throw new Error(
        `${refused.length} of ${items.length} unreadable records could not be set aside in ${queueUrl}: ${refused[0]}`,
        errors.length === 0 ? undefined : { cause: errors.length === 1 ? errors[0] : new AggregateError(errors) },
      );
    },
  };
}
