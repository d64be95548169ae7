import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import type { CloudTrailRecord } from "../../../../lib/domain/event/activity.ts";

/** Every record of the evaluation corpus beside the project that is a JSON object. */
export function realRecords(): readonly CloudTrailRecord[] {
  const corpus = join(process.cwd(), "../shared/cloudtrail");
  if (!existsSync(corpus)) throw new Error(`no corpus at ${corpus}; put the evaluation records there`);
  const files = readdirSync(corpus, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".jsonl.gz") && !file.includes(".labels."))
    .sort();
  const records: CloudTrailRecord[] = [];
  for (const file of files)
    for (const line of gunzipSync(readFileSync(join(corpus, file)))
      .toString("utf8")
      .split("\n")) {
      const record = parsed(line);
      if (typeof record === "object" && record !== null) records.push(record as CloudTrailRecord);
    }
  return records;
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}
