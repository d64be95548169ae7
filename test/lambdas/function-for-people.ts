import { rmSync } from "node:fs";
import { connectCaller } from "../../lib/adapters/sts/aws-caller.ts";
import { environment } from "../../lib/contract/environment.ts";
import { type AwsEndpoint, json, startAwsEndpoint } from "../adapters/aws-endpoint.ts";
import { type LocalDynamo, startLocalDynamo } from "../adapters/dynamodb/local-table.ts";
import { stsAnswer } from "../adapters/sts/sts-server.ts";
import { bundle, runHandler } from "./deployed-handler.ts";

const region = "eu-west-1";

export interface FunctionForPeople {
  readonly dynamo: LocalDynamo;
  readonly tableName: string;
  /** Bodies of the calls of Step Functions that were made, in order. */
  readonly asked: readonly Record<string, string>[];
  readonly log: string[];
  call(event: unknown): Promise<unknown>;
  close(): Promise<void>;
}

/**
 * A bundled function that people invoke, beside a table, an STS that knows `people` by their key ids, and a Step
 * Functions that takes calls of `operation`.
 */
export async function startForPeople(
  entry: string,
  policy: string,
  { people, operation, answer }: { people: Readonly<Record<string, string>>; operation: string; answer: object },
): Promise<FunctionForPeople> {
  const asked: Record<string, string>[] = [];
  const dynamo = await startLocalDynamo();
  const tableName = await dynamo.table();
  const aws: AwsEndpoint = await startAwsEndpoint();
  aws.answer((request) => {
    if (request.headers["x-amz-target"] === `AWSStepFunctions.${operation}`) {
      asked.push(JSON.parse(request.body));
      return json(answer);
    }
    return stsAnswer(request, people, `sts.${region}.amazonaws.com`);
  });
  const folder = bundle(entry, policy);
  const table = await dynamo.client.config.endpoint?.();
  const running = runHandler(folder, {
    AWS_REGION: region,
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_ENDPOINT_URL_SFN: aws.config.endpoint,
    AWS_ENDPOINT_URL_STS: `${aws.config.endpoint}/`,
    AWS_ENDPOINT_URL_DYNAMODB: `http://${table?.hostname}:${table?.port}`,
    [environment.tableName]: tableName,
    [environment.homeAccount]: "111122223333",
    [environment.partition]: "aws",
  });
  const before = { ...process.env };
  return {
    dynamo,
    tableName,
    asked,
    log: running.log,
    call: (event) => running.call(event),
    async close() {
      await running.stop();
      await aws.close();
      await dynamo.close();
      rmSync(folder, { recursive: true, force: true });
      process.env = before;
    },
  };
}

/** A proof as `nhi` makes it, with somebody's own credentials. */
export async function provenBy(keyId: string, subject: string, answer: string, narrower?: number) {
  Object.assign(process.env, { AWS_REGION: region, AWS_ACCESS_KEY_ID: keyId, AWS_SECRET_ACCESS_KEY: "secret" });
  delete process.env["AWS_SESSION_TOKEN"];
  const caller = await connectCaller();
  const proof = await caller.prove(subject, answer, narrower);
  caller.close();
  return proof;
}
