import { SendMessageCommand, type SQSClient } from "@aws-sdk/client-sqs";
import type { Unfinished } from "../../app/sweep.ts";
import type { SweepOrder } from "../../app/sweep-containment.ts";
import { sweepOrder } from "../../contract/sweep-order.ts";
import { type Suspect, suspects } from "../../domain/response/sweep/suspect.ts";

/** One message: what to sweep, and how often the sweep went on before. */
export interface QueuedSweep {
  readonly order: SweepOrder;
  readonly round: number;
}

/** Whom one message names at most; some 200 bytes each, and SQS takes 256 KiB. */
const mostSuspects = 200;
const id = /^[A-Za-z0-9_-]{1,80}$/;

/** Reads a message's text. Throws where it is no order, or names somebody in a form that AWS does not give. */
export function readQueuedSweep(text: string): QueuedSweep {
  const value = parsed(text);
  const { containmentId, from, round } = {
    containmentId: value[sweepOrder.containmentId],
    from: value[sweepOrder.from],
    round: value[sweepOrder.round] ?? 0,
  };
  const begins = from === undefined ? undefined : Array.isArray(from) ? from.map(readUnfinished) : [undefined];
  if (
    typeof containmentId !== "string" ||
    !id.test(containmentId) ||
    !Number.isInteger(round) ||
    begins?.includes(undefined) === true
  ) {
    throw new Error(
      `a message of the sweep queue is no order: ${JSON.stringify(text.slice(0, 200))}; expected {"${sweepOrder.containmentId}": "…"}`,
    );
  }
  return {
    order: { containmentId, ...(begins === undefined ? {} : { from: begins as readonly Unfinished[] }) },
    round: round as number,
  };
}

/** Sends orders to the queue at once, without its delay. Throws, naming the queue, where one was not taken. */
export function sqsSweepOrders({ client, queueUrl }: { readonly client: SQSClient; readonly queueUrl: string }) {
  return {
    async send({ order, round }: QueuedSweep): Promise<void> {
      const body = {
        [sweepOrder.containmentId]: order.containmentId,
        ...(order.from === undefined ? {} : { [sweepOrder.from]: order.from.slice(0, mostSuspects) }),
        [sweepOrder.round]: round,
      };
      try {
        await client.send(
          new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(body), DelaySeconds: 0 }),
        );
      } catch (cause) {
        const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
        throw new Error(`The rest of the sweep of ${order.containmentId} could not be queued in ${queueUrl}: ${why}`, {
          cause,
        });
      }
    },
  };
}

function parsed(text: string): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  } catch {
    return {};
  }
}

function readUnfinished(value: unknown): Unfinished | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { suspect, sinceMs } = value as { readonly suspect?: unknown; readonly sinceMs?: unknown };
  const read = readSuspect(suspect);
  return read === undefined || typeof sinceMs !== "number" ? undefined : { suspect: read, sinceMs };
}

/** Through the same checks as a record's texts. */
function readSuspect(value: unknown): Suspect | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const fields = value as Readonly<Record<string, unknown>>;
  const text = (name: string) => (typeof fields[name] === "string" ? (fields[name] as string) : undefined);
  const accountId = text("accountId") ?? "";
  switch (fields["kind"]) {
    case "access-key":
      return suspects.accessKey(accountId, text("accessKeyId"))[0];
    case "user":
      return suspects.user(accountId, text("userName"))[0];
    case "user-console":
      return suspects.userConsole(accountId, text("userName"))[0];
    case "session-console":
      return suspects.sessionConsole(accountId, text("principalId"))[0];
    case "role":
      return suspects.role(text("roleArn"))[0];
    case "session":
      return text("principalId") === undefined
        ? suspects.session(accountId, text("sessionName"), text("roleName"))[0]
        : suspects.principal(accountId, text("principalId"))[0];
    default:
      return undefined;
  }
}
