import { revokeRoleSessionsDefinition } from "../../../lib/infra/playbooks/revoke-role-sessions.ts";
import { roleRequest } from "./requests.ts";
import { CallError, runPlaybook } from "./run-playbook.ts";
import { answerFrom, type World } from "./world.ts";

const definition = revokeRoleSessionsDefinition({ tableName: "warden", topicArn: "topic" });
const policyName = "NhiWarden-RevokeOlderSessions";
const run = (world: World) => runPlaybook(definition, roleRequest, answerFrom(world));
const changes = (calls: readonly { resource: string }[]) =>
  calls.filter(({ resource }) => resource.endsWith("putRolePolicy"));

describe("the playbook that revokes a role's sessions", () => {
  it("denies everything to sessions issued before 30 s after the kill switch was read, and proves it", async () => {
    const world: World = { policies: { own: "{}" } };
    const { status, path } = await run(world);
    expect(status).toBe("SUCCEEDED");
    const guarded = path.indexOf("IsKillSwitchReleased");
    expect(path[guarded + 1]).toBe("RevokeSessions");
    const cutOff = new Date(Date.parse("2026-11-21T07:00:30.000Z") + guarded * 5000).toISOString();
    expect(JSON.parse(world.policies?.[policyName] ?? "")).toEqual({
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "NhiRevoke",
          Effect: "Deny",
          Action: "*",
          Resource: "*",
          Condition: { DateLessThan: { "aws:TokenIssueTime": cutOff } },
        },
      ],
    });
    expect(world.policies?.["own"]).toBe("{}");
    expect(world.record).toMatchObject({
      state: "contained",
      outcome: "contained",
      proof: "READ-BACK",
      beforeState: '{"policyDocument":null}',
    });
    expect(world.notices?.[0]?.Subject).toBe("NHI Warden: contained (revoke-role-sessions)");
  });

  it("moves the cut-off of an earlier revocation and records what stood", async () => {
    const earlier = '{"earlier":"2026-01-01T00:00:00Z"}';
    const world: World = { policies: { [policyName]: earlier } };
    await run(world);
    expect(world.policies?.[policyName]).not.toBe(earlier);
    expect(JSON.parse(world.record?.["beforeState"] ?? "")).toEqual({ policyDocument: encodeURIComponent(earlier) });
  });

  it("refuses where the kill switch is engaged", async () => {
    const world: World = { killSwitch: { engaged: { BOOL: true } } };
    const { calls } = await run(world);
    expect(changes(calls)).toHaveLength(0);
    expect(world.record).toMatchObject({ outcome: "refused-kill-switch" });
  });

  it.each([
    ["ListPoliciesBefore", "Iam.NoSuchEntityException", "target-not-found"],
    ["RevokeSessions", "Iam.NoSuchEntityException", "target-not-found"],
    ["RevokeSessions", "Iam.UnmodifiableEntityException", "refused-protected"],
    ["RevokeSessions", "Iam.LimitExceededException", "failed"],
    ["RevokeSessions", "Iam.ServiceException", "failed"],
    ["ReadPolicyBack", "Iam.ServiceFailureException", "failed"],
  ])("where %s answers %s, it ends as %s, recorded and told", async (state, error, outcome) => {
    const world: World = { failing: { [state]: new CallError(error, "as IAM put it") } };
    const { status } = await run(world);
    expect(status).toBe(outcome === "failed" ? "FAILED" : "SUCCEEDED");
    expect(world.record).toMatchObject({ outcome });
    expect(world.record?.["detail"]).toContain("as IAM put it");
    expect(world.notices).toHaveLength(1);
  });

  it("reads again while IAM does not show the policy, and fails visibly where it never does", async () => {
    const world: World = { deaf: true };
    const { status, path } = await run(world);
    expect(status).toBe("FAILED");
    expect(path.filter((name) => name === "ReadPolicyBack")).toHaveLength(6);
    expect(world.record).toMatchObject({ outcome: "failed", proof: "NONE" });
  });

  it("is not misled by an earlier revocation that it finds when it reads back", async () => {
    const earlier = '{"aws:TokenIssueTime":"2026-01-01T00:00:00.000Z"}';
    const world: World = { policies: { [policyName]: earlier }, deaf: true };
    await run(world);
    expect(world.record).toMatchObject({ outcome: "failed" });
  });
});
