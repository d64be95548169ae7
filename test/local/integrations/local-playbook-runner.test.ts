import { GetItemCommand, PutItemCommand } from "@aws-sdk/client-dynamodb";
import type { ContainmentRequest } from "../../../lib/domain/response/containment.ts";
import { type EmbeddedDynamoDB, startEmbeddedDynamoDB } from "../../../lib/local/embedded-dynamodb.ts";
import { dynamodbIntegrations } from "../../../lib/local/integrations/dynamodb-integrations.ts";
import { iamIntegrations } from "../../../lib/local/integrations/iam-integrations.ts";
import { localPlaybookRunner } from "../../../lib/local/integrations/local-playbook-runner.ts";
import { noticeIntegrations, type PublishedNotice } from "../../../lib/local/integrations/notice-integrations.ts";
import type { Integrations } from "../../../lib/local/state-machine/integration.ts";
import { StateError } from "../../../lib/local/state-machine/state-error.ts";
import { virtualClock } from "../../../lib/local/state-machine/virtual-clock.ts";
import { accountId, callOf, exampleAccount, startMs, verdict } from "../account/example-account.ts";
import { machine } from "../state-machine/example-run.ts";
import { examplePlaybook } from "./example-playbook.ts";

let store: EmbeddedDynamoDB;
beforeAll(async () => {
  store = await startEmbeddedDynamoDB();
});
afterAll(() => store.stop());

const otherPlaybook = machine({ Done: { Type: "Succeed" } });
let made = 0;

/** A fresh account with a playbook runner over it; every request has an id that the store has not seen. */
function place(change: (integrations: Integrations) => Integrations = (integrations) => integrations) {
  const { account, keys } = exampleAccount();
  const clock = virtualClock(startMs);
  const notices: PublishedNotice[] = [];
  const integrations = change({
    ...iamIntegrations(account),
    ...dynamodbIntegrations(store.client),
    ...noticeIntegrations((notice) => void notices.push(notice)),
  });
  const definitions = { "disable-access-key": examplePlaybook, "revoke-role-sessions": otherPlaybook };
  const runner = localPlaybookRunner({ definitions, integrations, clock, accountId });
  const request: ContainmentRequest = {
    containmentId: `containment-${++made}`,
    caseId: "case-1",
    identityKey: `arn:aws:iam::${accountId}:user/deploy-bot`,
    playbook: "disable-access-key",
    target: { playbook: "disable-access-key", accountId, userName: "deploy-bot", accessKeyId: keys[0] },
    reason: "Used from a network where it was never seen.",
    eventIds: ["event-1"],
    eventTime: "2026-11-21T06:59:00.000Z",
    decidedAt: "2026-11-21T06:59:10.000Z",
  };
  return { account, keys, clock, notices, runner, request };
}

const stored = async (request: ContainmentRequest) => {
  const Key = { pk: { S: `CONTAINMENT#${request.containmentId}` }, sk: { S: "CONTAINMENT" } };
  const { Item } = await store.client.send(new GetItemCommand({ TableName: store.tableName, Key }));
  return Item;
};

test("the playbook disables one key, keeps its sibling, stores before-state and outcome, and tells people", async () => {
  const { account, keys, clock, notices, runner, request } = place();
  expect(verdict(account, callOf(keys[0]), startMs)).toBe("allowed");
  expect(await runner.start(request)).toBe("started");
  const result = await runner.completion(request.containmentId);

  expect(result).toMatchObject({ status: "SUCCEEDED", output: { outcome: "contained", before: "Active" } });
  expect(await stored(request)).toMatchObject({ before: { S: "Active" }, outcome: { S: "contained" } });
  expect(notices).toEqual([expect.objectContaining({ subject: "Key disabled", message: request.containmentId })]);
  expect(verdict(account, callOf(keys[0]), clock.nowMs())).toBe("InvalidClientTokenId");
  expect(verdict(account, callOf(keys[1]), clock.nowMs())).toBe("allowed");
  expect(verdict(account, callOf(keys[2]), clock.nowMs())).toBe("allowed");
  expect(clock.nowMs()).toBe(startMs + 10_000);
});

test("a repeated request starts nothing, also when it was decided a moment later, and after the end", async () => {
  const { runner, request, notices } = place();
  expect(await runner.start(request)).toBe("started");
  expect(await runner.start(request)).toBe("already-started");
  await runner.whenIdle();
  expect(await runner.start({ ...request, decidedAt: "2026-11-21T06:59:11.000Z" })).toBe("already-started");
  expect(runner.executions()).toHaveLength(1);
  expect(notices).toHaveLength(1);
});

test("with the kill switch engaged nothing about the key is changed", async () => {
  const Item = { pk: { S: "SETTING#kill-switch" }, sk: { S: "SETTING" }, engaged: { BOOL: true } };
  await store.client.send(new PutItemCommand({ TableName: store.tableName, Item }));
  try {
    const { account, runner, request } = place();
    const before = account.state();
    await runner.start(request);
    const { output } = await runner.completion(request.containmentId);
    expect(output).toEqual({ outcome: "refused-kill-switch" });
    expect(account.state()).toBe(before);
  } finally {
    const off = { ...Item, engaged: { BOOL: false } };
    await store.client.send(new PutItemCommand({ TableName: store.tableName, Item: off }));
  }
});

test("a key that is gone is a failure that says so, in the store and to people", async () => {
  const { account, keys, runner, request, notices } = place();
  account.iam("deleteAccessKey", { UserName: "deploy-bot", AccessKeyId: keys[0] }, startMs);
  await runner.start(request);
  expect(await runner.completion(request.containmentId)).toMatchObject({
    status: "FAILED",
    error: "ContainmentFailed",
  });
  expect(await stored(request)).toMatchObject({ outcome: { S: "failed" } });
  expect(notices).toEqual([expect.objectContaining({ subject: "CONTAINMENT FAILED" })]);
});

const tasks = Object.entries(examplePlaybook.States)
  .filter(([, state]) => (state as { Type: string }).Type === "Task")
  .map(([name]) => name);

test.each(tasks)("an API that fails in the state %s ends in an outcome that can be seen", async (name) => {
  const failsIn = (integrations: Integrations): Integrations =>
    Object.fromEntries(
      Object.entries(integrations).map(([arn, handler]) => [
        arn,
        async (given, call) => {
          if (call.stateName === name) throw new StateError("Iam.ServiceFailureException", "injected");
          return handler(given, call);
        },
      ]),
    );
  const { runner, request, notices } = place(failsIn);
  await runner.start(request);
  const { status, history } = await runner.completion(request.containmentId);

  const visited = history.map(({ state }) => state);
  const failures = history.filter(({ error }) => error !== undefined);
  if (["Record refusal", "Record failure", "Tell failure"].includes(name)) {
    // Only reached after another failure.
    expect(visited).not.toContain(name);
    expect(status).toBe("SUCCEEDED");
    return;
  }
  expect(failures[0]).toMatchObject({
    state: name,
    error: { error: "Iam.ServiceFailureException", cause: "injected" },
  });
  const usesIam = (examplePlaybook.States as Record<string, { Resource?: string }>)[name]?.Resource?.includes(":iam:");
  expect(failures[0]?.retries).toBe(usesIam ? 2 : 0);
  if (name === "Tell success") {
    expect(status).toBe("SUCCEEDED");
    expect(await stored(request)).toMatchObject({ outcome: { S: "contained" } });
    return;
  }
  expect(status).toBe("FAILED");
  expect(await stored(request)).toMatchObject({ outcome: { S: "failed" } });
  expect(notices.map(({ subject }) => subject)).toEqual(["CONTAINMENT FAILED"]);
});

test("when everything after the failure fails too, the execution still fails with the reason", async () => {
  const { runner, request } = place((integrations) =>
    Object.fromEntries(
      Object.entries(integrations).map(([arn, handler]) => [
        arn,
        async (given, call) => {
          if (call.stateName !== "Read kill switch") throw new StateError("Everything.IsDown", "injected");
          return handler(given, call);
        },
      ]),
    ),
  );
  await runner.start(request);
  expect(await runner.completion(request.containmentId)).toMatchObject({
    status: "FAILED",
    cause: "Everything.IsDown",
  });
});

test("asking for a containment that was never started is an error", () => {
  expect(() => place().runner.completion("nothing")).toThrow(/no playbook was started for containment nothing/);
});
