import type { ContainmentRequest } from "../../../lib/domain/response/containment.ts";
import type { JsonValue } from "../../../lib/local/state-machine/json-value.ts";
import type { Stage } from "./stage.ts";

/** Sends an answer for a containment some time after it was asked for, as the approver function does. */
export async function answerAfter(
  place: Stage,
  { containmentId }: ContainmentRequest,
  afterMs: number,
  answer: JsonValue,
): Promise<Readonly<Record<string, string>>> {
  await place.clock.sleep(afterMs);
  const item = await place.item(`APPROVAL#${containmentId}`, "APPROVAL");
  if (item === undefined) throw new Error("nobody was asked");
  place.runner.stateMachines.sendTaskSuccess(item["token"] ?? "", answer);
  return item;
}
