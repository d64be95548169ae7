import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { RuleDocument } from "../../domain/detection/rules.ts";
import type { Placeholders } from "../../domain/detection/sigma/parse-value.ts";
import type { RuleProblem } from "../../domain/detection/sigma/problem.ts";
import { isPlaceholderFile, joinPlaceholders, type PlaceholderFile, parsePlaceholders } from "./placeholder-file.ts";
import { type ParsedRules, parseRuleYaml, refusal } from "./rule-yaml.ts";

/** A folder's rule documents in the order of their files' names, and the files that could not be read. */
export interface RuleFolder extends ParsedRules {
  /** Values of `%name%`, as the folder's own `placeholders.yaml` gives them; none where there is no such file. */
  readonly placeholders: Placeholders;
}

/** Ten thousand values of two hundred characters fit. */
const largestFileBytes = 2_000_000;
const mostFiles = 10_000;
const deepestFolder = 8;

/**
 * Reads every `.yml` and `.yaml` file in a folder and the folders within it; `placeholders.yaml` at its top is no rule.
 * A file that cannot be used is a problem with its line; the others are read all the same. A folder that is missing or
 * unreadable throws: no rules at all must never look like rules that found nothing.
 */
export async function readRuleFolder(folder: string): Promise<RuleFolder> {
  const documents: RuleDocument[] = [];
  const problems: RuleProblem[] = [];
  const placeholders: PlaceholderFile[] = [];
  const files = await listFiles(folder, 0, problems);
  for (const file of files.slice(0, mostFiles)) {
    const size = (await stat(file)).size;
    if (size > largestFileBytes) {
      problems.push(refusal(file, undefined, `${size} bytes`, `${largestFileBytes} bytes`, "split the file"));
      continue;
    }
    const text = await readFile(file, "utf8");
    if (file === join(folder, basename(file)) && isPlaceholderFile(file)) {
      placeholders.push(parsePlaceholders(file, text));
      continue;
    }
    const read = parseRuleFile(file, text);
    documents.push(...read.documents);
    problems.push(...read.problems);
  }
  if (files.length > mostFiles)
    problems.push(refusal(folder, undefined, `${files.length} files`, `${mostFiles} files`, "load fewer rules"));
  const joined = joinPlaceholders(placeholders);
  return { documents, problems: [...problems, ...joined.problems], placeholders: joined.placeholders };
}

/** Parses the text of one rule file: each of its YAML documents becomes one, with the line of everything in it. */
export const parseRuleFile = (file: string, text: string): ParsedRules => parseRuleYaml(file, text, "a Sigma rule");

async function listFiles(folder: string, depth: number, problems: RuleProblem[]): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const files: string[] = [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    const isRule = /\.ya?ml$/i.test(entry.name);
    if (entry.isDirectory() && depth < deepestFolder) files.push(...(await listFiles(path, depth + 1, problems)));
    else if (entry.isDirectory())
      problems.push(refusal(path, undefined, "a folder too deep", `${deepestFolder} levels`, "move its rules up"));
    else if (entry.isFile() && isRule) files.push(path);
    else if (isRule)
      problems.push(refusal(path, undefined, "a link or device", "a plain file", "copy the rule into the folder"));
  }
  return files;
}
