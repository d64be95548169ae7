import { printable } from "./printable.ts";

/** Length that `Unreadable.excerpt` allows. */
export const excerptLength = 2_000;

const maxDepth = 12;

/** Values under these names are credentials; a person who looks at set-aside input does not need them. */
const secretNames = new Set(["sessiontoken", "secretaccesskey", "password", "token", "authorization"]);

/**
 * A piece of input for people to look at: compact JSON for a value, the text itself for a string; printable,
 * at most `maxLength` characters, without credentials under their well-known names. It stops writing at the bound,
 * so that a large or deeply nested value costs no more than a small one. Never throws for a JSON value.
 */
export function excerpt(value: unknown, maxLength: number = excerptLength): string {
  if (typeof value === "string") return printable(value, maxLength);
  const parts: string[] = [];
  write(value, parts, { left: maxLength + 1 }, 0);
  return printable(parts.join(""), maxLength);
}

interface Budget {
  left: number;
}

function put(text: string, parts: string[], budget: Budget): void {
  parts.push(text);
  budget.left -= text.length;
}

function write(value: unknown, parts: string[], budget: Budget, depth: number): void {
  if (budget.left <= 0) return;
  if (typeof value === "string") put(JSON.stringify(value.slice(0, budget.left)), parts, budget);
  else if (typeof value !== "object" || value === null) put(String(value), parts, budget);
  else if (depth >= maxDepth) put("...", parts, budget);
  else writeItems(value as Readonly<Record<string, unknown>>, parts, budget, depth);
}

function writeItems(items: Readonly<Record<string, unknown>>, parts: string[], budget: Budget, depth: number): void {
  const isArray = Array.isArray(items);
  put(isArray ? "[" : "{", parts, budget);
  let first = true;
  for (const name in items) {
    if (budget.left <= 0) return;
    if (!first) put(",", parts, budget);
    first = false;
    if (!isArray) put(`${JSON.stringify(name.slice(0, budget.left))}:`, parts, budget);
    const isSecret = secretNames.has(name.toLowerCase()) && typeof items[name] === "string";
    write(isSecret ? "REDACTED" : items[name], parts, budget, depth + 1);
  }
  put(isArray ? "]" : "}", parts, budget);
}
