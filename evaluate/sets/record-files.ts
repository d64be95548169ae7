import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { CloudTrailRecord } from "../../lib/domain/event/activity.ts";

/** Real records that are not part of this project and lie beside its checkout. */
const folder = join("..", "shared", "cloudtrail");

/** Line by line what a set's labels say of its records. */
export interface Label {
  readonly eventID: string;
  readonly label: string;
}

/** The attack techniques, one file each; by name, in the order of names, each in order of time. */
export function attackFiles(): readonly { readonly name: string; readonly records: readonly CloudTrailRecord[] }[] {
  return readdirSync(existing("attacks"))
    .filter((file) => file.endsWith(".jsonl.gz"))
    .sort()
    .map((file) => ({
      name: file.replace(/^aws\./, "").replace(/\.jsonl\.gz$/, ""),
      records: byTime(lines<CloudTrailRecord>("attacks", file)),
    }));
}

/** One set's records in order of time. */
export const recordsOfSet = (set: string): readonly CloudTrailRecord[] =>
  byTime(lines<CloudTrailRecord>(set, "all.jsonl.gz"));

/** Event ids of a set's records with this label. */
export const labelled = (set: string, wanted: string): ReadonlySet<string> =>
  new Set(
    lines<Label>(set, "all.labels.jsonl.gz")
      .filter(({ label }) => label === wanted)
      .map(({ eventID }) => eventID),
  );

/** Milliseconds since 1970 at which a record says that it happened. */
export const timeOf = (record: CloudTrailRecord): number => Date.parse(String(record["eventTime"]));

/** CloudTrail's files are in no order; where times are equal the file's own order stays. */
const byTime = (records: readonly CloudTrailRecord[]): readonly CloudTrailRecord[] =>
  [...records].sort((a, b) => timeOf(a) - timeOf(b));

function lines<T>(set: string, file: string): readonly T[] {
  return gunzipSync(readFileSync(join(existing(set), file)))
    .toString("utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as T);
}

function existing(set: string): string {
  const path = join(folder, set);
  if (existsSync(path)) return path;
  throw new Error(
    `the record set ${set} is not there: expected it beside the project, in ${folder}; run with --only simulation or --only hijack without it`,
  );
}
