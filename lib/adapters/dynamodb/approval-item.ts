import type { StoredApproval } from "../../app/approvals.ts";
import { approvalItem, approvalKeys } from "../../contract/approval-item.ts";
import { table } from "../../contract/table.ts";
import {
  type AnswerKind,
  type Approval,
  answers,
  approvalStatuses,
  type Said,
} from "../../domain/response/approval.ts";
import { readTarget } from "../../domain/response/read-target.ts";
import type { Item } from "./conditional-writes.ts";
import { isObject, isString, isStrings } from "./stored-json.ts";

/**
 * Reads the item of a question. One that a playbook did not write so, or that was damaged, is an error that names it.
 */
export function readApprovalItem(item: Item): StoredApproval {
  const pk = item[table.partitionKey]?.S ?? "";
  const damaged = (why: string) =>
    new Error(`The question stored under "${pk}" cannot be read: ${why}. Repair the item, or let its time pass.`);
  const text = (name: keyof typeof approvalItem): string => {
    const value = item[approvalItem[name]]?.S;
    if (value === undefined) throw damaged(`it has no text in ${approvalItem[name]}`);
    return value;
  };
  const list = (name: "narrower" | "impact" | "said"): readonly unknown[] => {
    const value = item[approvalItem[name]]?.S;
    if (value === undefined) return [];
    const parsed = parse(value);
    if (!Array.isArray(parsed)) throw damaged(`${name} is not a list`);
    return parsed;
  };
  const containmentId = pk.slice(approvalKeys.pkPrefix.length);
  const target = readTarget(parse(text("target")));
  const narrower = list("narrower").map(readTarget);
  const impact = list("impact");
  const said = list("said").map(readSaid);
  const status = approvalStatuses.find((known) => known === item[approvalItem.status]?.S);
  const people = Number(item[approvalItem.people]?.N);
  const [askedAt, expiresAt] = [text("askedAt"), text("expiresAt")];
  if (!pk.startsWith(approvalKeys.pkPrefix)) throw damaged(`its key does not begin with ${approvalKeys.pkPrefix}`);
  if (status === undefined) throw damaged(`its status is none of ${approvalStatuses.join(", ")}`);
  if (people !== 1 && people !== 2) throw damaged("people is neither 1 nor 2");
  if (target === undefined || target.playbook !== text("playbook"))
    throw damaged("its target is not one of its playbook");
  if (!narrower.every((one) => one !== undefined)) throw damaged("one of its narrower targets is none");
  if (!said.every((one) => one !== undefined)) throw damaged("one of the answers is none");
  if (!isStrings(impact)) throw damaged("its impact is not a list of sentences");
  if ([askedAt, expiresAt].some((time) => Number.isNaN(Date.parse(time)))) throw damaged("a time of it is no time");
  const approval: Approval = {
    containmentId,
    identityKey: text("identityKey"),
    caseId: text("caseId"),
    playbook: target.playbook,
    target,
    narrower,
    impact,
    reason: text("reason"),
    people,
    status,
    askedAt,
    expiresAt,
    said,
    startedBy: item[approvalItem.startedBy]?.S || undefined,
    deliveredAt: item[approvalItem.deliveredAt]?.S,
  };
  return { approval, token: item[approvalItem.token]?.S ?? "" };
}

/** What was said, as it is stored: always the same text for the same answers. */
export const saidText = (said: readonly Said[]): string =>
  JSON.stringify(said.map(({ who, at, answer, narrower, why }) => ({ who, at, answer, narrower, why })));

function readSaid(value: unknown): Said | undefined {
  if (!isObject(value)) return undefined;
  const { who, at, answer, narrower, why } = value;
  if (!isString(who) || !isString(at) || !isString(why) || !isAnswer(answer)) return undefined;
  if (narrower !== undefined && !Number.isSafeInteger(narrower)) return undefined;
  return { who, at, answer, ...(narrower === undefined ? {} : { narrower: narrower as number }), why };
}

const isAnswer = (value: unknown): value is AnswerKind => answers.some((known) => known === value);

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
