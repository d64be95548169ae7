import { organisation } from "../lib/local/organisation/organisation.ts";

/** Records of a simulated organisation of 150 identities, as batches of JSON lines; the same on every machine. */
export function benchBatches(batches: number, size: number): string[][] {
  const made = organisation({ seed: 20_261, startMs: Date.UTC(2026, 5, 1), days: 9, identities: 150, density: 1.2 });
  const lines: string[] = [];
  for (const record of made.records()) {
    // Through bytes, so that it is one flat text as it comes from a socket, not one that V8 still has to join.
    lines.push(Buffer.from(JSON.stringify(record)).toString("latin1"));
    if (lines.length === batches * size) break;
  }
  return Array.from({ length: batches }, (_, index) => lines.slice(index * size, (index + 1) * size));
}

/** After the last record, and within the time in which the warden acts on events. */
export const benchNowMs = Date.UTC(2026, 5, 10);

/** Larger batches of some smaller ones each. */
export const joined = (batches: readonly string[][], some: number): string[][] =>
  Array.from({ length: Math.floor(batches.length / some) }, (_, index) =>
    batches.slice(index * some, (index + 1) * some).flat(),
  );
