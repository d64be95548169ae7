import type { PushedRule, RuleSetVersion, RuleSetWrite } from "../../app/rule-store.ts";
import { ruleStates } from "../../app/rule-store.ts";
import { table } from "../../contract/table.ts";
import type { Item } from "./standing-item.ts";
import { isObject, isString } from "./stored-json.ts";

/** The partition of the pushed rules: one item a version (who, when, what, which texts), one item a text. */
export const rulesPk = "RULES";
const versionPrefix = "VERSION#";
const textPrefix = "TEXT#";

/** Sorts as text the way the versions sort as numbers. */
export const versionSk = (version: number): string => `${versionPrefix}${String(version).padStart(10, "0")}`;
export const versionRange = { from: versionSk(0), to: versionSk(9_999_999_999) } as const;
/** A text never changes: its key is its hash. */
export const textSk = (hash: string): string => `${textPrefix}${hash}`;

export const ruleAttributes = {
  version: "version",
  changedBy: "changedBy",
  changedAt: "changedAt",
  change: "change",
  restored: "restored",
  rules: "rules",
  text: "text",
} as const;

/** A rule of a version, with the hash of its text in place of the text. */
export type ListedRule = Omit<PushedRule, "text"> & { readonly hash: string };

export const itemKey = (sk: string): Item => ({ [table.partitionKey]: { S: rulesPk }, [table.sortKey]: { S: sk } });

/** The item of one version: well below DynamoDB's 400 KB, because texts have items of their own. */
export function versionItem(write: Omit<RuleSetWrite, "rules">, rules: readonly ListedRule[]): Item {
  const version = write.expectedVersion + 1;
  return {
    ...itemKey(versionSk(version)),
    [ruleAttributes.version]: { N: String(version) },
    [ruleAttributes.changedBy]: { S: write.changedBy },
    [ruleAttributes.changedAt]: { N: String(write.changedAtMs) },
    [ruleAttributes.change]: { S: write.change },
    ...(write.restored === undefined ? {} : { [ruleAttributes.restored]: { N: String(write.restored) } }),
    [ruleAttributes.rules]: { S: JSON.stringify(rules) },
  };
}

/** Reads the item of one version without its rules; throws, naming it, where it is damaged. */
export function readVersion(item: Item): RuleSetVersion {
  const version = wholeNumber(item, ruleAttributes.version);
  const changedAtMs = wholeNumber(item, ruleAttributes.changedAt);
  const changedBy = item[ruleAttributes.changedBy]?.S;
  const change = item[ruleAttributes.change]?.S;
  if (version === undefined || changedAtMs === undefined || changedBy === undefined || change === undefined)
    throw damaged(item, "a field is missing or of the wrong type");
  return { version, changedBy, changedAtMs, change, restored: wholeNumber(item, ruleAttributes.restored) };
}

export function readListedRules(item: Item): readonly ListedRule[] {
  const text = item[ruleAttributes.rules]?.S;
  let rules: unknown;
  try {
    rules = JSON.parse(text ?? "");
  } catch {
    throw damaged(item, "its list of rules is not JSON");
  }
  if (!Array.isArray(rules) || !rules.every(isListedRule)) throw damaged(item, "its list of rules is not one");
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

function wholeNumber(item: Item, attribute: string): number | undefined {
  const value = Number(item[attribute]?.N ?? Number.NaN);
  return Number.isSafeInteger(value) ? value : undefined;
}

function damaged(item: Item, why: string): Error {
  const sk = item[table.sortKey]?.S ?? "";
  return new Error(`The pushed rules stored under "${rulesPk}", "${sk}" cannot be read: ${why}. Repair or delete it.`);
}
