import type { PushedRule } from "../../app/rule-store.ts";
import { ruleStates } from "../../app/rule-store.ts";
import { isObject, isString } from "./stored-json.ts";

/** The partition of the pushed rules: one item a version (who, when, what, which texts), one item a text. */
export const rulesPk = "RULES";
/** A text never changes: its key is its hash. */
export const textSk = (hash: string): string => `TEXT#${hash}`;

export const ruleAttributes = {
  /** JSON of the listed rules: a version stays well below DynamoDB's 400 KB, because texts have items of their own. */
  rules: "rules",
  text: "text",
} as const;

/** A rule of a version, with the hash of its text in place of the text. */
export type ListedRule = Omit<PushedRule, "text"> & { readonly hash: string };

/** Reads the rules that a version lists; throws what `damaged` makes of why they are none. */
export function readListedRules(text: string | undefined, damaged: (why: string) => Error): readonly ListedRule[] {
  let rules: unknown;
  try {
    rules = JSON.parse(text ?? "");
  } catch {
    throw damaged("its list of rules is not JSON");
  }
  if (!Array.isArray(rules) || !rules.every(isListedRule)) throw damaged("its list of rules is not one");
  return rules;
}

function isListedRule(value: unknown): value is ListedRule {
  return (
    isObject(value) &&
    isString(value["file"]) &&
    isString(value["hash"]) &&
    isString(value["pushedBy"]) &&
    typeof value["pushedAtMs"] === "number" &&
    ruleStates.some((state) => state === value["state"])
  );
}
