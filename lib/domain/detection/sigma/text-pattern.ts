/** A run of any characters, also of none: Sigma's `*`. */
export const anyRun = { any: "run" } as const;
/** Exactly one character (one UTF-16 code unit): Sigma's `?`. */
export const anyOne = { any: "one" } as const;

export type PatternPart = string | typeof anyRun | typeof anyOne;

/** Literal text and wildcards in turn; never two runs or two literals side by side. */
export type TextPattern = readonly PatternPart[];

/**
 * Reads a Sigma text value. A backslash escapes `*`, `?` and a backslash; before anything else it is itself
 * (Sigma rules specification 2.0, "Escaping").
 */
export function parseTextPattern(value: string): TextPattern {
  const parts: PatternPart[] = [];
  let literal = "";
  for (let at = 0; at < value.length; at++) {
    const unit = value[at]!;
    const next = value[at + 1];
    if (unit === "\\" && (next === "\\" || next === "*" || next === "?")) {
      literal += next;
      at += 1;
    } else if (unit === "*" || unit === "?") {
      parts.push(literal, unit === "*" ? anyRun : anyOne);
      literal = "";
    } else literal += unit;
  }
  return tidy([...parts, literal]);
}

/** Puts wildcards around a pattern, as the modifiers contains, startswith and endswith do. */
export function placed(pattern: TextPattern, position: "exact" | "contains" | "startswith" | "endswith"): TextPattern {
  const before = position === "contains" || position === "endswith" ? [anyRun] : [];
  const after = position === "contains" || position === "startswith" ? [anyRun] : [];
  return tidy([...before, ...pattern, ...after]);
}

/** The pattern's text where it has no wildcards. */
export function plainText(pattern: TextPattern): string | undefined {
  if (pattern.length === 0) return "";
  return pattern.length === 1 && typeof pattern[0] === "string" ? pattern[0] : undefined;
}

export function tidy(parts: readonly PatternPart[]): TextPattern {
  const tidied: PatternPart[] = [];
  for (const part of parts) {
    const last = tidied.at(-1);
    if (part === "" || (part === anyRun && last === anyRun)) continue;
    if (typeof part === "string" && typeof last === "string") tidied[tidied.length - 1] = last + part;
    else tidied.push(part);
  }
  return tidied;
}
