import { rmSync } from "node:fs";
import { dynamoInventories } from "../../lib/adapters/dynamodb/inventories.ts";
import { environment } from "../../lib/contract/environment.ts";
import { listingOf } from "../../lib/local/account/account-listing.ts";
import { type AwsEndpoint, startAwsEndpoint } from "../adapters/aws-endpoint.ts";
import { inventoriedAccount, readAtMs } from "../adapters/contract/account-reader.ts";
import { type LocalDynamo, startLocalDynamo } from "../adapters/dynamodb/local-table.ts";
import { iamAnswers, iamErrorAnswer } from "../adapters/iam/iam-answers.ts";
import { bundle, runHandler } from "./deployed-handler.ts";

let folder: string;
let dynamo: LocalDynamo;
let tableName: string;
let iam: AwsEndpoint;
let running: ReturnType<typeof runHandler>;
beforeAll(async () => {
  folder = bundle("take-inventory", "mode: observe\n");
  dynamo = await startLocalDynamo();
  tableName = await dynamo.table();
  iam = await startAwsEndpoint();
  const table = await dynamo.client.config.endpoint?.();
  running = runHandler(folder, {
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_ENDPOINT_URL_IAM: iam.config.endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: `http://${table?.hostname}:${table?.port}`,
    [environment.tableName]: tableName,
  });
}, 60_000);
afterAll(async () => {
  await running.stop();
  await iam.close();
  await dynamo.close();
  rmSync(folder, { recursive: true, force: true });
});

test("the account's IAM is read and stored; what cannot be read is logged and keeps nothing else from it", async () => {
  const listing = listingOf(inventoriedAccount(), readAtMs);
  iam.answer(
    iamAnswers(listing, 2, (action) =>
      action === "GenerateCredentialReport" ? iamErrorAnswer("AccessDenied", 403, "no") : undefined,
    ),
  );
  expect(await running.call({})).toEqual({ identities: 4, keys: 2, withoutKeys: 0, gaps: 1 });
  const stored = await dynamoInventories({ client: dynamo.client, tableName }).get(
    "arn:aws:iam::111122223333:user/deploy",
  );
  expect(stored?.keys).toHaveLength(2);
  expect(stored?.hasMfa).toBeUndefined();
  expect(running.log.some((line) => line.includes("AccessDenied: no"))).toBe(true);
  expect(running.log.some((line) => line.includes('"message":"inventory taken"'))).toBe(true);
});

test("where IAM refuses, the function fails, so that its alarm rings", async () => {
  iam.answer(() => iamErrorAnswer("AccessDenied", 403, "a service control policy"));
  await expect(running.call({})).rejects.toThrow("gave no page 1: AccessDenied: a service control policy");
});
