import { disableAccessKeyDefinition } from "../../../lib/infra/playbooks/disable-access-key.ts";
import { keyRequest, roleRequest } from "./requests.ts";
import { CallError, runPlaybook } from "./run-playbook.ts";
import { answerFrom, type World } from "./world.ts";

const definition = disableAccessKeyDefinition({ tableName: "warden", topicArn: "topic" });
const stolen = "AKIAIOSFODNN7EXAMPLE";
const sibling = "AKIAI44QH8DHBEXAMPLE";
const active = (): World => ({
  keys: [
    { AccessKeyId: sibling, Status: "Active" },
    { AccessKeyId: stolen, Status: "Active" },
  ],
});
const run = (world: World, input: unknown = keyRequest) => runPlaybook(definition, input, answerFrom(world));
const changes = (calls: readonly { resource: string }[]) =>
  calls.filter(({ resource }) => resource.endsWith("updateAccessKey"));

describe("the playbook that disables an access key", () => {
  it("sets the one key to Inactive, proves it by reading back, and leaves the user's other key alone", async () => {
    const world = active();
    const { status, path } = await run(world);
    expect(status).toBe("SUCCEEDED");
    expect(world.keys).toEqual([
      { AccessKeyId: sibling, Status: "Active" },
      { AccessKeyId: stolen, Status: "Inactive" },
    ]);
    expect(path.indexOf("ReadKillSwitch")).toBe(path.indexOf("DisableKey") - 2);
    expect(world.record).toMatchObject({
      state: "contained",
      outcome: "contained",
      proof: "READ-BACK",
      beforeState: '{"status":"Active"}',
      request: JSON.stringify(keyRequest),
      startedAt: "2026-11-21T07:00:10.000Z",
    });
    expect(world.record).not.toHaveProperty("openKind");
    expect(world.notices).toHaveLength(1);
    expect(world.notices?.[0]?.Subject).toBe("NHI Warden: contained (disable-access-key)");
    expect(world.notices?.[0]?.Message).toContain(keyRequest.reason);
  });

  it("acts in the target's account, through the responder role there", async () => {
    const { calls } = await run(active());
    const roles = new Set(calls.filter(({ resource }) => resource.includes(":iam:")).map(({ roleArn }) => roleArn));
    expect([...roles]).toEqual(["arn:aws:iam::222222222222:role/nhi-warden/NhiWarden-disable-access-key"]);
  });

  it("writes what stood before the change before it makes the change", async () => {
    const { path } = await run(active());
    expect(path.indexOf("RecordBefore")).toBeGreaterThan(0);
    expect(path.indexOf("RecordBefore")).toBeLessThan(path.indexOf("DisableKey"));
  });

  it("keeps the before-state of the first run when it is run again", async () => {
    const world = active();
    await run(world);
    (world.keys ?? [])[1] = { AccessKeyId: stolen, Status: "Inactive" };
    await run(world);
    expect(world.record).toMatchObject({ outcome: "already-contained", beforeState: '{"status":"Active"}' });
  });

  it("changes nothing where the key is already inactive", async () => {
    const world: World = { keys: [{ AccessKeyId: stolen, Status: "Inactive" }] };
    const { status, calls } = await run(world);
    expect(status).toBe("SUCCEEDED");
    expect(changes(calls)).toHaveLength(0);
    expect(world.record).toMatchObject({ state: "contained", outcome: "already-contained" });
  });

  it.each([
    ["engaged", { engaged: { BOOL: true } }],
    ["engaged, as the SDK integration spells it", { engaged: { Bool: true } }],
    ["stored without a value", {}],
    ["stored as text", { engaged: { S: "false" } }],
    ["stored as null", { engaged: { NULL: true } }],
    ["stored twice over", { engaged: { BOOL: false, S: "true" } }],
  ])("refuses where the kill switch is %s", async (_, killSwitch) => {
    const world = { ...active(), killSwitch };
    const { status, calls } = await run(world);
    expect(status).toBe("SUCCEEDED");
    expect(changes(calls)).toHaveLength(0);
    expect(world.record).toMatchObject({ state: "refused", outcome: "refused-kill-switch", proof: "NONE" });
    expect(world.notices).toHaveLength(1);
  });

  it.each([[{ engaged: { BOOL: false } }], [{ engaged: { Bool: false }, setBy: { S: "ops" } }]])(
    "acts where the kill switch is released: %j",
    async (killSwitch) => {
      const world = { ...active(), killSwitch };
      await run(world);
      expect(world.record).toMatchObject({ outcome: "contained" });
    },
  );

  it("refuses where the kill switch cannot be read", async () => {
    const down = new CallError("DynamoDB.ProvisionedThroughputExceededException", "slow down");
    const world = { ...active(), failing: { ReadKillSwitch: down } };
    const { calls } = await run(world);
    expect(changes(calls)).toHaveLength(0);
    expect(world.record).toMatchObject({ outcome: "refused-kill-switch" });
    expect(world.record?.["detail"]).toContain("slow down");
  });

  it("says that a key is not found where the user has no such key", async () => {
    const world: World = { keys: [{ AccessKeyId: sibling, Status: "Active" }] };
    const { calls } = await run(world);
    expect(changes(calls)).toHaveLength(0);
    expect(world.record).toMatchObject({ state: "failed", outcome: "target-not-found" });
    expect(world.notices).toHaveLength(1);
  });

  it("says that the target is not found where the user has no key at all", async () => {
    const world: World = { keys: [] };
    await run(world);
    expect(world.record).toMatchObject({ outcome: "target-not-found" });
  });

  it.each(["ReadKeyBefore", "DisableKey"])(
    "says that the target is not found where IAM says so in %s",
    async (state) => {
      const gone = new CallError("Iam.NoSuchEntityException", "The user with name backup cannot be found.");
      const world = { ...active(), failing: { [state]: gone } };
      await run(world);
      expect(world.record).toMatchObject({ outcome: "target-not-found" });
      expect(world.notices).toHaveLength(1);
    },
  );

  it("says that the target is protected where the responder's own deny refuses it", async () => {
    const denied = new CallError(
      "Iam.IamException",
      "User: x is not authorized to perform: iam:UpdateAccessKey on resource: user backup with an explicit deny in an identity-based policy",
    );
    const world = { ...active(), failing: { DisableKey: denied } };
    await run(world);
    expect(world.record).toMatchObject({ state: "refused", outcome: "refused-protected" });
  });

  it("fails visibly where IAM accepts the change and does not make it", async () => {
    const world = { ...active(), deaf: true };
    const { status, path } = await run(world);
    expect(status).toBe("FAILED");
    expect(path.filter((name) => name === "ReadKeyBack")).toHaveLength(6);
    expect(world.record).toMatchObject({ state: "failed", outcome: "failed", proof: "NONE", openKind: "containment" });
    expect(world.notices).toHaveLength(1);
  });

  it.each(["RecordStart", "ReadKeyBefore", "RecordBefore", "ReadKillSwitch"])(
    "changes nothing where %s fails, records that and tells people",
    async (state) => {
      const world = { ...active(), failing: { [state]: new CallError("States.Timeout", "no answer") } };
      const { calls } = await run(world);
      expect(changes(calls)).toHaveLength(0);
      expect(world.record?.["detail"]).toContain("States.Timeout");
      expect(world.notices).toHaveLength(1);
    },
  );

  it("ends as failed, with the change recorded, where people cannot be told", async () => {
    const world = { ...active(), failing: { Notify: new CallError("Sns.KmsDisabledException", "key off") } };
    const { status } = await run(world);
    expect(status).toBe("FAILED");
    expect(world.record).toMatchObject({ outcome: "contained", notice: "failed" });
  });

  it("ends as failed, and tells people so, where the outcome cannot be recorded", async () => {
    const world = { ...active(), failing: { RecordOutcome: new CallError("States.Timeout", "no answer") } };
    const { status } = await run(world);
    expect(status).toBe("FAILED");
    expect(world.notices?.[0]?.Message).toContain("The outcome could not be recorded.");
  });

  it.each([
    ["a request for another playbook", roleRequest],
    ["a request whose target is another playbook's", { ...keyRequest, target: roleRequest.target }],
  ])("refuses %s without a single call", async (_, input) => {
    const { status, calls } = await run(active(), input);
    expect(status).toBe("FAILED");
    expect(calls).toEqual([]);
  });

  it("records a request that lacks its user as failed, and changes nothing", async () => {
    const world = active();
    const { userName: _, ...target } = keyRequest.target as Extract<
      typeof keyRequest.target,
      { playbook: "disable-access-key" }
    >;
    const { status, calls } = await run(world, { ...keyRequest, target });
    expect(status).toBe("FAILED");
    expect(changes(calls)).toHaveLength(0);
    expect(world.record).toMatchObject({ outcome: "failed" });
  });
});
