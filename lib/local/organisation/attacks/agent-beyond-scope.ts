import { production } from "../accounts.ts";
import { type Call, denied } from "../call.ts";
import { converse } from "../calls/bedrock.ts";
import { getSecret, listSecrets } from "../calls/secrets.ts";
import { listBuckets, listTables, tableCall } from "../calls/storage.ts";
import { privateNetwork } from "../networks.ts";
import { agentTable } from "../population/agents.ts";
import { identityNamed, liveCredential } from "./live-credential.ts";
import { type AttackScenario, type PlannedStep, type ScenarioSetting, scenarioRandom, writeSteps } from "./scenario.ts";

const name = "agent-beyond-scope";

/**
 * The shop's assistant follows an instruction that stood in a customer's message: from its own runtime, with its own
 * session and software, it reads tables and secrets that are none of its business.
 */
export function agentBeyondScope(setting: ScenarioSetting): AttackScenario {
  const { organisation, startMs } = setting;
  const agentName = "AmazonBedrockAgentCoreRuntime-order-assistant";
  const { key } = identityNamed(organisation, agentName, production.accountId);
  return {
    name,
    story: "The order assistant, an AI agent, reads customers, payments and secrets outside its scope.",
    identityKey: key,
    accountId: production.accountId,
    startMs,
    attackSteps: () => {
      const random = scenarioRandom(setting, name);
      const { credential, lastRecord } = liveCredential(organisation, key, startMs);
      const network = privateNetwork(production);
      const moment = { timeMs: startMs, workload: "thread-a", step: 0 };
      const step = (afterMs: number, call: Call): PlannedStep => ({
        afterMs,
        call,
        credential,
        path: network(moment, call.service, random),
        userAgent: String(lastRecord["userAgent"]),
      });
      return writeSteps(setting, production.accountId, random, [
        step(0, converse),
        step(2_000, tableCall("GetItem", agentTable)),
        step(3_000, converse),
        step(4_000, listTables),
        step(3_000, tableCall("Scan", "customers")),
        step(2_000, tableCall("Scan", "payments")),
        step(4_000, converse),
        step(3_000, listSecrets),
        step(2_000, getSecret("payments/provider-key")),
        step(2_000, getSecret("storefront/session-key")),
        step(3_000, denied(listBuckets)),
        ...Array.from({ length: 12 }, () => step(700, tableCall("Query", "customers"))),
        step(3_000, converse),
      ]);
    },
  };
}
