import { parseRuleFile } from "../../adapters/files/rule-files.ts";
import { readRulePaths } from "../../adapters/files/rule-paths.ts";
import type { RuleText } from "../../app/change-rules.ts";
import type { PushedRule } from "../../app/rule-store.ts";
import { compileRules } from "../../domain/detection/rules.ts";
import { describeProblem } from "../../domain/detection/sigma/problem.ts";
import type { World } from "../world.ts";

/**
 * What keeps texts from running beside the built-in rules and the pushed ones that stay, one line each: a name or an id
 * that is taken, a rule that is broken, a placeholder that the deployed rules have no values for.
 */
export async function problemsOfCandidates(
  candidates: readonly RuleText[],
  stored: readonly PushedRule[],
  world: World,
): Promise<readonly string[]> {
  const names = new Set(candidates.map(({ file }) => file));
  const staying = stored.filter(({ file, state }) => state === "live" && !names.has(file));
  const builtIn = await readRulePaths([world.builtInRules], world.cwd);
  const pushed = [...staying, ...candidates].map(({ file, text }) => parseRuleFile(file, text));
  const compiled = compileRules(
    [...builtIn.documents, ...pushed.flatMap(({ documents }) => documents)],
    builtIn.placeholders,
  );
  return [...pushed.flatMap(({ problems }) => problems), ...compiled.problems]
    .filter(({ severity, file }) => severity === "error" && names.has(file.replace(/#\d+$/, "")))
    .map(describeProblem);
}
