import type { HistoryEntry, Scope, Step } from "./execution.ts";
import { evaluateTemplate } from "./expression.ts";
import type { JsonObject, JsonValue } from "./json-value.ts";
import { StateError } from "./state-error.ts";

/** One visit of one state: what its fields are evaluated with. */
export interface Visit {
  readonly name: string;
  readonly input: JsonValue;
  readonly scope: Scope;
  readonly entry: HistoryEntry;
  retryCount: number;
}

/** What `$states` holds in some fields only: the result, the error that was caught, the task with its token. */
export type Extra = { readonly result?: JsonValue; readonly errorOutput?: JsonValue; readonly task?: JsonObject };

/** Output and Assign see the same variables: an assignment counts from the next state on. */
export async function finish(
  fields: { readonly Output?: JsonValue; readonly Assign?: JsonValue },
  otherwise: JsonValue,
  visit: Visit,
  extra: Extra,
  next: string | undefined,
): Promise<Step> {
  const output = fields.Output === undefined ? otherwise : await evaluate(fields.Output, "Output", visit, extra);
  if (fields.Assign !== undefined) {
    const assigned = await evaluate(fields.Assign, "Assign", visit, extra);
    visit.scope.variables = { ...visit.scope.variables, ...(assigned as JsonObject) };
  }
  return { output, next };
}

/** A field that is a whole number from 0, or an expression for one. */
export async function wholeNumber(
  value: JsonValue | undefined,
  field: string,
  visit: Visit,
): Promise<number | undefined> {
  if (value === undefined) return undefined;
  const evaluated = await evaluate(value, field, visit, {});
  if (typeof evaluated === "number" && Number.isInteger(evaluated) && evaluated >= 0) return evaluated;
  throw new StateError("States.QueryEvaluationError", `${field} of ${visit.name} is not a whole number from 0.`);
}

/** Evaluates a field of the state being visited. Throws States.QueryEvaluationError, naming field and state. */
export function evaluate(template: JsonValue, field: string, visit: Visit, extra: Extra): Promise<JsonValue> {
  const { name, input, scope, entry, retryCount } = visit;
  const context = {
    ...scope.execution.context,
    State: { Name: name, EnteredTime: entry.enteredAt, RetryCount: retryCount },
    ...(extra.task === undefined ? {} : { Task: extra.task }),
    ...(scope.map === undefined ? {} : { Map: scope.map }),
  };
  const states: JsonObject = {
    input,
    context,
    ...(extra.result === undefined ? {} : { result: extra.result }),
    ...(extra.errorOutput === undefined ? {} : { errorOutput: extra.errorOutput }),
  };
  const { functions } = scope.execution;
  return evaluateTemplate(template, { states, variables: scope.variables, functions }, `${field} of state ${name}`);
}

/** ISO 8601 with milliseconds. */
export const timeText = (timeMs: number) => new Date(timeMs).toISOString();
