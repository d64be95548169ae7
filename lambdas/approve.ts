import { setTimeout as sleep } from "node:timers/promises";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SFNClient } from "@aws-sdk/client-sfn";
import { dynamoApprovals } from "../lib/adapters/dynamodb/approvals.ts";
import { readApproverCall } from "../lib/adapters/lambda/read-approver-call.ts";
import { stepFunctionsTaskTokens } from "../lib/adapters/step-functions/task-tokens.ts";
import { ProofRefusedError } from "../lib/adapters/sts/read-proof.ts";
import { stsWhoAsks } from "../lib/adapters/sts/who-asks.ts";
import { type AnswerReport, takeAnswer } from "../lib/app/answer-approval.ts";
import { provenAnswer } from "../lib/contract/caller-proof.ts";
import { environment } from "../lib/contract/environment.ts";
import { required } from "./variables.ts";

const parts = {
  approvals: dynamoApprovals({ client: new DynamoDBClient({}), tableName: required(environment.tableName) }),
  tokens: stepFunctionsTaskTokens({ client: new SFNClient({}) }),
  homeAccount: required(environment.homeAccount),
  pause: (attempt: number) => sleep(Math.random() * Math.min(400, 20 * attempt)),
};
const whoAsks = stsWhoAsks({
  region: required("AWS_REGION"),
  // As the AWS SDK has it: whoever sets the function's variables can change its code as well.
  endpoint: process.env["AWS_ENDPOINT_URL_STS"],
});

/**
 * Takes one person's answer to a playbook's question. Who they are is what STS says of their signature, never what the
 * call says. What is refused is answered and logged; only the warden's own failures are errors, and ring.
 */
export async function handler(event: unknown): Promise<AnswerReport> {
  const nowMs = Date.now();
  const call = readApproverCall(event);
  if (typeof call === "string") return log({ outcome: "refused", message: call, who: "", status: undefined });
  const { containmentId, answer, narrower, why, proof } = call;
  try {
    const who = await whoAsks(proof, { containmentId, answer: provenAnswer(answer, narrower), nowMs });
    const report = await takeAnswer(parts, { containmentId, who, answer, narrower, why }, nowMs);
    return log(report, { containmentId, answer });
  } catch (error) {
    if (!(error instanceof ProofRefusedError)) throw error;
    return log({ outcome: "refused", message: error.message, who: "", status: undefined }, { containmentId, answer });
  }
}

/** Who answered what, and what came of it: never the token, never the signed headers. */
function log(report: AnswerReport, about: Readonly<Record<string, string>> = {}): AnswerReport {
  const { outcome, message, who, status } = report;
  console.info(JSON.stringify({ message: "an answer was given", ...about, who, outcome, status, said: message }));
  return report;
}
