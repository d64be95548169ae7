import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { environment } from "../../lib/contract/environment.ts";
import { playbookNames } from "../../lib/domain/response/decision.ts";
import { type AwsAnswer, type AwsRequest, json, startAwsEndpoint } from "../adapters/aws-endpoint.ts";
import { type LocalDynamo, startLocalDynamo } from "../adapters/dynamodb/local-table.ts";

/** What the handlers asked of the services around the table. */
export interface Asked {
  readonly alerts: URLSearchParams[];
  readonly executions: { readonly name: string; readonly stateMachineArn: string; readonly input: string }[];
  readonly setAside: string[];
  /** Bodies of what was put into other queues. */
  readonly queued: string[];
  /** JSON texts of the records that the event history answers every look-up with; undefined where it refuses. */
  history: readonly string[] | undefined;
  /** The same of other accounts, each with a role that may be taken; STS refuses those of all others. */
  readonly members: Map<string, readonly string[]>;
  /** What STS was asked for roles with. */
  readonly roles: URLSearchParams[];
}

export interface DeployedHandler {
  readonly asked: Asked;
  /** Calls the handler with one event; throws what it throws. */
  call(event: unknown): Promise<unknown>;
  /** Lines that the handler wrote to its log. */
  readonly log: string[];
  close(): Promise<void>;
}

const worker = `
import { createInterface } from "node:readline";
const { handler } = await import(process.argv[1]);
for await (const line of createInterface({ input: process.stdin })) {
  const answer = await handler(JSON.parse(line)).then((value) => ({ value }), (error) => ({ error: String(error?.message ?? error) }));
  process.stdout.write("ANSWER " + JSON.stringify(answer) + "\\n");
}
process.exit(0);
`;

const bundled = new Map<string, Buffer>();

/** One handler bundled as the stack does it, once in each test file, with the rules and a policy beside it. */
export function bundle(entry: string, policy: string): string {
  const folder = mkdtempSync(join(tmpdir(), "nhi-warden-handler-"));
  const code = bundled.get(entry) ?? bundleCode(entry, join(folder, "index.mjs"));
  bundled.set(entry, code);
  writeFileSync(join(folder, "index.mjs"), code);
  cpSync("rules", join(folder, "rules"), { recursive: true });
  writeFileSync(join(folder, "warden.yaml"), policy);
  return folder;
}

function bundleCode(entry: string, file: string): Buffer {
  // As a command of its own: inside Jest esbuild refuses the typed arrays of another realm.
  execFileSync("node_modules/.bin/esbuild", [
    `lambdas/${entry}.ts`,
    `--outfile=${file}`,
    "--bundle",
    "--platform=node",
    "--format=esm",
    "--target=node20",
    "--main-fields=module,main",
    "--log-level=error",
    '--banner:js=import{createRequire}from"node:module";const require=createRequire(import.meta.url);',
  ]);
  return readFileSync(file);
}

/** Runs a bundled handler in a process of its own, as Lambda would, against services on this machine. */
export function runHandler(folder: string, variables: Readonly<Record<string, string>>) {
  const child: ChildProcess = spawn(
    process.execPath,
    ["--input-type=module", "-e", worker, join(folder, "index.mjs")],
    {
      env: { ...variables },
      stdio: ["pipe", "pipe", "pipe"],
    },
  );
  const log: string[] = [];
  const waiting: ((line: string) => void)[] = [];
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  createInterface({ input: child.stdout as NodeJS.ReadableStream }).on("line", (line) => {
    if (line.startsWith("ANSWER ")) waiting.shift()?.(line.slice(7));
    else log.push(line);
  });
  createInterface({ input: child.stderr as NodeJS.ReadableStream }).on("line", (line) => log.push(line));
  return {
    log,
    async call(event: unknown): Promise<unknown> {
      const answered = new Promise<string>((resolve) => waiting.push(resolve));
      child.stdin?.write(`${JSON.stringify(event)}\n`);
      const died = ended.then(() => JSON.stringify({ error: `the process ended: ${log.join("\n")}` }));
      const { value, error } = JSON.parse(await Promise.race([answered, died])) as { value: unknown; error?: string };
      if (error !== undefined) throw new Error(error);
      return value;
    },
    async stop() {
      child.stdin?.end();
      await ended;
    },
  };
}

function answerOf(request: AwsRequest, asked: Asked): AwsAnswer {
  const target = request.headers["x-amz-target"];
  if (target === "AWSStepFunctions.StartExecution") {
    asked.executions.push(JSON.parse(request.body));
    return json({ executionArn: "arn:aws:states:eu-west-1:111122223333:execution:x:y", startDate: 0 });
  }
  if (target === "AmazonSQS.SendMessageBatch") {
    const { Entries: entries } = JSON.parse(request.body) as { Entries: { Id: string; MessageBody: string }[] };
    asked.setAside.push(...entries.map((entry) => entry.MessageBody));
    const md5 = (text: string) => createHash("md5").update(text).digest("hex");
    return json({
      Successful: entries.map(({ Id, MessageBody }) => ({ Id, MessageId: Id, MD5OfMessageBody: md5(MessageBody) })),
      Failed: [],
    });
  }
  if (target === "AmazonSQS.SendMessage") {
    const { MessageBody: body } = JSON.parse(request.body) as { MessageBody: string };
    asked.queued.push(body);
    return json({ MessageId: "1", MD5OfMessageBody: createHash("md5").update(body).digest("hex") });
  }
  const [, member = ""] = /Credential=ASIA(\d{12})\//.exec(request.headers.authorization ?? "") ?? [];
  const history = member === "" ? asked.history : asked.members.get(member);
  if (String(target).endsWith(".LookupEvents") && history !== undefined) {
    return json({ Events: history.map((text) => ({ CloudTrailEvent: text })) });
  }
  const form = new URLSearchParams(request.body);
  if (form.get("Action") === "AssumeRole") return roleAnswer(form, asked);
  if (form.get("Action") === "Publish") {
    asked.alerts.push(form);
    const body = "<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>";
    return { headers: { "content-type": "text/xml" }, body };
  }
  return { status: 400, body: `nobody answers ${request.path} ${String(target)}` };
}

/** Credentials whose key says which account they are of. */
function roleAnswer(form: URLSearchParams, asked: Asked): AwsAnswer {
  asked.roles.push(form);
  const accountId = form.get("RoleArn")?.split(":")[4] ?? "";
  if (!asked.members.has(accountId)) return { status: 403, body: "<Error><Code>AccessDenied</Code></Error>" };
  const fields = { AccessKeyId: `ASIA${accountId}`, SecretAccessKey: "secret", SessionToken: "token" };
  const body = Object.entries(fields).map(([name, value]) => `<${name}>${value}</${name}>`);
  return { headers: { "content-type": "text/xml" }, body: `<Credentials>${body.join("")}</Credentials>` };
}

/**
 * A handler with a table, a topic, a queue and state machines of its own. `objects` are what S3 gives out by path;
 * `files` are put beside the handler.
 */
export async function deployHandler(
  entry: string,
  policy: string,
  objects: ReadonlyMap<string, Uint8Array> = new Map(),
  files: Readonly<Record<string, string>> = {},
): Promise<DeployedHandler & { readonly table: LocalDynamo["client"]; readonly tableName: string }> {
  const folder = bundle(entry, policy);
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const dynamo = await startLocalDynamo();
  const tableName = await dynamo.table();
  const endpoint = await startAwsEndpoint();
  const asked: Asked = {
    alerts: [],
    executions: [],
    setAside: [],
    queued: [],
    history: undefined,
    members: new Map(),
    roles: [],
  };
  endpoint.answer((request) => {
    const object = objects.get(decodeURIComponent(request.path.split("?")[0] ?? ""));
    if (object === undefined) return answerOf(request, asked);
    return { headers: { "content-length": String(object.length) }, body: object };
  });
  const arn = (name: string) => `arn:aws:states:eu-west-1:111122223333:stateMachine:${name}`;
  const dynamoEndpoint = await dynamo.client.config.endpoint?.();
  const running = runHandler(folder, {
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_ENDPOINT_URL: endpoint.config.endpoint,
    AWS_ENDPOINT_URL_DYNAMODB: `http://${dynamoEndpoint?.hostname}:${dynamoEndpoint?.port}`,
    [environment.tableName]: tableName,
    [environment.topicArn]: "arn:aws:sns:eu-west-1:111122223333:warden",
    [environment.setAsideQueueUrl]: `${endpoint.config.endpoint}/111122223333/set-aside`,
    [environment.sweepQueueUrl]: `${endpoint.config.endpoint}/111122223333/sweeps`,
    [environment.homeAccount]: "111122223333",
    [environment.sweepRegions]: "eu-west-1",
    [environment.partition]: "aws",
    [environment.externalId]: "nhi-warden-111122223333",
    AWS_ENDPOINT_URL_STS: `${endpoint.config.endpoint}/sts`,
    [environment.playbookArns]: JSON.stringify(Object.fromEntries(playbookNames.map((name) => [name, arn(name)]))),
  });
  return {
    asked,
    table: dynamo.client,
    tableName,
    log: running.log,
    call: running.call,
    async close() {
      await running.stop();
      await endpoint.close();
      await dynamo.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
