import { accessKeyScenarios } from "./access-keys.ts";
import { agentScenarios } from "./agents.ts";
import { discoveryScenarios } from "./discovery.ts";
import { guardrailScenarios } from "./guardrails.ts";
import { impactScenarios } from "./impact.ts";
import { insiderScenarios } from "./insiders.ts";
import { instanceCredentialScenarios } from "./instance-credentials.ts";
import { outsiderScenarios } from "./outsiders.ts";
import { pipelineScenarios } from "./pipelines.ts";
import { roleHopScenarios } from "./role-hops.ts";
import type { AttackScenario } from "./scenario.ts";
import { workloadCredentialScenarios } from "./workload-credentials.ts";

/** Every attack that the evaluation splices among benign records. */
export const scenarios: readonly AttackScenario[] = [
  ...accessKeyScenarios,
  ...instanceCredentialScenarios,
  ...workloadCredentialScenarios,
  ...pipelineScenarios,
  ...outsiderScenarios,
  ...insiderScenarios,
  ...roleHopScenarios,
  ...agentScenarios,
  ...impactScenarios,
  ...guardrailScenarios,
  ...discoveryScenarios,
];
