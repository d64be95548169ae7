import { printable } from "../../domain/event/printable.ts";

interface SignedPost {
  readonly service: "lambda";
  readonly host: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface InvokeParts {
  readonly region: string;
  /** Sends one request, signed by whoever asks. */
  readonly send: (
    call: SignedPost,
  ) => Promise<{ readonly status: number; readonly headers: Headers; readonly text: string }>;
}

/** A function of the warden, and the managed policy that lets people invoke it. */
export interface Invoked {
  readonly functionName: string;
  readonly policy: string;
}

/**
 * Invokes a function and waits for its answer. Throws an error for people where it cannot be invoked or fails:
 * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
 */
export function invokeFunction({ region, send }: InvokeParts, { functionName, policy }: Invoked) {
  const host = `lambda.${region}.amazonaws.com${region.startsWith("cn-") ? ".cn" : ""}`;
  const path = `/2015-03-31/functions/${functionName}/invocations`;
  return async (call: object): Promise<unknown> => {
    const headers = { "content-type": "application/json" };
    const {
      status,
      headers: said,
      text,
    } = await send({ service: "lambda", host, path, headers, body: JSON.stringify(call) });
    if (status !== 200)
      throw new Error(`${functionName} could not be invoked (${status}): ${why(status, text, policy)}`);
    if (said.get("x-amz-function-error") !== null) {
      throw new Error(`${functionName} failed; nothing is known to have changed: ${why(status, text, policy)}`);
    }
    return JSON.parse(text) as unknown;
  };
}

function why(status: number, text: string, policy: string): string {
  if (status === 403) return `you may not invoke it, or the session has expired; attach the policy ${policy}`;
  if (status === 404) return "there is none in this account and region; the warden's home region has it";
  const [, message = ""] = /"(?:errorMessage|Message|message)"\s*:\s*"((?:[^"\\]|\\.){0,300})/.exec(text) ?? [];
  return printable(message || "no reason given", 300);
}
