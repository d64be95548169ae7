import type { FinalSteps } from "./final-release.ts";
import { withoutUnreached } from "./reached-states.ts";
import { actFailed, type PlaybookResources, playbookDefinition, responderRole } from "./skeleton.ts";
import { call, type Definition, expression, type State } from "./states.ts";
import type { ResourceKind } from "./target-kind.ts";

/** What the responder role of this playbook may do. */
const actions = {
  actions: ["bedrock-agentcore:StopRuntimeSession"],
  resource: "bedrock-agentcore:*:runtime/*",
} as const;

/** The whole ARN; ten letters and digits at its end are the runtime's own. */
const arnOf = ({ partition = "aws" }: PlaybookResources) =>
  `'arn:${partition}:bedrock-agentcore:' & $request.target.region & ':' & $request.target.accountId & ':runtime/' & $request.target.agentRuntimeId`;

/**
 * No call shows a session. The runtime could be read, but the answer holds the values of its environment, which are
 * often secrets, and would stand in the execution's history.
 */
const sessionKind = (resources: PlaybookResources): ResourceKind => ({
  noun: "session",
  service: "Bedrock AgentCore",
  instead: "There is no stronger playbook on a session: contain the agent's execution role (quarantine-role).",
  stays: true,
  read: ({ next }) => ({ Type: "Pass", Assign: { principalId: expression(arnOf(resources)) }, Next: next }),
});

const leftOut: State = {
  Type: "Pass",
  Assign: {
    problem:
      "This deployment does not reach AgentCore, which Step Functions does not have everywhere: deploy with -c agentSessions=true where it has. Nothing was changed. Contain the agent's execution role instead.",
  },
  Next: "Failed",
};

const noSession = ["BedrockAgentCore.ResourceNotFoundException"];

/**
 * Stops one session of an agent that runs in Bedrock AgentCore. Nothing takes that back, and nothing shows it: whoever
 * may invoke the agent begins another session at once, so the role that it works with has to be contained as well.
 * https://docs.aws.amazon.com/bedrock-agentcore/latest/APIReference/API_StopRuntimeSession.html
 */
function definition(resources: PlaybookResources): Definition {
  const roleArn = responderRole("stop-agent-session", resources);
  const isLeftOut = resources.agentSessions === false;
  const whole = playbookDefinition(
    {
      playbook: "stop-agent-session",
      comment: "Stops one session of an agent in Bedrock AgentCore.",
      kind: sessionKind(resources),
      first: isLeftOut ? "LeftOut" : "NoteSession",
      states: {
        ...(isLeftOut ? { LeftOut: leftOut } : {}),
        NoteSession: { Type: "Pass", Assign: { beforeState: '{"session":"unknown"}' }, Next: "SnapshotTaken" },
      },
      act: {
        name: "StopSession",
        assign: { afterState: '{"session":"stopped"}' },
        state: call({
          resource: "arn:aws:states:::aws-sdk:bedrockagentcore:stopRuntimeSession",
          roleArn,
          arguments: {
            AgentRuntimeArn: expression(arnOf(resources)),
            RuntimeSessionId: expression("$request.target.agentSessionId"),
            Qualifier: expression("$request.target.endpointName"),
          },
          lasting: [...noSession, "BedrockAgentCore.ValidationException", "BedrockAgentCore.AccessDeniedException"],
          catch: [
            { errors: noSession, next: "AlreadyContained", problem: "There is no such session." },
            actFailed(
              "Stopping the session failed, or the answer was lost; which of them could not be read back. Start it again: of a session that is gone that is told. An agent whose callers sign in with OAuth is stopped with such a token, which the warden does not have.",
            ),
          ],
          next: "NotMarkable",
        }),
      },
      verify: {
        unread:
          "AgentCore accepted it, and no call of AgentCore shows a session. Look at the agent's traces and logs for what it did later.",
      },
      simulate: undefined,
      sentences: {
        done: "The session was told to stop. That cannot be undone, and whoever may invoke the agent can begin another one at once: contain who invoked it, and deny the sessions of the agent's execution role as well (deny-role-session, revoke-role-sessions), whose credentials live on.",
        found:
          "AgentCore has no such session: it is over, ended by itself, by somebody or by a try whose answer was lost, or the runtime, the endpoint or the session's id is not the one that was meant. Credentials of the agent's execution role that it got live on: revoke the role's sessions as well.",
      },
    },
    resources,
  );
  return isLeftOut ? withoutUnreached(whole) : whole;
}

/** A session that was stopped stays so. */
const release = (): FinalSteps => ({
  playbook: "stop-agent-session",
  whyNot: "Stopping a session cannot be undone: whoever uses the agent begins another one.",
});

/** The playbook with its release and their rights. */
export const stopAgentSession = { definition, responder: actions, release, restorer: undefined } as const;
