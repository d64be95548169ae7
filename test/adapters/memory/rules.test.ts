import { memoryRules } from "../../../lib/adapters/memory/rules.ts";
import { ruleStoreContract } from "../contract/rule-store.ts";

describe("pushed rules in memory", () => {
  ruleStoreContract(async () => memoryRules());
});
