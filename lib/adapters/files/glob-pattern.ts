/** True where the text holds a character that a pattern would read as a wildcard. */
export const isGlob = (text: string) => /[*?]/.test(text);

/** The folders before a pattern's first wildcard: where a search for it begins. `logs/2024/*.gz` gives `logs/2024`. */
export const globBase = (pattern: string) => {
  const slash = pattern.slice(0, pattern.search(/[*?]/)).lastIndexOf("/");
  return slash === -1 ? "." : slash === 0 ? "/" : pattern.slice(0, slash);
};

/**
 * The paths that a pattern means: `*` and `?` within one folder's or file's name, `**` over any number of folders.
 * Everything else stands for itself.
 */
export const globExpression = (pattern: string): RegExp => {
  const source = pattern.replace(/\*\*\/|\*\*|\*|\?|[^*?]+/g, (part) => {
    if (part === "**/") return "(?:[^/]+/)*";
    if (part === "**") return ".*";
    if (part === "*") return "[^/]*";
    if (part === "?") return "[^/]";
    return part.replace(/[\\^$.|+()[\]{}]/g, "\\$&");
  });
  return new RegExp(`^${source}$`, "u");
};
