import type { AnswerReport } from "../../app/answer-approval.ts";
import type { ApproverCall } from "../../contract/approver-call.ts";
import { names } from "../../contract/names.ts";
import { type InvokeParts, invokeFunction } from "./invoke-function.ts";

/** Invokes the approver function and waits for its answer. */
export function askApprover(parts: InvokeParts): (call: ApproverCall) => Promise<AnswerReport> {
  const invoke = invokeFunction(parts, { functionName: names.approverFunction, policy: names.approverPolicy });
  return async (call) => (await invoke(call)) as AnswerReport;
}
