import type { Expected } from "./condition-operators.ts";
import { literalPattern, wildcardPattern } from "./wildcard-pattern.ts";

/** Condition keys in lower case, as IAM compares them, to their values. An absent key is absent from the map. */
export type RequestContext = ReadonlyMap<string, readonly string[]>;

const variable = /\$\{([^}]*)\}/g;
const special: ReadonlyMap<string, string> = new Map([
  ["*", "*"],
  ["?", "?"],
  ["$", "$"],
]);

/**
 * Puts the request's values in place of `${key}` and `${key, 'default'}`.
 * Answers undefined where a key is absent and has no default: such an element matches nothing.
 * What a variable brings in is taken literally: a session named `*` widens no pattern.
 */
export function resolveVariables(value: string, context: RequestContext, enabled: boolean): Expected | undefined {
  if (!enabled || !value.includes("${")) return { text: value, pattern: wildcardPattern(value) };
  let text = "";
  const pattern: string[] = [];
  let end = 0;
  for (const match of value.matchAll(variable)) {
    const between = value.slice(end, match.index);
    const brought = lookUp(match[1] ?? "", context);
    if (brought === undefined) return undefined;
    text += between + brought;
    pattern.push(...wildcardPattern(between), ...literalPattern(brought));
    end = match.index + match[0].length;
  }
  return { text: text + value.slice(end), pattern: [...pattern, ...wildcardPattern(value.slice(end))] };
}

function lookUp(name: string, context: RequestContext): string | undefined {
  const character = special.get(name);
  if (character !== undefined) return character;
  const [key = "", fallback] = name.split(/,(.*)/s);
  const values = context.get(key.trim().toLowerCase());
  if (values?.length === 1) return values[0];
  return /^\s*'(.*)'\s*$/s.exec(fallback ?? "")?.[1];
}
