import type { ContainmentTarget } from "../../../lib/domain/response/decision.ts";
import { playbookDefinitions } from "../../../lib/infra/playbooks/definitions.ts";
import type { AgentSession } from "../../../lib/local/account/service-resources.ts";
import { StateError } from "../../../lib/local/state-machine/state-error.ts";
import { closeStages, type Stage, stage, targetOf } from "./stage.ts";
import { sessionArn } from "./stage-resources.ts";
import { reachedWithout } from "./walk.ts";

afterAll(closeStages);

const only = "stop-agent-session";
const statusOf = ({ account }: Stage) => (account.state().resources.get(sessionArn) as AgentSession).status;
const stop = async (place: Stage, more: object = {}) => {
  const request = place.request({ ...targetOf(only, place), ...more } as ContainmentTarget);
  return { request, ...(await place.contain(request)) };
};

describe("stop-agent-session", () => {
  it("stops a session, and claims no more than that AgentCore accepted it", async () => {
    const place = await stage({ only });
    const { request, record, status, path } = await stop(place);
    expect(statusOf(place)).toBe("STOPPED");
    expect(record).toMatchObject({
      state: "contained",
      outcome: "contained",
      proof: "UNPROVEN",
      principalId: "arn:aws:bedrock-agentcore:us-east-1:222222222222:runtime/support_agent-a1B2c3D4e5",
      afterState: '{"session":"stopped"}',
    });
    expect(record["detail"]).toContain("no call of AgentCore shows a session");
    expect(record["detail"]).toContain("deny the sessions of the agent's execution role as well");
    expect(record["detail"]).not.toContain("It held");
    expect(status).toBe("SUCCEEDED");
    // One call, in the target's account; nothing is looked at or held.
    expect(place.calls.filter(({ roleArn }) => roleArn !== undefined)).toHaveLength(1);
    expect(path).not.toContain("Hold");
    const { record: after } = await place.release(request);
    expect(after).toMatchObject({ state: "contained" });
    expect(after["drift"]).toContain("Stopping a session cannot be undone");
  });

  it("counts a session that is over as contained, and says that its id may be wrong", async () => {
    const place = await stage({ only });
    await stop(place);
    const { record, status } = await stop(place);
    expect(record).toMatchObject({ state: "contained", outcome: "already-contained" });
    expect(record["detail"]).toContain("AgentCore has no such session");
    expect(record["detail"]).toContain("is not the one that was meant");
    expect(status).toBe("SUCCEEDED");
  });

  it.each([
    ["another session", { agentSessionId: "user-8-0123456789abcdef0123456789abcdef" }],
    ["another endpoint", { endpointName: "prod" }],
    ["another agent", { agentRuntimeId: "support_agent-Z1B2c3D4e5" }],
  ])("leaves a session alone that is not of %s", async (_, more) => {
    const place = await stage({ only });
    expect((await stop(place, more)).record).toMatchObject({ outcome: "already-contained" });
    expect(statusOf(place)).toBe("RUNNING");
  });

  it("says that nobody knows where its answer was lost, unless AgentCore no longer has the session", async () => {
    const lost = await stage({
      only,
      failing: { StopSession: new StateError("BedrockAgentCore.InternalServerException", "try again") },
    });
    const { record, status } = await stop(lost);
    expect([record["outcome"], status]).toEqual(["failed", "FAILED"]);
    expect(record["detail"]).toContain("which of them could not be read back");
  });

  it.each([
    ["BedrockAgentCore.AccessDeniedException", "not authorized", "failed"],
    [
      "BedrockAgentCore.AccessDeniedException",
      "with an explicit deny in an identity-based policy",
      "refused-protected",
    ],
    ["BedrockAgentCore.ValidationException", "runtimeSessionId", "failed"],
    ["BedrockAgentCore.ThrottlingException", "slow down", "failed"],
  ])("%s (%s) is %s", async (error, cause, outcome) => {
    const place = await stage({ only, failing: { StopSession: new StateError(error, cause) } });
    expect((await stop(place)).record).toMatchObject({ outcome });
    const tries = place.calls.filter(({ stateName }) => stateName === "StopSession");
    expect(tries).toHaveLength(error.endsWith("ThrottlingException") ? 4 : 1);
  });

  it("stops nothing in another Region, nor while the kill switch is engaged", async () => {
    const place = await stage({ only, killSwitch: { engaged: { BOOL: true } } });
    expect((await stop(place)).record).toMatchObject({ outcome: "refused-kill-switch" });
    const { record } = await stop(place, { region: "eu-west-1" });
    expect(record["detail"]).toContain("reaches Bedrock AgentCore in us-east-1 alone");
    expect(statusOf(place)).toBe("RUNNING");
  });

  it("names no call of AgentCore where the deployment leaves it out, asks nobody, and says so", async () => {
    const resources = { tableName: "warden", topicArn: "topic", agentSessions: false };
    const whole = playbookDefinitions(resources)[only];
    expect(JSON.stringify(whole)).not.toMatch(/bedrockagentcore/i);
    expect(reachedWithout(whole, []).sort()).toEqual(Object.keys(whole.States).sort());
    const place = await stage({ only, agentSessions: false });
    const { record, path } = await stop(place);
    expect(record).toMatchObject({ state: "failed", outcome: "failed" });
    expect(record["detail"]).toContain("deploy with -c agentSessions=true");
    expect(path).not.toContain("AskPeople");
    expect(place.notices).toHaveLength(1);
    expect(statusOf(place)).toBe("RUNNING");
  });
});
