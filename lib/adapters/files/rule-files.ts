import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Document, isMap, isNode, isSeq, LineCounter, type Node, parseAllDocuments } from "yaml";
import type { RuleDocument } from "../../domain/detection/rules.ts";
import type { RulePath, RuleProblem } from "../../domain/detection/sigma/problem.ts";

/** A folder's rule documents in the order of their files' names, and the files that could not be read. */
export interface RuleFolder {
  readonly documents: readonly RuleDocument[];
  readonly problems: readonly RuleProblem[];
}

/** Ten thousand values of two hundred characters fit. */
const largestFileBytes = 2_000_000;
const mostFiles = 10_000;
const deepestFolder = 8;
/** An honest rule repeats itself a few times at most; a bomb multiplies aliases of aliases. */
const mostAliases = 50;
const deepestBrackets = 200;

/**
 * Reads every `.yml` and `.yaml` file in a folder and the folders within it. A file that cannot be used is a problem
 * with its line; the others are read all the same. A folder that is missing or unreadable throws: no rules at all
 * must never look like rules that found nothing.
 */
export async function readRuleFolder(folder: string): Promise<RuleFolder> {
  const documents: RuleDocument[] = [];
  const problems: RuleProblem[] = [];
  const files = await listFiles(folder, 0, problems);
  for (const file of files.slice(0, mostFiles)) {
    const size = (await stat(file)).size;
    if (size > largestFileBytes) {
      problems.push(refusal(file, undefined, `${size} bytes`, `${largestFileBytes} bytes`, "split the file"));
      continue;
    }
    const read = parseRuleFile(file, await readFile(file, "utf8"));
    documents.push(...read.documents);
    problems.push(...read.problems);
  }
  if (files.length > mostFiles)
    problems.push(refusal(folder, undefined, `${files.length} files`, `${mostFiles} files`, "load fewer rules"));
  return { documents, problems };
}

/** Parses the text of one rule file: each of its YAML documents becomes one, with the line of everything in it. */
export function parseRuleFile(file: string, text: string): RuleFolder {
  if (nestsTooDeeply(text))
    return {
      documents: [],
      problems: [refusal(file, undefined, "lists or maps nested without end", "a Sigma rule", "flatten the file")],
    };
  const documents: RuleDocument[] = [];
  const problems: RuleProblem[] = [];
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, {
    lineCounter: lines,
    prettyErrors: false,
    stringKeys: true,
    resolveKnownTags: false,
    logLevel: "silent",
  });
  const found: readonly Document.Parsed[] = Array.isArray(parsed) ? parsed : [];
  found.forEach((document, index) => {
    const name = index === 0 ? file : `${file}#${index + 1}`;
    const [error] = document.errors;
    if (error !== undefined) {
      const message = error.message.replace(/[^ -~]/g, " ").slice(0, 200);
      problems.push(refusal(name, lines.linePos(error.pos[0]).line, message, "valid YAML 1.2", "correct the YAML"));
      return;
    }
    const content = contentOf(document);
    if (content instanceof Error)
      problems.push(refusal(name, undefined, content.message, `${mostAliases} aliases`, "write the values out"));
    else if (content !== null) documents.push({ file: name, content, line: lineFinder(document, lines) });
  });
  if (documents.length === 0 && problems.length === 0)
    problems.push(refusal(file, undefined, "an empty file", "a Sigma rule", "write a rule, or remove the file"));
  return { documents, problems };
}

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

function contentOf(document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: mostAliases });
  } catch (error) {
    if (error instanceof ReferenceError) return new Error("aliases that multiply, or that name nothing");
    throw error;
  }
}

/** Brackets that open and never close, or dashes in a row, would cost the YAML parser far more than their length. */
function nestsTooDeeply(text: string): boolean {
  let depth = 0;
  for (const unit of text) {
    if (unit === "[" || unit === "{") depth += 1;
    else if ((unit === "]" || unit === "}") && depth > 0) depth -= 1;
    if (depth > deepestBrackets) return true;
  }
  return /(?:[-?] ){100}/.test(text) || /^ {1000}/m.test(text);
}

/** Finds the line of a path: of its key where there is one, else of the deepest part of the path that exists. */
function lineFinder(document: Document.Parsed, lines: LineCounter): (path: RulePath) => number | undefined {
  return (path) => {
    let node: unknown = document.contents;
    let offset = startOf(node);
    for (const step of path) {
      if (isMap(node)) {
        const pair = node.items.find((item) => isNode(item.key) && String(item.key) === String(step));
        if (pair === undefined) break;
        offset = startOf(pair.key) ?? offset;
        node = pair.value;
      } else if (isSeq(node)) {
        node = node.items[Number(step)];
        offset = startOf(node) ?? offset;
      } else break;
    }
    return offset === undefined ? undefined : lines.linePos(offset).line;
  };
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? (node as Node).range?.[0] : undefined;
}

function refusal(file: string, line: number | undefined, found: string, allowed: string, remedy: string): RuleProblem {
  return { severity: "error", file, line, path: "", found, allowed, remedy };
}
