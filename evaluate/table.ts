/** A table that is printed to a terminal or written into a page. */
export interface Table {
  readonly title: string;
  /** Sentences below the title. */
  readonly about?: readonly string[];
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Columns beside each other, each as wide as its widest cell. */
export function asText({ title, columns, rows }: Table): string {
  const widths = columns.map((name, index) => Math.max(name.length, ...rows.map((row) => (row[index] ?? "").length)));
  const line = (cells: readonly string[]) => cells.map((cell, index) => cell.padEnd(widths[index] ?? 0)).join("  ");
  return [title, line(columns), ...rows.map(line)].map((text) => text.trimEnd()).join("\n");
}

export function asMarkdown({ title, about = [], columns, rows }: Table): string {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const table = [line(columns), line(columns.map(() => "---")), ...rows.map(line)].join("\n");
  return [`## ${title}`, ...(about.length > 0 ? [about.join("\n")] : []), table].join("\n\n");
}
