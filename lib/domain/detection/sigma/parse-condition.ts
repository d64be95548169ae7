import { allOf, anyOf, type Expression } from "./expression.ts";
import { ruleLimits } from "./limits.ts";
import { type Complaint, Refusal, shown } from "./problem.ts";

/** Search identifiers by name, in the order written. */
export type SearchIdentifiers = ReadonlyMap<string, Expression>;

export interface ParsedCondition {
  readonly expression: Expression;
  /** Search identifiers that the condition uses. */
  readonly used: ReadonlySet<string>;
}

interface Cursor {
  readonly tokens: readonly string[];
  at: number;
  depth: number;
  readonly identifiers: SearchIdentifiers;
  readonly used: Set<string>;
}

/**
 * Reads a condition: `or`, `and`, `not`, brackets, search identifiers, and `1 of` or `all of` a pattern or `them`
 * (Sigma rules specification 2.0, "Condition"). From the least binding: or, and, not.
 */
export function parseCondition(text: string, identifiers: SearchIdentifiers): ParsedCondition | Complaint {
  try {
    const cursor: Cursor = { tokens: tokenise(text), at: 0, depth: 0, identifiers, used: new Set() };
    const expression = readOr(cursor);
    const rest = cursor.tokens[cursor.at];
    if (rest !== undefined) throw new Refusal(shown(rest), "and, or, or the end", "join the parts with and or or");
    return { expression, used: cursor.used };
  } catch (error) {
    if (error instanceof Refusal) return error.complaint;
    throw error;
  }
}

function tokenise(text: string): readonly string[] {
  if (text.length > ruleLimits.conditionLength)
    throw new Refusal(`${text.length} characters`, `${ruleLimits.conditionLength} characters`, "use 1 of, all of");
  if (text.includes("|"))
    throw new Refusal(
      "an aggregation behind |",
      "a condition over one event",
      "remove the aggregation: Sigma 2 has correlation rules in its place",
    );
  return text.match(/[()]|[^\s()]+/g) ?? [];
}

function word(cursor: Cursor): string | undefined {
  return cursor.tokens[cursor.at]?.toLowerCase();
}

function readOr(cursor: Cursor): Expression {
  const parts = [readAnd(cursor)];
  while (word(cursor) === "or") {
    cursor.at += 1;
    parts.push(readAnd(cursor));
  }
  return anyOf(parts);
}

function readAnd(cursor: Cursor): Expression {
  const parts = [readNot(cursor)];
  while (word(cursor) === "and") {
    cursor.at += 1;
    parts.push(readNot(cursor));
  }
  return allOf(parts);
}

function readNot(cursor: Cursor): Expression {
  cursor.depth += 1;
  if (cursor.depth > ruleLimits.conditionDepth)
    throw new Refusal(
      `${cursor.depth} levels of brackets and not`,
      `${ruleLimits.conditionDepth} levels`,
      "simplify the condition",
    );
  const negated = word(cursor) === "not";
  if (negated) cursor.at += 1;
  const part = negated ? readNot(cursor) : readPrimary(cursor);
  cursor.depth -= 1;
  return negated ? { kind: "not", part } : part;
}

function readPrimary(cursor: Cursor): Expression {
  const token = cursor.tokens[cursor.at];
  if (token === undefined || token === ")")
    throw new Refusal(
      token === undefined ? "the end of the condition" : "a )",
      "a search identifier, 1 of, all of, not, or (",
      "complete the condition",
    );
  cursor.at += 1;
  if (token === "(") {
    const inner = readOr(cursor);
    if (cursor.tokens[cursor.at] !== ")") throw new Refusal("a ( without its )", "matching brackets", "close it");
    cursor.at += 1;
    return inner;
  }
  if (word(cursor) === "of" && !cursor.identifiers.has(token)) {
    cursor.at += 1;
    return readQuantity(token.toLowerCase(), cursor);
  }
  return identifier(token, cursor);
}

function identifier(name: string, cursor: Cursor): Expression {
  const expression = cursor.identifiers.get(name);
  if (expression === undefined)
    throw new Refusal(
      `${shown(name)}, which the detection does not define`,
      [...cursor.identifiers.keys()].slice(0, 20).map(shown).join(", "),
      "correct the name, or add the search identifier",
    );
  cursor.used.add(name);
  return expression;
}

function readQuantity(quantity: string, cursor: Cursor): Expression {
  const pattern = cursor.tokens[cursor.at];
  cursor.at += 1;
  if (quantity !== "1" && quantity !== "any" && quantity !== "all")
    throw new Refusal(`${shown(quantity)} of`, "1 of, any of, all of", "spell out the combinations");
  if (pattern === undefined || pattern === "(" || pattern === ")")
    throw new Refusal(`${quantity} of nothing`, "a pattern such as selection*, or them", "name what it is of");
  const names = [...cursor.identifiers.keys()].filter((name) =>
    pattern.toLowerCase() === "them" ? !name.startsWith("_") : fitsPattern(name, pattern),
  );
  if (names.length === 0)
    throw new Refusal(
      `${quantity} of ${shown(pattern)}, which fits no search identifier`,
      [...cursor.identifiers.keys()].slice(0, 20).map(shown).join(", "),
      "correct the pattern",
    );
  const parts = names.map((name) => identifier(name, cursor));
  return quantity === "all" ? allOf(parts) : anyOf(parts);
}

/** Holds a name against a pattern with `*` in it, stretch by stretch. */
function fitsPattern(name: string, pattern: string): boolean {
  const [first = "", ...stretches] = pattern.split("*");
  const last = stretches.pop();
  if (last === undefined) return name === pattern;
  if (!name.startsWith(first)) return false;
  let at = first.length;
  for (const stretch of stretches) {
    const place = name.indexOf(stretch, at);
    if (place === -1) return false;
    at = place + stretch.length;
  }
  return name.length - last.length >= at && name.endsWith(last);
}
