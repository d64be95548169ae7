import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";

/** One record that a rule is held against, and what is expected of it. */
export interface Sample {
  /** The file, and `#2` for the second record of a list. */
  readonly place: string;
  readonly kind: "match" | "ignore";
  readonly record: Readonly<Record<string, unknown>>;
}

export interface SampleFolder {
  readonly samples: readonly Sample[];
  /** One line each: files that hold no records. */
  readonly problems: readonly string[];
}

const largestBytes = 2_000_000;

/**
 * Reads `match/*.json` and `ignore/*.json` of a folder: one record a file, or a list of them. A folder that is missing
 * has no samples; `shownAs` is what places begin with.
 */
export async function readSamples(folder: string, shownAs: string): Promise<SampleFolder> {
  const samples: Sample[] = [];
  const problems: string[] = [];
  for (const kind of ["match", "ignore"] as const) {
    for (const name of await jsonFiles(join(folder, kind))) {
      const place = join(shownAs, kind, name);
      const path = join(folder, kind, name);
      const size = (await stat(path)).size;
      const value = size > largestBytes ? undefined : parsed(await readFile(path, "utf8"));
      const records: readonly unknown[] = Array.isArray(value) ? value : [value];
      if (records.length > 0 && records.every(isRecord))
        samples.push(
          ...records.map((record, at) => ({ place: at === 0 ? place : `${place}#${at + 1}`, kind, record })),
        );
      else
        problems.push(`${place}: holds no record; write one CloudTrail record as JSON, or a list of them, below 2 MB`);
    }
  }
  return { samples, problems };
}

async function jsonFiles(folder: string): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile() && entry.name.endsWith(".json"))
      .map(({ name }) => name)
      .sort();
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes((error as NodeJS.ErrnoException).code ?? "")) return [];
    throw error;
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
