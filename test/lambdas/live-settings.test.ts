import { dynamoSettings } from "../../lib/adapters/dynamodb/settings.ts";
import { settingsWrite } from "../adapters/contract/settings-store.ts";
import { deployHandler } from "./deployed-handler.ts";
import { envelope, quarantine } from "./records.ts";

const sqs = (record: object) => ({
  Records: [{ messageId: "one", body: JSON.stringify(envelope(record)), eventSource: "aws:sqs" }],
});

test("a handler takes up what was set live before its batch, and says so", async () => {
  const handler = await deployHandler("assess-events", "mode: enforce\n");
  const store = dynamoSettings({ client: handler.table, tableName: handler.tableName });
  await store.save(settingsWrite(0, { signalWeights: { "rule-match": 0 } }));
  await handler.call(sqs(quarantine("ci", "e-1")));
  await handler.close();
  expect([handler.asked.executions, handler.asked.alerts]).toEqual([[], []]);
  expect(handler.log.join("\n")).toContain('{"message":"live settings are in force","version":1}');
  expect(handler.log.join("\n")).toContain('"NotInForce":0');
}, 60_000);

test("whoever writes to the table makes no observing handler act: the settings are refused, and the log says so", async () => {
  const handler = await deployHandler("assess-events", "presets: [strict]\n");
  const settings = { mode: "enforce", signalWeights: { "rule-match": 2 } };
  await dynamoSettings({ client: handler.table, tableName: handler.tableName }).save({
    ...settingsWrite(0, {}),
    settings: settings as never,
  });
  await handler.call(sqs(quarantine("ci", "e-2")));
  await handler.close();
  expect(handler.asked.executions).toEqual([]);
  expect(handler.asked.alerts).toHaveLength(1);
  const log = handler.log.join("\n");
  expect(log).toContain('"message":"live settings are not in force"');
  expect(log).toContain("nobody is to widen a response");
  expect(log).toContain('"NotInForce":1');
}, 60_000);
