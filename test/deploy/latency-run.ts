import { GetExecutionHistoryCommand, type HistoryEvent } from "@aws-sdk/client-sfn";
import { userArn } from "./cloudtrail-record.ts";
import { whenInactive } from "./containment-proof.ts";
import type { KeyUser } from "./key-user.ts";
import { theft } from "./scenario.ts";
import type { DeployedWarden } from "./warden.ts";

/** One theft, from the moment its records are given to the bus, which is just before they reach the queue. */
export interface Theft {
  readonly user: KeyUser;
  readonly sentMs: number;
  /** When IAM, asked every 20 ms, first showed the key as Inactive; undefined where it did not within 30 s. */
  readonly inactiveMs: number | undefined;
}

/** Where the time of one theft went, in milliseconds. */
export interface Stages {
  /** From the bus to the batch in which it was decided: the queue, and the window in which a batch is collected. */
  readonly queue: number;
  /** From there to the start of the playbook. */
  readonly assess: number;
  /** From the start of the playbook to the answer of the call that changed the key. */
  readonly act: number;
  /** From sending to the key that IAM shows as Inactive. */
  readonly total: number;
}

/** Steals one key and waits until it does not work any more. */
export async function stealOne(warden: DeployedWarden, user: KeyUser): Promise<Theft> {
  const sentMs = Date.now();
  await warden.cloudTrail.send(theft(user, warden.ministack.region, sentMs));
  return { user, sentMs, inactiveMs: await whenInactive(warden, user, 30_000) };
}

/** Reads from the containment and its execution where the time went; undefined where the key was not contained. */
export async function stagesOf(warden: DeployedWarden, stolen: Theft): Promise<Stages | undefined> {
  const { user, sentMs, inactiveMs } = stolen;
  if (inactiveMs === undefined) return undefined;
  for (const { request, executionArn } of await warden.state.containments(userArn(user.accountId, user.userName))) {
    const command = new GetExecutionHistoryCommand({ executionArn, maxResults: 500 });
    const { events = [] } = await warden.clients.sfn.send(command);
    const startedMs = events[0]?.timestamp?.getTime();
    const actedMs = callEnded(events, "DisableKey");
    if (startedMs === undefined || actedMs === undefined) continue;
    const decidedMs = Date.parse(String(request["decidedAt"]));
    return {
      queue: decidedMs - sentMs,
      assess: startedMs - decidedMs,
      act: actedMs - startedMs,
      total: inactiveMs - sentMs,
    };
  }
  return undefined;
}

/** When the call of a state was answered. */
function callEnded(events: readonly HistoryEvent[], state: string): number | undefined {
  const entered = events.findIndex(({ stateEnteredEventDetails }) => stateEnteredEventDetails?.name === state);
  if (entered < 0) return undefined;
  return events
    .slice(entered)
    .find(({ type }) => type === "TaskSucceeded")
    ?.timestamp?.getTime();
}
