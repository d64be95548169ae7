import { organisation } from "../lib/local/organisation/organisation.ts";

/** Records of a simulated organisation of 150 identities, as batches of JSON lines; the same on every machine. */
export function benchBatches(batches: number, size: number): string[][] {
  const made = organisation({ seed: 20_261, startMs: Date.UTC(2026, 5, 1), days: 9, identities: 150, density: 1.2 });
  const lines: string[] = [];
  for (const record of made.records()) {
    lines.push(JSON.stringify(record));
    if (lines.length === batches * size) break;
  }
  return Array.from({ length: batches }, (_, index) => lines.slice(index * size, (index + 1) * size));
}

/** After the last record, and within the time in which the warden acts on events. */
export const benchNowMs = Date.UTC(2026, 5, 10);
