import { api } from "../../lib/local/organisation/call.ts";
import { converse, invokeModel } from "../../lib/local/organisation/calls/bedrock.ts";
import { functionCall } from "../../lib/local/organisation/calls/compute.ts";
import { callerIdentity, iamCall } from "../../lib/local/organisation/calls/identity.ts";
import { getSecret, listSecrets } from "../../lib/local/organisation/calls/secrets.ts";
import { listTables, tableCall } from "../../lib/local/organisation/calls/storage.ts";
import { role } from "../../lib/local/organisation/credentials/principal.ts";
import { agentTable } from "../../lib/local/organisation/population/agents.ts";
import type { AttackScenario } from "./scenario.ts";
import { type Acting, type Stage, scripted, several, shuffled, someOf, typing } from "./stage.ts";
import { elsewhere } from "./stranger.ts";
import { assumeRole } from "./take-session.ts";
import { scenario, type Victim } from "./victim.ts";

const assistant = "AmazonBedrockAgentCoreRuntime-order-assistant";
const supportAgent = "AmazonBedrockExecutionRoleForAgents_";
/** A model's turn between two of an agent's tool calls. */
const turn = [1_200, 6_000] as const;

/** The order assistant as it answers a customer, which is what it is there for: it looks up the order, and tells. */
function answering(stage: Stage, victim: Victim): Acting {
  const agent = victim.live();
  stage.makeAll(agent, [converse, tableCall("GetItem", agentTable), converse], ...turn);
  return agent;
}

const beyondScope = scenario(
  {
    name: "agent-writes-beyond-scope",
    technique: "T1565.001",
    story: "The order assistant, whose data are order states, changes customers' and payments' records.",
    deterministic: false,
    slow: false,
  },
  [assistant],
  (stage, victim) => {
    const { random } = stage;
    const agent = answering(stage, victim);
    const table = random.pick(["payments", "customers"]);
    stage.makeAll(agent, [tableCall("Query", table)], ...turn);
    for (let round = random.integer(3, 7); round > 0; round--) {
      stage.makeAll(agent, [converse], ...turn);
      const write = random.pick(["UpdateItem", "PutItem", "DeleteItem"]);
      stage.makeSeveral(agent, 1, 5, () => tableCall(write, table), ...scripted);
    }
    stage.makeAll(agent, [converse], ...turn);
  },
);

const chaining = scenario(
  {
    name: "agent-takes-other-role",
    technique: "T1550.001",
    story: "The order assistant takes a role of another workload, and through it does what it may not do itself.",
    deterministic: false,
    slow: false,
  },
  [assistant],
  (stage, victim) => {
    const { random } = stage;
    const agent = answering(stage, victim);
    const { seed } = stage.input.organisation.world;
    const target = random.pick(["recommendations-task", "checkout-task", "eks-payments-api"]);
    const sessionName = random.pick(["agent", "tool-run", "order-assistant"]);
    const permits = ["dynamodb:*", "s3:*", "secretsmanager:GetSecretValue", "bedrock:InvokeModel"];
    const other = assumeRole(stage, agent, role(seed, victim.account, target), sessionName, permits);
    stage.wait(...turn);
    const invoke = api("bedrock", "InvokeAgent", {
      data: true,
      host: "bedrock-agent-runtime",
      parameters: () => ({
        agentId: "AGENT12345",
        agentAliasId: "TSTALIASID",
        inputText: "HIDDEN_DUE_TO_SECURITY_REASONS",
      }),
    });
    stage.makeSeveral(agent, 0, 3, () => invoke, ...turn);
    stage.makeAll(other, [callerIdentity, listTables, getSecret("payments/provider-key")], ...turn);
    stage.makeSeveral(other, 4, 12, () => tableCall(random.pick(["Scan", "Query"]), "customers"), ...scripted);
    stage.makeAll(agent, [converse], ...turn);
  },
);

const bulkSecrets = scenario(
  {
    name: "agent-reads-secrets",
    technique: "T1555.006",
    story:
      "An instruction in a customer's message has the order assistant list the secrets and read one after another.",
    deterministic: false,
    slow: false,
  },
  [assistant],
  (stage, victim) => {
    const { random } = stage;
    const agent = answering(stage, victim);
    stage.makeAll(agent, [listSecrets, converse], ...turn);
    const names = [
      "payments/provider-key",
      "payments/webhook-key",
      "storefront/session-key",
      "build/registry",
      "partners/upload-key",
      "orders/database",
    ];
    const secrets = someOf(random, names, 4, 6);
    if (random.chance(0.3)) {
      const batch = api("secretsmanager", "BatchGetSecretValue", {
        readOnly: true,
        parameters: () => ({ secretIdList: secrets }),
      });
      stage.makeAll(agent, [batch, converse], ...turn);
    }
    for (const name of secrets)
      stage.makeAll(agent, [getSecret(name), ...several(random, 0, 1, () => converse)], ...turn);
    stage.makeAll(agent, [converse], ...turn);
  },
);

const actionGroupMisuse = scenario(
  {
    name: "agent-invokes-foreign-functions",
    technique: "T1648",
    story: "The support agent, which has one function of its own, calls those of other teams over and over.",
    deterministic: false,
    slow: false,
  },
  [supportAgent],
  (stage, victim) => {
    const { random } = stage;
    const agent = victim.live();
    const functions = shuffled(random, ["rotate-access-keys", "invoice-render", "order-events", "cleanup-expired"]);
    for (const name of functions.slice(0, random.integer(2, 4))) {
      stage.makeAll(agent, [invokeModel, ...several(random, 3, 9, () => functionCall("Invoke", name))], ...turn);
    }
    stage.makeAll(agent, [invokeModel], ...turn);
  },
);

const modelAbuse = scenario(
  {
    name: "model-access-hijacked",
    technique: "T1496.004",
    story:
      "A stolen key gets its user the right to call models, looks which there are, and sells them by the thousand.",
    deterministic: false,
    slow: false,
  },
  ["nightly-backup", assistant],
  (stage, victim) => {
    const { random } = stage;
    const { name } = victim.identity;
    const stolen = elsewhere(victim.live(), random);
    stage.makeAll(stolen, [callerIdentity], ...typing);
    const grants = name === "nightly-backup";
    if (grants) {
      const policyDocument =
        '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"bedrock:*","Resource":"*"}]}';
      stage.makeAll(
        stolen,
        [iamCall("PutUserPolicy", { user: name }, { policyName: "models", policyDocument })],
        ...typing,
      );
    }
    const thief = {
      ...stolen,
      permits: ["bedrock:*"],
      region: random.pick(["us-east-1", "us-west-2", "eu-central-1"]),
    };
    const modelId = random.pick([
      "anthropic.claude-3-opus-20240229-v1:0",
      "meta.llama3-1-405b-instruct-v1:0",
      "anthropic.claude-3-5-sonnet-20241022-v2:0",
    ]);
    const looks = shuffled(random, [
      api("bedrock", "ListFoundationModels"),
      api("bedrock", "GetModelInvocationLoggingConfiguration"),
      api("bedrock", "GetFoundationModelAvailability", { parameters: () => ({ modelId }) }),
      api("bedrock", "ListInferenceProfiles"),
    ]);
    stage.makeAll(thief, looks.slice(0, random.integer(2, 4)), ...typing);
    const opens = [
      api("bedrock", "PutUseCaseForModelAccess"),
      api("bedrock", "CreateFoundationModelAgreement", { parameters: () => ({ modelId }) }),
      api("bedrock", "PutFoundationModelEntitlement", { parameters: () => ({ modelId }) }),
    ];
    if (random.chance(0.6)) stage.makeAll(thief, opens, ...scripted);
    const ask = api("bedrock", "InvokeModel", {
      readOnly: true,
      host: "bedrock-runtime",
      parameters: () => ({ modelId }),
    });
    const stream = {
      ...ask,
      eventName: "InvokeModelWithResponseStream",
      permission: "bedrock:InvokeModelWithResponseStream",
    };
    stage.makeSeveral(thief, 60, 140, () => random.pick([ask, stream]), ...scripted);
  },
);

/** AI agents, and who takes their models. */
export const agentScenarios: readonly AttackScenario[] = [
  beyondScope,
  chaining,
  bulkSecrets,
  actionGroupMisuse,
  modelAbuse,
];
