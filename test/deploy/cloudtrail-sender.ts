import { EventBridgeClient, PutEventsCommand } from "@aws-sdk/client-eventbridge";
import type { CloudTrailRecord } from "./cloudtrail-record.ts";
import type { MiniStack } from "./ministack.ts";

/** Puts records on the default bus, as CloudTrail does. */
export interface CloudTrailSender {
  send(records: readonly CloudTrailRecord[]): Promise<void>;
  /** Puts the same on the bus as anybody could who may call PutEvents: with a source that is not AWS's. */
  forge(records: readonly CloudTrailRecord[]): Promise<void>;
}

/** PutEvents takes at most this many entries. */
const entriesPerCall = 10;

export function cloudTrailSender(ministack: MiniStack): CloudTrailSender {
  const client = new EventBridgeClient({
    endpoint: ministack.endpoint,
    region: ministack.region,
    credentials: ministack.root,
  });
  const put = async (records: readonly CloudTrailRecord[], vendor: string) => {
    for (let start = 0; start < records.length; start += entriesPerCall) {
      const Entries = records.slice(start, start + entriesPerCall).map((record) => entryOf(record, vendor));
      const answer = await client.send(new PutEventsCommand({ Entries }));
      if (answer.FailedEntryCount !== 0) {
        throw new Error(`the bus refused a CloudTrail event: ${JSON.stringify(answer.Entries)}`);
      }
    }
  };
  return { send: (records) => put(records, "aws"), forge: (records) => put(records, "forged") };
}

function entryOf(record: CloudTrailRecord, vendor: string) {
  return {
    Source: `${vendor}.${String(record["eventSource"]).split(".")[0]}`,
    DetailType: "AWS API Call via CloudTrail",
    Detail: JSON.stringify(record),
  };
}
