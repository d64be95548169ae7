import { type Document, isMap, isNode, isSeq, LineCounter, type Node, parseAllDocuments } from "yaml";
import type { RuleDocument } from "../../domain/detection/rules.ts";
import type { RulePath, RuleProblem } from "../../domain/detection/sigma/problem.ts";

/** The YAML documents of one text, and what of it is no good YAML. */
export interface ParsedRules {
  readonly documents: readonly RuleDocument[];
  readonly problems: readonly RuleProblem[];
}

/** An honest rule repeats itself a few times at most; a bomb multiplies aliases of aliases. */
const mostAliases = 50;
const deepestBrackets = 200;

/**
 * Parses YAML from people and feeds: each of its documents with the line of everything in it. `wanted` says what an
 * empty or endless text should have been. Never throws.
 */
export function parseRuleYaml(file: string, text: string, wanted: string): ParsedRules {
  if (nestsTooDeeply(text)) {
    const problem = refusal(file, undefined, "lists or maps nested without end", wanted, "flatten the file");
    return { documents: [], problems: [problem] };
  }
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
    problems.push(refusal(file, undefined, "an empty file", wanted, "write one, or remove the file"));
  return { documents, problems };
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

/** A problem of a whole file. */
export function refusal(
  file: string,
  line: number | undefined,
  found: string,
  allowed: string,
  remedy: string,
): RuleProblem {
  return { severity: "error", file, line, path: "", found, allowed, remedy };
}
