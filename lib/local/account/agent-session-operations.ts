import { type Operations, text } from "./operation.ts";
import { type AgentSession, agentSessionArn, resourceAt, ServiceError, withResource } from "./service-resources.ts";

/**
 * Sessions of agents in Bedrock AgentCore: no operation shows one. One that is over is not found.
 * https://docs.aws.amazon.com/bedrock-agentcore/latest/devguide/runtime-stop-session.html
 */
export const agentSessionOperations: Operations = {
  "bedrockagentcore:stopRuntimeSession": {
    required: ["AgentRuntimeArn", "RuntimeSessionId"],
    optional: ["Qualifier"],
    run(state, parameters) {
      const { Qualifier: endpoint = "DEFAULT" } = parameters;
      const id = text(parameters, "RuntimeSessionId");
      const session = resourceAt(
        state,
        "agent-session",
        agentSessionArn(text(parameters, "AgentRuntimeArn"), String(endpoint), id),
      );
      if (session?.status !== "RUNNING") {
        throw new ServiceError("BedrockAgentCore.ResourceNotFoundException", 404, `Session ${id} not found`);
      }
      const stopped: AgentSession = { ...session, status: "STOPPED" };
      return { state: withResource(state, stopped), response: { RuntimeSessionId: id, StatusCode: 200 } };
    },
  },
};
