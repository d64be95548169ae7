import { compileExpression, expressionIn } from "./expression.ts";
import { isJsonObject } from "./json-value.ts";
import { templateFields } from "./state-fields.ts";

/** Problems of every expression in a state's, a rule's or a catcher's own template fields. */
export function expressionProblems(fields: Readonly<Record<string, unknown>>, where: string): readonly string[] {
  return templateFields.flatMap((field) => templateProblems(fields[field], `${where}: ${field}`));
}

function templateProblems(value: unknown, where: string): readonly string[] {
  if (typeof value === "string") return textProblems(value, where);
  if (Array.isArray(value)) return value.flatMap((item, index) => templateProblems(item, `${where}[${index}]`));
  if (!isJsonObject(value)) return [];
  return Object.entries(value).flatMap(([key, inside]) => [
    ...(key.endsWith(".$") ? [`${where}.${key}: ".$" is JSONPath; only JSONata is supported`] : []),
    ...templateProblems(inside, `${where}.${key}`),
  ]);
}

function textProblems(text: string, where: string): readonly string[] {
  const source = expressionIn(text);
  if (source === undefined) {
    const half = text.includes("{%") || text.endsWith("%}");
    return half ? [`${where}: an expression is the whole text, from "{%" to "%}", without spaces around it`] : [];
  }
  try {
    const expression = compileExpression(source);
    // The tree of an expression is long; most have no text that such a variable could be read from.
    const evaluates = source.includes("$eval") && variablesIn(expression.ast()).has("eval");
    return evaluates ? [`${where}: $eval is not in Step Functions; $parse reads JSON`] : [];
  } catch (error) {
    const { message, position } = error as { message?: string; position?: number };
    return [`${where}: JSONata syntax error at ${position ?? "the end"}: ${message ?? String(error)}`];
  }
}

function variablesIn(node: unknown, found: Set<string> = new Set()): Set<string> {
  if (Array.isArray(node)) for (const item of node) variablesIn(item, found);
  else if (isJsonObject(node)) {
    if (node["type"] === "variable" && typeof node["value"] === "string") found.add(node["value"]);
    for (const inside of Object.values(node)) variablesIn(inside, found);
  }
  return found;
}
