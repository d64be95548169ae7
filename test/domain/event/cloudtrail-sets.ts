import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { Activity } from "../../../lib/domain/event/activity.ts";
import { readRecord } from "../../../lib/domain/event/read-record.ts";

const folder = join(process.cwd(), "..", "shared", "cloudtrail");

/** Names of the sets of real records that lie beside the project. */
export const setNames = [
  "attacks",
  "boogy-eks-production",
  "grycap-course-account",
  "opensearch-loghub",
  "otrf-ec2-proxy-s3-exfil",
  "parser-corpus",
  "traildiscover",
] as const;

export type SetName = (typeof setNames)[number];

/** The lines of one set, each one raw CloudTrail record. */
export function linesOf(name: SetName): string[] {
  const set = join(folder, name);
  if (!existsSync(set))
    throw new Error(`the record set ${name} is not there: expected it beside the project, in ../shared/cloudtrail`);
  return readdirSync(set)
    .filter((file) => file.endsWith(".jsonl.gz") && !file.endsWith(".labels.jsonl.gz"))
    .sort()
    .flatMap((file) =>
      gunzipSync(readFileSync(join(set, file)))
        .toString("utf8")
        .split("\n"),
    )
    .filter((line) => line !== "");
}

// biome-ignore lint/suspicious/noExplicitAny: tests bend single fields of records, whatever their shape.
export type RawRecord = Record<string, any>;

/** The parsed records of one set, fresh objects on every call. */
export function recordsOf(name: SetName): RawRecord[] {
  return linesOf(name).map((line) => JSON.parse(line) as RawRecord);
}

/** The readable activities of one set. */
export function activitiesOf(name: SetName): Activity[] {
  return recordsOf(name).flatMap((record) => {
    const reading = readRecord(record);
    return reading.kind === "activity" ? [reading.activity] : [];
  });
}

/** The activity of a record that the test knows to be readable. */
export function activityOf(record: unknown): Activity {
  const reading = readRecord(record);
  if (reading.kind !== "activity") throw new Error(`expected a readable record: ${JSON.stringify(reading)}`);
  return reading.activity;
}

/** How often each text occurs. */
export function tally(texts: readonly string[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const text of [...texts].sort()) counts[text] = (counts[text] ?? 0) + 1;
  return counts;
}
