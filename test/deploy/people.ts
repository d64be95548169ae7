import { AttachUserPolicyCommand } from "@aws-sdk/client-iam";
import { names } from "../../lib/contract/names.ts";
import { atMost } from "./at-most.ts";
import type { AwsClients } from "./aws-clients.ts";
import { userArn } from "./cloudtrail-record.ts";
import { createKeyUser, type KeyUser } from "./key-user.ts";
import type { MiniStack } from "./ministack.ts";
import { bundleNhi } from "./nhi-bundle.ts";
import { type CommandResult, runCommand } from "./run-command.ts";
import { openServiceDoor } from "./service-door.ts";
import { sendSigned } from "./signed-request.ts";

/** Somebody with an access key and one of the warden's policies for people, at the command line. */
export interface Person {
  readonly arn: string;
  /** Runs `nhi`, with their credentials and nothing else, against the deployed table. */
  nhi(...words: readonly string[]): Promise<CommandResult>;
}

export interface People {
  /** Contains and releases by hand. */
  readonly olivia: Person;
  /** They answer. */
  readonly ann: Person;
  readonly ben: Person;
  leave(): Promise<void>;
}

const mostMs = 60_000;
/** Calls at the same time: each starts a process here, and one of the function that it asks. */
const mostCalls = 3;

/** Makes three people, and lets them and the functions for people reach STS and Lambda under AWS's own names. */
export async function invitePeople(ministack: MiniStack, clients: AwsClients, tableName: string): Promise<People> {
  const { endpoint, region, accountId } = ministack;
  const sts = await openServiceDoor(endpoint, `sts.${region}.amazonaws.com`);
  const lambda = await openServiceDoor(endpoint, `lambda.${region}.amazonaws.com`);
  await letAsk(names.approverFunction, ministack, sts.endpoint);
  await letAsk(names.byHandFunction, ministack, sts.endpoint);
  const command = await bundleNhi();
  const inTurn = atMost(mostCalls);
  const environment = {
    PATH: process.env["PATH"] ?? "",
    NO_COLOR: "1",
    AWS_REGION: region,
    AWS_ENDPOINT_URL: endpoint,
    AWS_ENDPOINT_URL_STS: sts.endpoint,
    AWS_ENDPOINT_URL_LAMBDA: lambda.endpoint,
  };
  const invite = async (name: string, policies: readonly string[]): Promise<Person> => {
    const user: KeyUser = await createKeyUser(clients.iam, accountId, name, ["sts:GetCallerIdentity"]);
    for (const policy of policies) {
      const PolicyArn = `arn:aws:iam::${accountId}:policy${names.rolePath}${policy}`;
      await clients.iam.send(new AttachUserPolicyCommand({ UserName: name, PolicyArn }));
    }
    const env = {
      ...environment,
      AWS_ACCESS_KEY_ID: user.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: user.credentials.secretAccessKey,
    };
    return {
      arn: userArn(accountId, name),
      nhi: (...words) =>
        inTurn(() =>
          runCommand(process.execPath, [command, ...words, "--table", tableName], { env, timeoutMs: mostMs }),
        ),
    };
  };
  const [olivia, ann, ben] = await Promise.all([
    invite("olivia", [names.responderPolicy, names.approverPolicy]),
    invite("ann", [names.approverPolicy]),
    invite("ben", [names.approverPolicy]),
  ]);
  return {
    olivia,
    ann,
    ben,
    async leave() {
      await Promise.all([sts.stop(), lambda.stop()]);
    },
  };
}

/** Sets where a function finds STS, beside the variables that it was deployed with. */
async function letAsk(functionName: string, ministack: MiniStack, stsEndpoint: string): Promise<void> {
  const path = `/2015-03-31/functions/${functionName}/configuration`;
  const call = { endpoint: ministack.endpoint, region: ministack.region, service: "lambda", path, headers: {} };
  const read = await sendSigned(ministack.root, { ...call, method: "GET", body: "" }, Date.now());
  const { Environment } = JSON.parse(read.body) as { Environment?: { Variables?: Record<string, string> } };
  const Variables = { ...Environment?.Variables, AWS_ENDPOINT_URL_STS: stsEndpoint };
  const body = JSON.stringify({ Environment: { Variables } });
  const headers = { "content-type": "application/json" };
  const set = await sendSigned(ministack.root, { ...call, headers, method: "PUT", body }, Date.now());
  if (set.status !== 200) throw new Error(`${functionName} was not told where STS is: ${set.body}`);
}
