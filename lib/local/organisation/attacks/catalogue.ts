import { agentBeyondScope } from "./agent-beyond-scope.ts";
import { dormantKeyWakesUp } from "./dormant-key-wakes-up.ts";
import { poisonedPipeline } from "./poisoned-pipeline.ts";
import type { AttackScenario, ScenarioSetting } from "./scenario.ts";
import { stolenAccessKey } from "./stolen-access-key.ts";
import { stolenInstanceCredentials } from "./stolen-instance-credentials.ts";

/** Every scenario by its name. */
export const attackCatalogue: Readonly<Record<string, (setting: ScenarioSetting) => AttackScenario>> = {
  "stolen-access-key": stolenAccessKey,
  "stolen-instance-credentials": stolenInstanceCredentials,
  "poisoned-pipeline": poisonedPipeline,
  "agent-beyond-scope": agentBeyondScope,
  "dormant-key-wakes-up": dormantKeyWakesUp,
};
