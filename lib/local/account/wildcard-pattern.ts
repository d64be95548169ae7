/** A run of any characters, and any one character. Longer than one character, so that no literal is either. */
const anyRun = "any-run";
const anyOne = "any-one";

/** Literal characters and the two wildcards, in order. */
export type WildcardPattern = readonly string[];

/** Policies say the same few patterns over and over, and each call is judged by all of them. */
const read = new Map<string, WildcardPattern>();
const mostRead = 5_000;

/** Reads `*` and `?` as wildcards and everything else as itself. */
export function wildcardPattern(text: string): WildcardPattern {
  let pattern = read.get(text);
  if (pattern === undefined) {
    pattern = Array.from(text, (char) => (char === "*" ? anyRun : char === "?" ? anyOne : char));
    if (read.size >= mostRead) read.clear();
    read.set(text, pattern);
  }
  return pattern;
}

/** Every character stands for itself: for values that a caller chose and that must never widen a pattern. */
export function literalPattern(text: string): WildcardPattern {
  return Array.from(text);
}

/** Whether the whole text matches. Never worse than pattern length times text length, whatever the two hold. */
export function matchesPattern(pattern: WildcardPattern, text: string): boolean {
  const chars = Array.from(text);
  let p = 0;
  let t = 0;
  let runAt = -1;
  let runFrom = 0;
  while (t < chars.length) {
    const part = pattern[p];
    if (part === anyRun) {
      runAt = p++;
      runFrom = t;
    } else if (part === anyOne || (part !== undefined && part === chars[t])) {
      p++;
      t++;
    } else if (runAt >= 0) {
      p = runAt + 1;
      t = ++runFrom;
    } else return false;
  }
  while (pattern[p] === anyRun) p++;
  return p === pattern.length;
}

/** Splits into an ARN's six parts; the last keeps its colons. */
export function splitArn<T>(chars: readonly T[], colon: T): readonly (readonly T[])[] {
  const parts: T[][] = [[]];
  for (const char of chars) {
    if (char === colon && parts.length < 6) parts.push([]);
    else parts.at(-1)?.push(char);
  }
  return parts;
}

/** ArnLike: each of the six parts must match its own, so that a wildcard crosses no colon before the last part. */
export function matchesArn(pattern: WildcardPattern, arn: string): boolean {
  const wanted = splitArn(pattern, ":");
  const found = splitArn(Array.from(arn), ":");
  if (wanted.length === 1) return matchesPattern(pattern, arn);
  return wanted.length === found.length && wanted.every((part, i) => matchesPattern(part, (found[i] ?? []).join("")));
}
