import { gzipSync } from "node:zlib";
import { GetItemCommand } from "@aws-sdk/client-dynamodb";
import { standingKey } from "../../lib/adapters/dynamodb/standing-item.ts";
import { deployHandler } from "./deployed-handler.ts";
import { quarantine, quiet } from "./records.ts";

const path = (name: string) => `AWSLogs/111122223333/CloudTrail/us-east-1/2026/11/21/${name}.json.gz`;
const file = (...records: object[]) => gzipSync(JSON.stringify({ Records: records }));
const objects = new Map<string, Uint8Array>([
  [`/trail/${path("first")}`, file(quiet("calm", "e-1"), quarantine("ci", "e-2"))],
  [`/trail/${path("second")}`, file(quiet("other", "e-3"))],
]);

type Handler = Awaited<ReturnType<typeof deployHandler>>;
let handler: Handler;
beforeAll(async () => {
  handler = await deployHandler("assess-log-files", "mode: enforce\n", objects);
}, 60_000);
afterAll(async () => {
  await handler.close();
});

const announce = (...names: string[]) =>
  JSON.stringify({
    Records: names.map((name) => ({
      eventSource: "aws:s3",
      eventName: "ObjectCreated:Put",
      s3: { bucket: { name: "trail" }, object: { key: path(name) } },
    })),
  });
const isStored = async (user: string) => {
  const Key = standingKey(`arn:aws:iam::111122223333:user/${user}`);
  return (await handler.table.send(new GetItemCommand({ TableName: handler.tableName, Key }))).Item !== undefined;
};

test("announced files are read and assessed; a message whose file cannot be had is delivered again, alone", async () => {
  const answer = await handler.call({
    Records: [
      { messageId: "one", body: announce("first") },
      { messageId: "two", body: announce("missing") },
      { messageId: "three", body: announce("second") },
    ],
  });
  expect(answer).toEqual({ batchItemFailures: [{ itemIdentifier: "two" }] });
  expect([await isStored("calm"), await isStored("ci"), await isStored("other")]).toEqual([true, true, true]);
  expect(handler.asked.executions).toHaveLength(1);
  expect(handler.log.some((line) => line.includes('"messageId":"two"'))).toBe(true);
});

test("a message that announces nothing is set aside, and not delivered again", async () => {
  const answer = await handler.call({ Records: [{ messageId: "four", body: "not json" }] });
  expect(answer).toEqual({ batchItemFailures: [] });
  expect(handler.asked.setAside).toHaveLength(1);
});
