import jsonata from "jsonata";
import { isJsonObject, type JsonObject, type JsonValue, toJson } from "./json-value.ts";
import { StateError } from "./state-error.ts";

/** What an expression sees: `$states`, the variables, and the functions. */
export interface ExpressionScope {
  readonly states: JsonObject;
  readonly variables: JsonObject;
  readonly functions: Readonly<Record<string, unknown>>;
}

/** Milliseconds of real time and depth of calls that one expression may take. */
const limits = { timeout: 5_000, stack: 500 };

const compiled = new Map<string, jsonata.Expression>();

/** The expression inside `{% … %}`, or undefined where the text is plain text. */
export function expressionIn(text: string): string | undefined {
  return text.startsWith("{%") && text.endsWith("%}") && text.length >= 4 ? text.slice(2, -2) : undefined;
}

/** Compiles once. Throws what JSONata throws for a syntax error: an object with code, position and message. */
export function compileExpression(source: string): jsonata.Expression {
  let expression = compiled.get(source);
  if (expression === undefined) {
    expression = jsonata(source, limits);
    if (compiled.size > 5_000) compiled.clear();
    compiled.set(source, expression);
  }
  return expression;
}

/**
 * Replaces every expression in a template by its value, at any depth.
 * Throws States.QueryEvaluationError, which names the field, where an expression fails or returns nothing.
 */
export async function evaluateTemplate(template: JsonValue, scope: ExpressionScope, field: string): Promise<JsonValue> {
  return toJson(await evaluateValue(template, scope, field), `The value of ${field}`);
}

async function evaluateValue(template: JsonValue, scope: ExpressionScope, field: string): Promise<unknown> {
  if (typeof template === "string") {
    const source = expressionIn(template);
    return source === undefined ? template : evaluateExpression(source, scope, field);
  }
  if (Array.isArray(template)) {
    const items: unknown[] = [];
    for (const [index, item] of template.entries()) items.push(await evaluateValue(item, scope, `${field}[${index}]`));
    return items;
  }
  if (!isJsonObject(template)) return template;
  const entries: [string, unknown][] = [];
  for (const [key, value] of Object.entries(template)) {
    entries.push([key, await evaluateValue(value, scope, `${field}.${key}`)]);
  }
  return Object.fromEntries(entries);
}

async function evaluateExpression(source: string, scope: ExpressionScope, field: string): Promise<unknown> {
  const failed = (why: string) =>
    new StateError("States.QueryEvaluationError", `The JSONata expression '${source.trim()}' of ${field} ${why}`);
  let value: unknown;
  try {
    const bindings = { ...scope.variables, ...scope.functions, states: scope.states };
    value = await compileExpression(source).evaluate(undefined, bindings);
  } catch (error) {
    throw failed(`threw an error: ${(error as { message?: string })?.message ?? String(error)}`);
  }
  if (value === undefined) throw failed("returned nothing (undefined).");
  if (isFunction(value)) throw failed("returned a function, which is not JSON.");
  return value;
}

/** JSONata marks its own functions with a property each. */
function isFunction(value: unknown): boolean {
  if (typeof value === "function") return true;
  return isJsonObject(value) && ("_jsonata_function" in value || "_jsonata_lambda" in value);
}
