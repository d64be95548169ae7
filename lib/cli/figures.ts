/** `12,345` */
export const count = (value: number) =>
  Math.round(value)
    .toString()
    .replace(/\B(?=(\d{3})+$)/g, ",");

/** `1 record`, `12,345 records` */
export const counted = (value: number, one: string, many: string = `${one}s`) =>
  `${count(value)} ${value === 1 ? one : many}`;

/** `512 B`, `3.4 MB`, in powers of ten. */
export const bytes = (value: number) => {
  const units = ["B", "KB", "MB", "GB", "TB"];
  let scaled = value;
  let unit = 0;
  while (scaled >= 999.95 && unit < units.length - 1) {
    scaled /= 1000;
    unit++;
  }
  return `${unit === 0 ? scaled : scaled.toFixed(1)} ${units[unit]}`;
};

/** `2024-03-13 08:33:30`, UTC. */
export const time = (timeMs: number) => new Date(timeMs).toISOString().slice(0, 19).replace("T", " ");

/** `45s`, `2m 05s`, `3h 20m`, `12d 4h` */
export const duration = (ms: number) => {
  const seconds = Math.max(0, Math.round(ms / 1000));
  const [days, hours, minutes] = [seconds / 86_400, (seconds / 3600) % 24, (seconds / 60) % 60].map(Math.floor) as [
    number,
    number,
    number,
  ];
  const two = (value: number) => String(value).padStart(2, "0");
  if (days > 0) return `${days}d ${hours}h`;
  if (hours > 0) return `${hours}h ${two(minutes)}m`;
  return minutes > 0 ? `${minutes}m ${two(seconds % 60)}s` : `${seconds}s`;
};

const bars = "▁▂▃▄▅▆▇█";

/** One character a value of 0 to 100; a dot where there is none. */
export const sparkline = (values: readonly (number | undefined)[]) =>
  values
    .map((value) => (value === undefined ? "·" : bars[Math.min(7, Math.max(0, Math.floor(value / 12.5)))]))
    .join("");

/** At most `most` values: each is the lowest of its stretch, or undefined where the whole stretch is. */
export const squeezed = (values: readonly (number | undefined)[], most: number): readonly (number | undefined)[] => {
  const stretch = Math.max(1, Math.ceil(values.length / most));
  return Array.from({ length: Math.ceil(values.length / stretch) }, (_, index) => {
    const known = values.slice(index * stretch, (index + 1) * stretch).filter((value) => value !== undefined);
    return known.length === 0 ? undefined : Math.min(...known);
  });
};

/** Rows in columns, two spaces apart, each as wide as its widest cell; columns named in `right` are aligned there. */
export const aligned = (rows: readonly (readonly string[])[], right: readonly number[] = []): string[] => {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, cell.length);
  }
  return rows.map((row) =>
    row
      .map((cell, column) => {
        const width = widths[column] as number;
        return right.includes(column) ? cell.padStart(width) : cell.padEnd(width);
      })
      .join("  ")
      .trimEnd(),
  );
};
