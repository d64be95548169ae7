import { resolve } from "node:path";
import { pathProblem } from "../../adapters/files/log-paths.ts";
import { type PlaceholderFile, readPlaceholderFile, readPlaceholders } from "../../adapters/files/placeholder-file.ts";
import type { RuleFolder } from "../../adapters/files/rule-files.ts";
import { readRulePaths } from "../../adapters/files/rule-paths.ts";
import type { Placeholders } from "../../domain/detection/sigma/parse-value.ts";
import { printable } from "../../domain/event/printable.ts";
import { UsageError } from "../usage-error.ts";
import type { World } from "../world.ts";

export const placeholderOption = { placeholders: { type: "string" } } as const;

export const placeholderHelp = `  --placeholders FILE  what %name% stands for under the modifier expand, instead of placeholders.yaml beside the
                       rules; where there is neither, that of the built-in rules, which is the deployed one`;

/**
 * The rules under the paths, with the placeholders that hold for them: those of the named file, or of the rules' own
 * folder, or of the built-in rules. Throws a UsageError for a named file that cannot be read; one that is not right is
 * among the problems.
 */
export async function readRules(
  paths: readonly string[],
  { cwd, builtInRules }: Pick<World, "cwd" | "builtInRules">,
  named: string | undefined,
): Promise<RuleFolder> {
  const read = await readRulePaths(paths, cwd);
  if (named !== undefined) {
    const { placeholders, problems } = await namedPlaceholders(named, cwd);
    return { ...read, problems: [...problems, ...read.problems], placeholders };
  }
  return { ...read, placeholders: await orBuiltIn(read.placeholders, builtInRules) };
}

/** Rules without placeholders of their own have those of the built-in rules, which are the deployed ones. */
export async function orBuiltIn(own: Placeholders, builtInRules: string): Promise<Placeholders> {
  if (Object.keys(own).length > 0) return own;
  return (await readPlaceholders(builtInRules, builtInRules)).placeholders;
}

/** The placeholders of a file that somebody named. Throws a UsageError where it cannot be read. */
export async function namedPlaceholders(file: string, cwd: string): Promise<PlaceholderFile> {
  try {
    return await readPlaceholderFile(resolve(cwd, file), file);
  } catch (error) {
    if (!/^E[A-Z0-9]+$/.test((error as NodeJS.ErrnoException).code ?? "")) throw error;
    const { what, remedy } = pathProblem(file, error);
    throw new UsageError(`--placeholders ${printable(file, 300)} ${what}; ${remedy}`);
  }
}
