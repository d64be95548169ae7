import { readFile, stat } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import type { RuleDocument } from "../../domain/detection/rules.ts";
import type { RuleProblem } from "../../domain/detection/sigma/problem.ts";
import { pathProblem } from "./log-paths.ts";
import { isPlaceholderFile, joinPlaceholders, type PlaceholderFile, readPlaceholders } from "./placeholder-file.ts";
import { parseRuleFile, type RuleFolder, readRuleFolder } from "./rule-files.ts";
import { refusal } from "./rule-yaml.ts";

/** As `readRuleFolder` has it. */
const largestFileBytes = 2_000_000;

/**
 * Reads the rule files that the paths mean: a file, whatever its ending, or a folder with everything under it; and the
 * `placeholders.yaml` of such a folder, or beside such a file. Names are shown under the paths as given. Never throws
 * for what the file system says: that is a problem, and the rest is read.
 */
export async function readRulePaths(paths: readonly string[], cwd: string): Promise<RuleFolder> {
  const documents: RuleDocument[] = [];
  const problems: RuleProblem[] = [];
  const placeholders = new Map<string, PlaceholderFile>();
  const seen = new Set<string>();
  for (const path of paths) {
    const absolute = resolve(cwd, path);
    const shown = (file: string) =>
      file.startsWith(absolute) ? path.replace(/\/+$/, "") + file.slice(absolute.length) : file;
    try {
      const found = await stat(absolute);
      const isFolder = found.isDirectory();
      const read = isFolder ? await readRuleFolder(absolute) : await readFileOf(absolute, found.size);
      for (const document of read.documents) {
        if (seen.has(document.file)) continue;
        seen.add(document.file);
        documents.push({ ...document, file: shown(document.file) });
      }
      problems.push(...read.problems.map((problem) => ({ ...problem, file: shown(problem.file) })));
      if (isFolder) placeholders.set(absolute, { file: path, placeholders: read.placeholders, problems: [] });
      else placeholders.set(dirname(absolute), await readPlaceholders(dirname(absolute), dirname(path)));
      if (isFolder && read.documents.length + read.problems.length + Object.keys(read.placeholders).length === 0)
        problems.push(refusal(path, undefined, "a folder without rules", "a folder with .yml files", "check the path"));
    } catch (error) {
      if (!/^E[A-Z0-9]+$/.test((error as NodeJS.ErrnoException).code ?? "")) throw error;
      const { what, remedy } = pathProblem(path, error);
      problems.push(refusal(path, undefined, `that it ${what}`, "a rule file or a folder of them", remedy));
    }
  }
  const joined = joinPlaceholders([...placeholders.values()]);
  return { documents, problems: [...problems, ...joined.problems], placeholders: joined.placeholders };
}

/** The text of one rule file that was read before. */
export const readRuleText = (path: string, cwd: string): Promise<string> => readFile(resolve(cwd, path), "utf8");

async function readFileOf(path: string, size: number): Promise<RuleFolder> {
  if (isPlaceholderFile(path)) return { documents: [], problems: [], placeholders: {} };
  if (size <= largestFileBytes) return { ...parseRuleFile(path, await readFile(path, "utf8")), placeholders: {} };
  const problem = refusal(path, undefined, `${size} bytes`, `${largestFileBytes} bytes`, "split the file");
  return { documents: [], problems: [problem], placeholders: {} };
}
