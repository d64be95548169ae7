import { production } from "../accounts.ts";
import { converse, invokeModel, retrieve } from "../calls/bedrock.ts";
import { functionCall } from "../calls/compute.ts";
import { createLogStream } from "../calls/operations.ts";
import { getSecret } from "../calls/secrets.ts";
import { tableCall } from "../calls/storage.ts";
import { assumedByService } from "../credentials/assumed-by-service.ts";
import { fixedHexadecimal, role } from "../credentials/principal.ts";
import { uuid } from "../identifiers.ts";
import type { IdentitySpec, World } from "../identity-spec.ts";
import { privateNetwork, serviceNetwork } from "../networks.ts";
import { traffic } from "../patterns/time-of-day.ts";
import { mix, opening, withNoise } from "../script.ts";
import { hourMs } from "../time-text.ts";
import { boto3, steady } from "../user-agents.ts";
import { roleSpec } from "./specify.ts";

export const agentTable = "order-status";

/** AI agents: one that Bedrock runs, one whose own code runs in an AgentCore runtime. */
export function agents(world: World): readonly IdentitySpec[] {
  return [assistant(world), supportAgent(world)];
}

/** The shop assistant: its tools read one table and ask a model. */
function assistant(world: World): IdentitySpec {
  const principal = role(world.seed, production, "AmazonBedrockAgentCoreRuntime-order-assistant", "/service-role/");
  return roleSpec(
    "bedrock-agent",
    principal,
    "bedrock-agentcore.amazonaws.com",
    {
      owner: "crm",
      purpose: "answers customers about their orders",
      permits: ["bedrock:*", "dynamodb:*", "secretsmanager:*", "logs:*", "sts:AssumeRole"],
    },
    [
      {
        pattern: traffic({ burstsADay: 45, calls: [2, 6], gapMs: 2_500, workloads: ["thread-a", "thread-b"] }),
        script: withNoise(
          opening(
            [converse, tableCall("GetItem", agentTable)],
            mix([4, converse], [4, tableCall("GetItem", agentTable)], [2, tableCall("Query", agentTable)]),
          ),
          0.03,
          createLogStream("/aws/bedrock-agentcore/runtimes/order-assistant"),
          getSecret("crm/assistant"),
        ),
        network: privateNetwork(production),
        userAgent: steady(boto3(6)),
      },
    ],
    (census) =>
      assumedByService(
        principal,
        {
          servicePrincipal: "bedrock-agentcore.amazonaws.com",
          lifeMs: hourMs,
          sessionName: (_workload, _timeMs, random) => `BedrockAgentCore-${uuid(random)}`,
        },
        census,
      ),
  );
}

/** The support agent: Bedrock itself calls its models, its knowledge base and its action group. */
function supportAgent(world: World): IdentitySpec {
  const suffix = fixedHexadecimal(world.seed, "agent", 10).toUpperCase();
  const principal = role(world.seed, production, `AmazonBedrockExecutionRoleForAgents_${suffix}`, "/service-role/");
  const servicePrincipal = "bedrock.amazonaws.com";
  return roleSpec(
    "bedrock-agent",
    principal,
    servicePrincipal,
    {
      owner: "crm",
      purpose: "helps the support team",
      permits: ["bedrock:InvokeModel", "bedrock:Retrieve", "lambda:InvokeFunction"],
    },
    [
      {
        pattern: traffic({ burstsADay: 25, calls: [2, 4], gapMs: 2_000 }),
        script: mix([5, invokeModel], [3, retrieve("KB12EXAMPLE")], [1, functionCall("Invoke", "support-actions")]),
        network: serviceNetwork(servicePrincipal),
        userAgent: steady(servicePrincipal),
      },
    ],
    (census) =>
      assumedByService(
        principal,
        {
          servicePrincipal,
          lifeMs: hourMs,
          sessionName: (_workload, _timeMs, random) => `BedrockAgents-${uuid(random)}`,
          traits: { invokedBy: servicePrincipal },
        },
        census,
      ),
  );
}
