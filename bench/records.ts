import { organisation } from "../lib/local/organisation/organisation.ts";

/**
 * Records as JSON in bytes, so that a hundred thousand of them are no burden to the collector, which a handler lacks
 * too.
 */
export type Batch = readonly Uint8Array[];

/** The texts of a batch: flat ones, as they come from a socket, not ones that V8 still has to join. */
export const linesOf = (batch: Batch): string[] => batch.map((bytes) => (bytes as Buffer).toString("latin1"));

/** Records of a simulated organisation of 150 identities, as batches of JSON; the same on every machine. */
export function benchBatches(batches: number, size: number): Batch[] {
  const made = organisation({ seed: 20_261, startMs: Date.UTC(2026, 5, 1), days: 9, identities: 150, density: 1.2 });
  const lines: Uint8Array[] = [];
  for (const record of made.records()) {
    lines.push(Buffer.from(JSON.stringify(record)));
    if (lines.length === batches * size) break;
  }
  return Array.from({ length: batches }, (_, index) => lines.slice(index * size, (index + 1) * size));
}

/** After the last record, and within the time in which the warden acts on events. */
export const benchNowMs = Date.UTC(2026, 5, 10);

/**
 * The same records as log files hold them: CloudTrail writes a file for one account and region, as its name says
 * (user guide, "CloudTrail log file name format"). Files of `size` records; what is left over is left out.
 */
export function logFiles(batches: readonly Batch[], size: number): Batch[] {
  const open = new Map<string, Uint8Array[]>();
  const files: Batch[] = [];
  for (const bytes of batches.flat()) {
    const { recipientAccountId, awsRegion } = JSON.parse((bytes as Buffer).toString()) as Record<string, string>;
    const name = `${recipientAccountId} ${awsRegion}`;
    const file = open.get(name) ?? [];
    file.push(bytes);
    open.set(name, file.length < size ? file : []);
    if (file.length === size) files.push(file);
  }
  return files;
}

/** Larger batches of some smaller ones each. */
export const joined = (batches: readonly Batch[], some: number): Batch[] =>
  Array.from({ length: Math.floor(batches.length / some) }, (_, index) =>
    batches.slice(index * some, (index + 1) * some).flat(),
  );
