import { readRuleFolder } from "../../adapters/files/rule-files.ts";
import { compileRules } from "../../domain/detection/rules.ts";
import type { PresetRule } from "../../domain/response/layer-settings.ts";

/** A call of `nhi` asks for the rules twice, for the policy and for its settings; they are read once. */
const read = new Map<string, Promise<readonly PresetRule[]>>();

/** The rules in a folder that presets may switch off; rules that are not right are not among them. */
export function presetRulesIn(folder: string): Promise<readonly PresetRule[]> {
  const rules = read.get(folder) ?? compiledIn(folder);
  read.set(folder, rules);
  return rules;
}

async function compiledIn(folder: string): Promise<readonly PresetRule[]> {
  const { documents, placeholders } = await readRuleFolder(folder);
  return compileRules(documents, placeholders).rules.map(({ ruleId, tags, level }) => ({ ruleId, tags, level }));
}
