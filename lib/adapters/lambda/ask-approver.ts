import type { AnswerReport } from "../../app/answer-approval.ts";
import type { ApproverCall } from "../../contract/approver-call.ts";
import { names } from "../../contract/names.ts";
import { printable } from "../../domain/event/printable.ts";

interface SignedPost {
  readonly service: "lambda";
  readonly host: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface AskApproverParts {
  readonly region: string;
  /** Sends one request, signed by whoever asks. */
  readonly send: (
    call: SignedPost,
  ) => Promise<{ readonly status: number; readonly headers: Headers; readonly text: string }>;
}

/**
 * Invokes the approver function and waits for its answer:
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export function askApprover({ region, send }: AskApproverParts): (call: ApproverCall) => Promise<AnswerReport> {
  const host = `lambda.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;
  const path = `/2015-03-31/functions/${names.approverFunction}/invocations`;
  return async (call) => {
    const headers = { "content-type": "application/json" };
    const {
      status,
      headers: said,
      text,
    } = await send({ service: "lambda", host, path, headers, body: JSON.stringify(call) });
    if (status !== 200)
      throw new Error(`${names.approverFunction} could not be invoked (${status}): ${why(status, text)}`);
    if (said.get("x-amz-function-error") !== null) {
      throw new Error(`${names.approverFunction} failed; nothing is known to have changed: ${why(status, text)}`);
    }
    return JSON.parse(text) as AnswerReport;
  };
}

function why(status: number, text: string): string {
  if (status === 403) return "you may not invoke it, or the session has expired; attach the policy NhiWardenApprover";
  if (status === 404) return "there is none in this account and region; the warden's home region has it";
  const [, message = ""] = /"(?:errorMessage|Message|message)"\s*:\s*"((?:[^"\\]|\\.){0,300})/.exec(text) ?? [];
  return printable(message || "no reason given", 300);
}
