import type { ContainmentRecord } from "../../app/ports.ts";
import { containmentItem } from "../../contract/containment-item.ts";
import { containmentPk, table } from "../../contract/table.ts";
import type { ContainmentRequest } from "../../domain/response/containment.ts";
import type { Item } from "./conditional-writes.ts";
import { parseObject } from "./stored-json.ts";
import { readStoredRequest } from "./stored-request.ts";

const states = ["running", "contained", "refused", "failed", "released"] as const;
/** Attributes that are there as far as the playbook has come. */
const details = [
  "detail",
  "proof",
  "beforeState",
  "notice",
  "startedAt",
  "releaseAt",
  "releasedAt",
  "releasedBy",
  "drift",
  "swept",
] as const satisfies readonly (keyof ContainmentRecord)[];
const pkPrefix = containmentPk("");

/**
 * Reads the item of one containment. Attributes it does not know are left alone, and a running one has no outcome yet;
 * anything else that is missing or of the wrong type is an error that names the item's key.
 */
export function readContainmentItem(item: Item): ContainmentRecord {
  const pk = item[table.partitionKey]?.S ?? "";
  const text = (attribute: "state" | "outcome" | "request" | "updatedAt") => item[containmentItem[attribute]]?.S;
  if (!pk.startsWith(pkPrefix)) throw damaged(pk, `its key does not begin with ${pkPrefix}`);
  const containmentId = pk.slice(pkPrefix.length);
  const stateText = text("state");
  const state = states.find((known) => known === stateText);
  if (state === undefined)
    throw damaged(pk, `its state is ${JSON.stringify(stateText)}, not one of ${states.join(", ")}`);
  const updatedAt = text("updatedAt");
  if (updatedAt === undefined) throw damaged(pk, "it has no text in updatedAt");
  const request = readRequest(text("request"), pk);
  if (request.containmentId !== containmentId) throw damaged(pk, "its request is that of another containment");
  const known = details.flatMap((name) => {
    const value = item[containmentItem[name]]?.S;
    return value === undefined || value === "" ? [] : [[name, value] as const];
  });
  return { containmentId, request, state, outcome: text("outcome") ?? "", updatedAt, ...Object.fromEntries(known) };
}

function readRequest(text: string | undefined, pk: string): ContainmentRequest {
  if (text === undefined) throw damaged(pk, "it has no text in request");
  const request = readStoredRequest(parseObject(text, `The request of the containment stored under "${pk}"`));
  if (request !== undefined) return request;
  throw damaged(pk, "a field of its request is missing or of the wrong type");
}

function damaged(pk: string, why: string): Error {
  return new Error(`The containment stored under "${pk}" cannot be read: ${why}. Repair or delete the item.`);
}
