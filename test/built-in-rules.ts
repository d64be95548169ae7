import { readRuleFolder } from "../lib/adapters/files/rule-files.ts";
import { type CompiledRules, compileRules } from "../lib/domain/detection/rules.ts";

let compiled: Promise<CompiledRules> | undefined;

/** The built-in rules, compiled once in each test file that asks for them. */
export const builtInRules = (): Promise<CompiledRules> => {
  compiled ??= readRuleFolder("rules").then(({ documents, placeholders }) => compileRules(documents, placeholders));
  return compiled;
};
