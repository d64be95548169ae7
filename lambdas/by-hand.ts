import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SFNClient } from "@aws-sdk/client-sfn";
import { SQSClient } from "@aws-sdk/client-sqs";
import { dynamoContainments } from "../lib/adapters/dynamodb/containments.ts";
import { dynamoInventories } from "../lib/adapters/dynamodb/inventories.ts";
import { dynamoSettings } from "../lib/adapters/dynamodb/settings.ts";
import { dynamoStandings } from "../lib/adapters/dynamodb/standings.ts";
import { policyFile, safelyDeployed } from "../lib/adapters/files/policy-file.ts";
import { readRuleFolder } from "../lib/adapters/files/rule-files.ts";
import { readByHandCall } from "../lib/adapters/lambda/read-by-hand-call.ts";
import { sqsSweepOrders } from "../lib/adapters/sqs/sweep-orders.ts";
import { stepFunctionsMachines } from "../lib/adapters/step-functions/machines.ts";
import { ProofRefusedError } from "../lib/adapters/sts/read-proof.ts";
import { stsWhoAsks } from "../lib/adapters/sts/who-asks.ts";
import { wishDigest } from "../lib/adapters/sts/wish-digest.ts";
import type { ByHandReport, ByHandWish } from "../lib/app/act-by-hand.ts";
import { actByHand } from "../lib/app/act-by-hand.ts";
import { createLivePolicy } from "../lib/app/live-policy.ts";
import { environment } from "../lib/contract/environment.ts";
import { compileRules } from "../lib/domain/detection/rules.ts";
import type { Policy } from "../lib/domain/response/policy.ts";
import { required } from "./variables.ts";

const stored = { client: new DynamoDBClient({}), tableName: required(environment.tableName) };
const homeAccount = required(environment.homeAccount);
const region = required("AWS_REGION");
const machines = stepFunctionsMachines({
  client: new SFNClient({}),
  partition: required(environment.partition),
  region,
  accountId: homeAccount,
});
/** Not set where the warden sweeps nothing by itself. */
const queueUrl = process.env[environment.sweepQueueUrl] ?? "";
const orders = queueUrl === "" ? undefined : sqsSweepOrders({ client: new SQSClient({}), queueUrl });
const sweeps = orders && ((containmentId: string) => orders.send({ order: { containmentId }, round: 0 }));
const whoAsks = stsWhoAsks({
  region,
  // As the AWS SDK has it: whoever sets the function's variables can change its code as well.
  endpoint: process.env["AWS_ENDPOINT_URL_STS"],
});

/**
 * The policy beside the handler with the live settings over it. Throws where these cannot be read: nothing is guessed.
 */
async function policyInForce(nowMs: number): Promise<Policy> {
  const here = dirname(fileURLToPath(import.meta.url));
  const [folder, file] = await Promise.all([
    readRuleFolder(join(here, "rules")),
    policyFile(join(here, "warden.yaml")),
  ]);
  let problem: string | undefined;
  const live = createLivePolicy({
    deployed: safelyDeployed(file),
    builtInRules: compileRules(folder.documents, folder.placeholders).rules,
    store: dynamoSettings(stored),
    onProblem: (line) => {
      problem = line;
    },
  });
  await live.refresh(nowMs);
  if (problem !== undefined) throw new Error(`Nothing was started: ${problem}`);
  return live.policy();
}

/**
 * Starts a containment or a release that a person wants. Who they are is what STS says of their signature, which covers
 * the wish. What is refused is answered and logged; only the warden's own failures are errors, and ring.
 */
export async function handler(event: unknown): Promise<ByHandReport> {
  const nowMs = Date.now();
  const call = readByHandCall(event);
  if (typeof call === "string") return log({ outcome: "refused", message: call });
  const { wish, proof } = call;
  try {
    const who = await whoAsks(proof, { containmentId: wishDigest(wish), answer: wish.kind, nowMs });
    const parts = {
      standings: dynamoStandings(stored),
      inventories: dynamoInventories(stored),
      containments: dynamoContainments(stored),
      playbooks: machines,
      releases: machines,
      sweeps,
      policy: () => policyInForce(nowMs),
      homeAccount,
    };
    return log(await actByHand(parts, wish, who, nowMs), wish, who);
  } catch (error) {
    if (!(error instanceof ProofRefusedError)) throw error;
    return log({ outcome: "refused", message: error.message }, wish);
  }
}

/** Who wanted what, and what came of it: never the signed headers. */
function log(report: ByHandReport, wish?: ByHandWish, who = ""): ByHandReport {
  const { outcome, message, request } = report;
  const about = wish === undefined ? {} : { wish: logged(wish), containmentId: request?.containmentId };
  const requested = report.derived?.requests.map(({ containmentId }) => containmentId);
  console.info(
    JSON.stringify({ message: "something was wanted by hand", ...about, who, outcome, said: message, requested }),
  );
  return report;
}

/** What a sweep found stands in the case; here only how much it was. */
function logged(wish: ByHandWish): object {
  if (wish.kind !== "sweep") return wish;
  const { kind, containmentId, why, found } = wish;
  const { contain, undo, rotate, cuts } = found;
  return { kind, containmentId, why, found: [contain, undo, rotate, cuts].map(({ length }) => length) };
}
