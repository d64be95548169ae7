import { printable } from "../event/printable.ts";

/** One thing that is wrong in a policy, with all that is needed to put it right. */
export interface PolicyProblem {
  /** `tiers[0].thresholds.alert`; "" for the whole file. */
  readonly path: string;
  /** The same as single steps, so that a reader of the file can find the line. */
  readonly keys: readonly (string | number)[];
  /** Whether the key itself is wrong, or what stands under it. */
  readonly about: "key" | "value";
  /** What stands there, printable and bounded. */
  readonly given: string;
  /** What may stand there, as it follows "allowed is". */
  readonly allowed: string;
  /** What to do, one sentence. */
  readonly remedy: string;
}

/** More problems than these are not listed: the first ones are to be repaired first. */
const mostProblems = 50;

/** Collects the problems of one policy. */
export interface Problems {
  readonly found: readonly PolicyProblem[];
  add(problem: Omit<PolicyProblem, "path" | "given" | "about"> & { given: unknown; about?: "key" | "value" }): void;
}

export function collectProblems(): Problems {
  const found: PolicyProblem[] = [];
  return {
    found,
    add({ keys, given, allowed, remedy, about = "value" }) {
      if (found.length < mostProblems) {
        found.push({ path: pathText(keys), keys, about, given: givenText(given), allowed, remedy });
      }
    },
  };
}

/** One sentence or two: `thresholds.alert is 140; allowed is a number from 0 to 100. Choose …` */
export function problemText({ path, about, given, allowed, remedy }: PolicyProblem): string {
  const what = about === "key" ? `The key ${path} is not known` : `${path || "The policy"} is ${given}`;
  return `${what}; allowed is ${allowed}. ${remedy}`;
}

function pathText(keys: readonly (string | number)[]): string {
  return keys.reduce<string>((path, key) => {
    if (typeof key === "number") return `${path}[${key}]`;
    const name = printable(key, 60);
    return path === "" ? name : `${path}.${name}`;
  }, "");
}

function givenText(value: unknown): string {
  if (value === undefined) return "missing";
  if (typeof value === "string") return `"${printable(value, 80)}"`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) return "a mapping";
  return String(value);
}
