/** Where in a rule document something stands: map keys and list indices from the top. */
export type RulePath = readonly (string | number)[];

/** The file that a document was read from, and the line (counted from 1) of each place in it, where that is known. */
export interface RuleSource {
  readonly file: string;
  line(path: RulePath): number | undefined;
}

/** One thing wrong in a rule file. An error keeps its rule out; a warning does not. Other rules are not affected. */
export interface RuleProblem {
  readonly severity: "error" | "warning";
  readonly file: string;
  readonly line: number | undefined;
  /** The place in the document, as `detection.selection.eventName`; "" for the whole of it. */
  readonly path: string;
  readonly found: string;
  readonly allowed: string;
  readonly remedy: string;
}

/** What is said of one place: what was found, what is allowed, and what to do. */
export interface Complaint {
  readonly found: string;
  readonly allowed: string;
  readonly remedy: string;
}

/** Thrown while one value or condition is read, and caught where that reading began. */
export class Refusal extends Error {
  readonly complaint: Complaint;

  constructor(found: string, allowed: string, remedy: string) {
    super(found);
    this.name = "Refusal";
    this.complaint = { found, allowed, remedy };
  }
}

/** Collects the problems of one document. */
export interface ProblemReport {
  refuse(path: RulePath, complaint: Complaint): void;
  warn(path: RulePath, complaint: Complaint): void;
  /** True once anything was refused. */
  readonly refused: boolean;
  readonly problems: readonly RuleProblem[];
}

/** A document with ten thousand bad values is told of this many of them. */
const maximumProblems = 50;

export function problemReport(source: RuleSource): ProblemReport {
  const problems: RuleProblem[] = [];
  let refused = false;
  const add = (severity: RuleProblem["severity"], path: RulePath, complaint: Complaint): void => {
    if (severity === "error") refused = true;
    if (problems.length >= maximumProblems) return;
    problems.push({ severity, file: source.file, line: source.line(path), path: path.join("."), ...complaint });
  };
  return {
    refuse: (path, complaint) => add("error", path, complaint),
    warn: (path, complaint) => add("warning", path, complaint),
    get refused() {
      return refused;
    },
    problems,
  };
}

/** One line for people: `rules/x.yml:12: detection.selection: found …; allowed: …; …`. */
export function describeProblem(problem: RuleProblem): string {
  const place = problem.line === undefined ? problem.file : `${problem.file}:${problem.line}`;
  const path = problem.path === "" ? "" : ` ${problem.path}:`;
  return `${place}:${path} ${problem.severity}: found ${problem.found}; allowed: ${problem.allowed}; ${problem.remedy}`;
}

/** A value from a rule file as it may be shown: printable ASCII, quoted, at most 80 characters. */
export function shown(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "a map";
  if (typeof value !== "string") return String(value);
  const text = JSON.stringify(value.slice(0, 80)).replace(/[^ -~]/g, "?");
  return value.length > 80 ? `${text} and ${value.length - 80} more characters` : text;
}
