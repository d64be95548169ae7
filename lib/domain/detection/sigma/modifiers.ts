import type { Comparison, TextPosition, TimePart } from "./expression.ts";
import { timeParts } from "./expression.ts";
import type { ProblemReport, RulePath } from "./problem.ts";
import { shown } from "./problem.ts";

export type Encoding = "wide" | "utf16le" | "utf16be" | "utf16" | "base64" | "base64offset";

/** What the modifiers behind a field's name ask for, in whatever order they may stand. */
export interface Modifiers {
  /** What sort of value stands in the list. */
  readonly type: "text" | "regex" | "addresses" | "exists" | "compare" | "field";
  readonly position: TextPosition;
  readonly comparison: Comparison;
  readonly timePart: TimePart | undefined;
  /** In the order written. */
  readonly encodings: readonly Encoding[];
  readonly windash: boolean;
  readonly cased: boolean;
  readonly expand: boolean;
  readonly linking: "any" | "all";
  readonly negated: boolean;
  readonly regexFlags: { readonly ignoreCase: boolean; readonly multiLine: boolean; readonly dotAll: boolean };
}

const positions = ["contains", "startswith", "endswith"] as const;
const comparisons = ["lt", "lte", "gt", "gte"] as const;
const encodings = ["wide", "utf16le", "utf16be", "utf16", "base64", "base64offset"] as const;
const typeWords = { re: "regex", cidr: "addresses", exists: "exists", fieldref: "field" } as const;
const flagWords = { i: "ignoreCase", m: "multiLine", s: "dotAll", ignorecase: "ignoreCase" } as const;
const switches = ["all", "cased", "neq", "expand", "windash"] as const;

export const knownModifiers: readonly string[] = [
  ...positions,
  ...comparisons,
  ...encodings,
  ...timeParts,
  ...Object.keys(typeWords),
  ...switches,
  "i",
  "m",
  "s",
];

const mistaken: Readonly<Record<string, string>> = {
  not: "use neq, or a second selection with `not` in the condition",
  or: "leave it out: a list already matches if any of its values does",
  and: "use all",
  any: "leave it out: a list already matches if any of its values does",
  regex: "use re",
  equals: "leave it out: a plain value already has to be equal",
  eq: "leave it out: a plain value already has to be equal",
  ne: "use neq",
  ge: "use gte",
  le: "use lte",
};

/** Reads the words behind a field's name. Undefined where they cannot stand together; the report says why. */
export function readModifiers(words: readonly string[], path: RulePath, report: ProblemReport): Modifiers | undefined {
  const known = new Set<string>(knownModifiers);
  let sound = true;
  const refuse = (found: string, allowed: string, remedy: string): void => {
    sound = false;
    report.refuse(path, { found, allowed, remedy });
  };
  for (const word of words) {
    if (known.has(word) || word === "ignorecase") continue;
    const advice = Object.hasOwn(mistaken, word) ? mistaken[word]! : "correct or remove the modifier";
    refuse(`the modifier ${shown(word)}`, [...known].join(", "), advice);
  }
  const chosen = <Word extends string>(from: readonly Word[]): Word[] => from.filter((word) => words.includes(word));
  const oneOf = <Word extends string>(from: readonly Word[]): Word | undefined => {
    const several = chosen(from);
    if (several.length > 1) refuse(several.join(" and "), `one of ${from.join(", ")}`, "use a selection for each");
    return several[0];
  };
  const typeWord = oneOf(Object.keys(typeWords) as (keyof typeof typeWords)[]);
  const position = oneOf(positions);
  const comparison = oneOf(comparisons);
  const timePart = oneOf(timeParts);
  const encoded = words.filter((word): word is Encoding => (encodings as readonly string[]).includes(word));
  const flags = Object.keys(flagWords).filter((word) => words.includes(word)) as (keyof typeof flagWords)[];
  const compares = comparison !== undefined || timePart !== undefined;

  if (typeWord !== undefined && compares)
    refuse(`${typeWord} with a comparison`, "either of them", "use a selection for each");
  if (flags.length > 0 && typeWord !== "re")
    refuse(`the flag ${flags.join(", ")} without re`, "i, m and s behind re", "put re before the flag");
  const textOnly = [...encoded, ...chosen(["windash", "expand"])];
  if (textOnly.length > 0 && (compares || typeWord === "exists" || typeWord === "re" || typeWord === "fieldref"))
    refuse(`${textOnly[0]} on a value that is not text`, "text values", `remove ${textOnly[0]}`);
  if (position !== undefined && (compares || (typeWord !== undefined && typeWord !== "fieldref")))
    refuse(`${position} with ${typeWord ?? comparison ?? timePart}`, "text values", positionRemedy(typeWord));
  if (words.includes("cased") && (compares || typeWord === "re" || typeWord === "exists" || typeWord === "cidr"))
    refuse(
      `cased with ${typeWord ?? comparison ?? timePart}`,
      "text values",
      "remove cased; re is cased without its flag i",
    );
  if (!sound) return undefined;
  return {
    type: typeWord !== undefined ? typeWords[typeWord] : compares ? "compare" : "text",
    position: position ?? "exact",
    comparison: comparison ?? "eq",
    timePart,
    encodings: encoded,
    windash: words.includes("windash"),
    cased: words.includes("cased"),
    expand: words.includes("expand"),
    linking: words.includes("all") ? "all" : "any",
    negated: words.includes("neq"),
    regexFlags: {
      ignoreCase: words.includes("i") || words.includes("ignorecase"),
      multiLine: words.includes("m"),
      dotAll: words.includes("s"),
    },
  };
}

function positionRemedy(typeWord: string | undefined): string {
  if (typeWord === "re") return "write ^ or $ in the expression; without them it is found anywhere";
  return "remove the position";
}
