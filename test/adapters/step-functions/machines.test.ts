import { SFNClient } from "@aws-sdk/client-sfn";
import { stepFunctionsMachines } from "../../../lib/adapters/step-functions/machines.ts";
import { type AwsEndpoint, json, jsonError, startAwsEndpoint } from "../aws-endpoint.ts";
import { containmentRequest } from "../contract/containment-store.ts";

let endpoint: AwsEndpoint;
let client: SFNClient;
beforeAll(async () => {
  endpoint = await startAwsEndpoint();
  client = new SFNClient(endpoint.config);
});
afterAll(async () => {
  client.destroy();
  await endpoint.close();
});

const place = { partition: "aws", region: "eu-west-1", accountId: "111122223333" };
const release = {
  containmentId: "containment-1",
  playbook: "disable-access-key",
  by: "arn:aws:iam::111122223333:user/ana",
  why: "a drill",
} as const;

function open() {
  const used = new Set<string>();
  const started: Record<string, string>[] = [];
  endpoint.answer(({ body }) => {
    const start = JSON.parse(body) as Record<string, string>;
    if (used.has(start["name"] ?? "")) return jsonError("ExecutionAlreadyExists", "used");
    used.add(start["name"] ?? "");
    started.push(start);
    return json({ executionArn: "arn:x", startDate: 0 });
  });
  let nowMs = 1_800_000_000_000;
  const machines = stepFunctionsMachines({ client, ...place, nowMs: () => nowMs });
  return { machines, started, later: (ms: number) => (nowMs += ms) };
}

test("playbooks and releases are found by their names in the account and region", async () => {
  const { machines, started } = open();
  await machines.start(containmentRequest({ containmentId: "containment-1" }));
  await machines.release(release);
  const arn = (name: string) => `arn:aws:states:eu-west-1:111122223333:stateMachine:${name}`;
  expect(started).toMatchObject([
    { stateMachineArn: arn("NhiWarden-disable-access-key"), name: "containment-1" },
    { stateMachineArn: arn("NhiWarden-release-disable-access-key"), name: "release-containment-1" },
  ]);
  expect(JSON.parse(started[1]?.["input"] ?? "")).toEqual({
    containmentId: "containment-1",
    by: release.by,
    why: "a drill",
  });
});

test("a release that was refused may be tried again, once a minute", async () => {
  const { machines, started, later } = open();
  expect(await machines.release(release)).toBe("started");
  expect(await machines.release(release)).toBe("started");
  expect(await machines.release(release)).toBe("already-started");
  later(60_000);
  expect(await machines.release(release)).toBe("started");
  for (const { name } of started) expect(name).toMatch(/^release-containment-1(-[0-9a-z]+)?$/);
});
