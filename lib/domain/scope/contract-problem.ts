import { printable } from "../event/printable.ts";

export type Keys = readonly (string | number)[];

/** One parsed YAML document, and the line (counted from 1) of each place in it, where that is known. */
export interface ContractDocument {
  readonly file: string;
  readonly content: unknown;
  line(keys: Keys): number | undefined;
}

/** One thing wrong in a contract. An error keeps its contract out of force; a warning does not. */
export interface ContractProblem {
  readonly severity: "error" | "warning";
  readonly file: string;
  readonly line: number | undefined;
  /** `actions[2]`; "" for the whole document. */
  readonly path: string;
  /** Printable: `is "s3GetObject"`, `is missing`, `is not known`. */
  readonly found: string;
  /** As it follows "allowed is". */
  readonly allowed: string;
  /** What to do, one sentence. */
  readonly remedy: string;
}

interface Complaint {
  readonly found: string;
  readonly allowed: string;
  readonly remedy: string;
}

/** Collects the problems of one document. */
export interface ContractReport {
  readonly problems: readonly ContractProblem[];
  /** True once anything was refused. */
  readonly refused: boolean;
  refuse(keys: Keys, complaint: Complaint): void;
  warn(keys: Keys, complaint: Complaint): void;
  /** The known word that was probably meant. */
  nearest(given: string, known: readonly string[]): string | undefined;
}

/** More problems than these are not listed: the first ones are to be repaired first. */
const mostProblems = 50;

export function contractReport(document: ContractDocument, nearest: ContractReport["nearest"]): ContractReport {
  const problems: ContractProblem[] = [];
  let refused = false;
  const add = (severity: ContractProblem["severity"], keys: Keys, complaint: Complaint) => {
    if (severity === "error") refused = true;
    if (problems.length >= mostProblems) return;
    problems.push({ severity, file: document.file, line: document.line(keys), path: pathText(keys), ...complaint });
  };
  return {
    problems,
    get refused() {
      return refused;
    },
    refuse: (keys, complaint) => add("error", keys, complaint),
    warn: (keys, complaint) => add("warning", keys, complaint),
    nearest,
  };
}

/** One line: `contracts/app.yaml:12: actions[2] is "s3GetObject"; allowed is …. Write …` */
export function contractProblemText({ file, line, path, found, allowed, remedy }: ContractProblem): string {
  const place = printable(line === undefined ? file : `${file}:${line}`, 300);
  return `${place}: ${path || "The document"} ${found}; allowed is ${allowed}. ${remedy}`;
}

/** `is "…"`, as a problem's `found`. */
export function givenText(value: unknown): string {
  if (value === undefined || value === null) return "is missing";
  if (typeof value === "string") return `is "${printable(value, 80)}"`;
  if (Array.isArray(value)) return `is a list of ${value.length}`;
  return typeof value === "object" ? "is a mapping" : `is ${String(value)}`;
}

function pathText(keys: Keys): string {
  return keys.reduce<string>((path, key) => {
    if (typeof key === "number") return `${path}[${key}]`;
    const name = printable(key, 60);
    return path === "" ? name : `${path}.${name}`;
  }, "");
}
