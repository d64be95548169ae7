import { rmSync } from "node:fs";
import { dynamoInventories } from "../../lib/adapters/dynamodb/inventories.ts";
import { environment } from "../../lib/contract/environment.ts";
import { listingOf } from "../../lib/local/account/account-listing.ts";
import { type AwsEndpoint, startAwsEndpoint } from "../adapters/aws-endpoint.ts";
import { inventoriedAccount, readAtMs } from "../adapters/contract/account-reader.ts";
import { type LocalDynamo, startLocalDynamo } from "../adapters/dynamodb/local-table.ts";
import { iamAnswers, iamErrorAnswer, type Trouble } from "../adapters/iam/iam-answers.ts";
import { bundle, runHandler } from "./deployed-handler.ts";

const [home, member, roleless] = ["111122223333", "222222222222", "333333333333"];
let folder: string;
let dynamo: LocalDynamo;
let tableName: string;
let iam: AwsEndpoint;
let running: ReturnType<typeof runHandler>;
beforeAll(async () => {
  folder = bundle("take-inventory", `mode: observe\norganisationAccounts: ["${home}", "${member}", "${roleless}"]\n`);
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
    AWS_ENDPOINT_URL_STS: iam.config.endpoint,
    [environment.tableName]: tableName,
    [environment.homeAccount]: home as string,
    [environment.partition]: "aws",
    [environment.externalId]: "nhi-warden-111122223333",
  });
}, 60_000);
afterAll(async () => {
  await running.stop();
  await iam.close();
  await dynamo.close();
  rmSync(folder, { recursive: true, force: true });
});

/** STS that lets into `member` alone. */
const sts: Trouble = (action, parameters) => {
  if (action !== "AssumeRole") return undefined;
  if (!parameters.get("RoleArn")?.includes(`:${member}:`)) return iamErrorAnswer("AccessDenied", 403, "no");
  const fields = { AccessKeyId: `ASIA${member}`, SecretAccessKey: "secret", SessionToken: "token" };
  return {
    body: Object.entries(fields)
      .map(([name, value]) => `<${name}>${value}</${name}>`)
      .join(""),
  };
};

test("the account's IAM is read and stored; what cannot be read is logged and keeps nothing else from it", async () => {
  const listing = listingOf(inventoriedAccount(), readAtMs);
  iam.answer(
    iamAnswers(listing, 2, (action, parameters) =>
      action === "GenerateCredentialReport" ? iamErrorAnswer("AccessDenied", 403, "no") : sts(action, parameters),
    ),
  );
  expect(await running.call({})).toEqual({
    accounts: 2,
    identities: 8,
    keys: 4,
    withoutKeys: 0,
    gaps: 2,
    notRead: 1,
    failures: 0,
  });
  const stored = await dynamoInventories({ client: dynamo.client, tableName }).get(
    "arn:aws:iam::111122223333:user/deploy",
  );
  expect(stored?.keys).toHaveLength(2);
  expect(stored?.hasMfa).toBeUndefined();
  expect(running.log.some((line) => line.includes("AccessDenied: no"))).toBe(true);
  expect(running.log.some((line) => line.includes('"message":"inventory taken"'))).toBe(true);
  const said = `account ${roleless}: the role NhiWarden-inventory is missing in account ${roleless}`;
  expect(running.log.some((line) => line.includes(said))).toBe(true);
  const signers = iam.requests.map(({ headers }) => /Credential=(\w+)\//.exec(headers.authorization ?? "")?.[1]);
  expect(new Set(signers)).toEqual(new Set(["local", `ASIA${member}`]));
});

test("where IAM refuses, the function fails, so that its alarm rings", async () => {
  iam.answer(() => iamErrorAnswer("AccessDenied", 403, "a service control policy"));
  await expect(running.call({})).rejects.toThrow("gave no page 1: AccessDenied: a service control policy");
});
