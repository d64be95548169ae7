import { isJsonObject } from "./json-value.ts";
import { catcherFields, retrierFields } from "./state-fields.ts";
import { expressionProblems } from "./validate-expressions.ts";

type Fields = Readonly<Record<string, unknown>>;

/** Objects of a list field; a problem where it is no list of objects. */
export function objectsIn(fields: Fields, field: string, where: string, problems: string[]): readonly Fields[] {
  const value = fields[field];
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every(isJsonObject)) return value;
  problems.push(`${where}: ${field} must be a list of objects`);
  return [];
}

export function unknownFields(fields: Fields, allowed: readonly string[], where: string): readonly string[] {
  const unknown = Object.keys(fields).filter((field) => !allowed.includes(field));
  return unknown.map((field) => `${where}: ${field} is not supported; allowed are ${allowed.join(", ")}`);
}

/** Problems of a state's Retry and Catch. Adds the catchers' targets to `targets`. */
export function recoveryProblems(state: Fields, where: string, targets: string[]): readonly string[] {
  const problems: string[] = [];
  const retriers = objectsIn(state, "Retry", where, problems);
  for (const [index, retrier] of retriers.entries()) {
    const at = `${where}: Retry[${index}]`;
    problems.push(...unknownFields(retrier, retrierFields, at));
    problems.push(...errorEqualsProblems(retrier, index === retriers.length - 1, at));
    problems.push(...numberProblems(retrier, at));
    const jitter = retrier["JitterStrategy"] ?? "NONE";
    if (jitter !== "FULL" && jitter !== "NONE") problems.push(`${at}: JitterStrategy must be FULL or NONE`);
  }
  const catchers = objectsIn(state, "Catch", where, problems);
  for (const [index, catcher] of catchers.entries()) {
    const at = `${where}: Catch[${index}]`;
    problems.push(...unknownFields(catcher, catcherFields, at));
    problems.push(...errorEqualsProblems(catcher, index === catchers.length - 1, at));
    problems.push(...expressionProblems(catcher, at));
    if (typeof catcher["Next"] === "string") targets.push(catcher["Next"]);
    else problems.push(`${at}: Next must name a state`);
  }
  return problems;
}

function errorEqualsProblems(fields: Fields, last: boolean, where: string): readonly string[] {
  const names = fields["ErrorEquals"];
  if (!Array.isArray(names) || names.length === 0 || !names.every((name) => typeof name === "string")) {
    return [`${where}: ErrorEquals must be a list of error names`];
  }
  if (!names.includes("States.ALL")) return [];
  return names.length === 1 && last ? [] : [`${where}: States.ALL must stand alone, and in the last one`];
}

const numbers: readonly (readonly [string, number, boolean])[] = [
  ["IntervalSeconds", 1, true],
  ["MaxAttempts", 0, true],
  ["MaxDelaySeconds", 1, true],
  ["BackoffRate", 1, false],
];

function numberProblems(retrier: Fields, where: string): readonly string[] {
  return numbers.flatMap(([field, least, whole]) => {
    const value = retrier[field];
    const fine = typeof value === "number" && value >= least && (!whole || Number.isInteger(value));
    return value === undefined || fine ? [] : [`${where}: ${field} is ${JSON.stringify(value)}; at least ${least}`];
  });
}
