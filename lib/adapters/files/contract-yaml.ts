import { type Document, isMap, isNode, isSeq, LineCounter, parseAllDocuments } from "yaml";
import type { ContractDocument, ContractProblem, Keys } from "../../domain/scope/contract-problem.ts";

/** An honest contract repeats itself a few times at most; a bomb multiplies aliases of aliases. */
const mostAliases = 20;
const deepestBrackets = 20;

/** What YAML holds of contracts, and what is wrong with the YAML itself. */
export interface ParsedContracts {
  readonly documents: readonly ContractDocument[];
  readonly problems: readonly ContractProblem[];
}

/** Reads the documents of one text; `file` is what problems begin with. What cannot be used is told with its line. */
export function parseContracts(text: string, file: string): ParsedContracts {
  if (nestsTooDeeply(text)) return unusable(file, "nests too deeply", "a contract", "Write it in plain lines.");
  const lines = new LineCounter();
  const parsed = parseAllDocuments(text, { lineCounter: lines, prettyErrors: false, logLevel: "silent" });
  const documents: ContractDocument[] = [];
  const problems: ContractProblem[] = [];
  for (const [at, document] of (Array.isArray(parsed) ? (parsed as readonly Document.Parsed[]) : []).entries()) {
    const name = at === 0 ? file : `${file}#${at + 1}`;
    const [fault] = [...document.errors, ...document.warnings];
    const content = fault === undefined ? contentOf(document) : undefined;
    if (fault !== undefined) {
      const found = `is not good YAML (${fault.message.replace(/[^ -~]/g, " ").slice(0, 200)})`;
      const line = lines.linePos(fault.pos[0]).line;
      problems.push({ ...problem(name, found, "YAML 1.2", "Correct the line."), line });
    } else if (content instanceof Error) {
      problems.push(
        problem(name, "has aliases that multiply or name nothing", `at most ${mostAliases}`, "Write them out."),
      );
    } else documents.push({ file: name, content, line: lineFinder(document, lines) });
  }
  if (documents.length === 0 && problems.length === 0) {
    return unusable(file, "is empty", "a contract or definitions of data categories", "Write one, or remove the file.");
  }
  return { documents, problems };
}

function contentOf(document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: mostAliases });
  } catch (error) {
    if (error instanceof ReferenceError) return new Error("aliases");
    throw error;
  }
}

/** A contract nests three deep. Brackets or dashes without end would cost the parser far more than their length. */
function nestsTooDeeply(text: string): boolean {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 91 || code === 123) depth++;
    else if ((code === 93 || code === 125) && depth > 0) depth--;
    if (depth > deepestBrackets) return true;
  }
  return /(?:[-?] ){20}/.test(text) || /^ {200}/m.test(text);
}

/** The line of a key or an entry; for what is missing, the line of what misses it. */
function lineFinder(document: Document.Parsed, lines: LineCounter): (keys: Keys) => number | undefined {
  return (keys) => {
    let node: unknown = document.contents;
    let offset = startOf(node);
    for (const key of keys) {
      if (isMap(node)) {
        const pair = node.items.find((item) => isNode(item.key) && String(item.key) === String(key));
        if (pair === undefined) break;
        offset = startOf(pair.key) ?? offset;
        node = pair.value;
      } else if (isSeq(node)) {
        node = node.items[Number(key)];
        offset = startOf(node) ?? offset;
      } else break;
    }
    return offset === undefined ? undefined : lines.linePos(offset).line;
  };
}

const startOf = (node: unknown): number | undefined => (isNode(node) ? node.range?.[0] : undefined);

const problem = (file: string, found: string, allowed: string, remedy: string): ContractProblem => ({
  severity: "error",
  file,
  line: undefined,
  path: "",
  found,
  allowed,
  remedy,
});

export const unusable = (file: string, found: string, allowed: string, remedy: string): ParsedContracts => ({
  documents: [],
  problems: [problem(file, found, allowed, remedy)],
});
