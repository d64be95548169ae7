import { readdir, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Placeholders } from "../../domain/detection/sigma/parse-value.ts";
import { type RulePath, type RuleProblem, shown } from "../../domain/detection/sigma/problem.ts";
import { parseRuleYaml, refusal } from "./rule-yaml.ts";

/** What stands for `%name%` under the modifier `expand` of Sigma rules, and what is wrong with the file. */
export interface PlaceholderFile {
  readonly file: string;
  readonly placeholders: Placeholders;
  readonly problems: readonly RuleProblem[];
}

const largestBytes = 2_000_000;
const mostNames = 1_000;
/** As many as one field of a rule may have. */
const mostValues = 10_000;
const longestValue = 4_096;

const wanted = "a map `placeholders` of names and their values";

/** Whether a file beside rules holds their placeholders, by its name. */
export const isPlaceholderFile = (path: string): boolean => /^placeholders\.ya?ml$/i.test(basename(path));

/**
 * Reads the text of a file such as
 *
 *     placeholders:
 *       deploy-roles: [deployer, release-*]
 *
 * A value is a text, as a Sigma value with its wildcards, or a number; one may stand without a list. What is not right
 * is told with its line, and its name has no values then: a rule that needs it is refused. Never throws.
 */
export function parsePlaceholders(file: string, text: string): PlaceholderFile {
  const parsed = parseRuleYaml(file, text, wanted);
  const problems: RuleProblem[] = [...parsed.problems];
  const found = new Map<string, readonly (string | number)[]>();
  const [document, second] = parsed.documents;
  const refuse = (path: RulePath, what: string, allowed: string, remedy: string) => {
    const line = document?.line(path);
    problems.push({ severity: "error", file, line, path: path.map(plain).join("."), found: what, allowed, remedy });
  };
  if (second !== undefined) refuse([], "several YAML documents", "one document", "join them into one");
  const { placeholders, ...others } = mapOf(document?.content) ?? {};
  for (const key of Object.keys(others)) {
    refuse([key], `the key ${shown(key)}`, wanted, "move names below `placeholders:`, or remove it");
  }
  const names = mapOf(placeholders);
  if (names === undefined && document !== undefined) {
    const what = placeholders === undefined ? "no `placeholders`" : shown(placeholders);
    refuse(["placeholders"], what, wanted, "write names and values below `placeholders:`");
  }
  const entries = Object.entries(names ?? {});
  if (entries.length > mostNames)
    refuse(["placeholders"], `${entries.length} names`, `at most ${mostNames}`, "remove those that no rule uses");
  for (const [name, value] of entries.slice(0, mostNames)) {
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    const sound = values.filter(isValue);
    const path = ["placeholders", name];
    if (!/^[^%\s]{1,100}$/.test(name))
      refuse(path, `the name ${shown(name)}`, "1 to 100 characters, no % and no space", "rename it, in the rules too");
    else if (values.length === 0 || values.length > mostValues)
      refuse(path, `${values.length} values`, `1 to ${mostValues}`, "give values, or remove the name");
    else if (sound.length < values.length)
      refuse(
        path,
        shown(values.find((one) => !isValue(one))),
        `texts of 1 to ${longestValue} characters, or numbers`,
        "put it in quotes",
      );
    else found.set(name, sound);
  }
  return { file, placeholders: Object.fromEntries(found), problems };
}

/**
 * Reads a file; `file` is how it is told. One that is missing or cannot be read throws an error with its system code.
 */
export async function readPlaceholderFile(path: string, file: string = path): Promise<PlaceholderFile> {
  const { size } = await stat(path);
  if (size <= largestBytes) return parsePlaceholders(file, await readFile(path, "utf8"));
  const problem = refusal(file, undefined, `${size} bytes`, `${largestBytes} bytes`, "remove what no rule uses");
  return { file, placeholders: {}, problems: [problem] };
}

/** The placeholders at the top of a folder of rules, which may have none. A folder that cannot be read throws. */
export async function readPlaceholders(folder: string, shownAs: string): Promise<PlaceholderFile> {
  const names = (await readdir(folder)).filter(isPlaceholderFile).sort();
  const files = await Promise.all(names.map((name) => readPlaceholderFile(join(folder, name), join(shownAs, name))));
  return { file: shownAs, ...joinPlaceholders(files) };
}

/** All of them as one. Of a name that two files give different values the first stays, and the other is told. */
export function joinPlaceholders(files: readonly PlaceholderFile[]): Omit<PlaceholderFile, "file"> {
  const joined = new Map<string, readonly (string | number)[]>();
  const problems = files.flatMap((one) => one.problems);
  for (const { file, placeholders } of files) {
    for (const [name, values] of Object.entries(placeholders)) {
      const other = joined.get(name);
      if (other === undefined) joined.set(name, values);
      else if (JSON.stringify(other) !== JSON.stringify(values))
        problems.push(
          refusal(file, undefined, `other values of %${name}%`, "each name once", "keep one, or join the two"),
        );
    }
  }
  return { placeholders: Object.fromEntries(joined), problems };
}

const isValue = (value: unknown): value is string | number =>
  (typeof value === "string" && value.length > 0 && value.length <= longestValue) ||
  (typeof value === "number" && Number.isFinite(value));

const mapOf = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;

/** A part of a path as it may be shown. */
const plain = (step: string | number): string =>
  String(step)
    .slice(0, 100)
    .replace(/[^ -~]/g, "?");
