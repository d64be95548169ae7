import type { TimedRecord } from "../organisation/identity-stream.ts";
import type { Organisation } from "../organisation/organisation.ts";

/** An organisation's records, taken piece by piece, so that they are made once. */
export interface RecordStream {
  /** The records before this time (milliseconds since 1970) that were not taken yet. */
  before(timeMs: number): Iterable<TimedRecord>;
}

/** `leaveOut` names access keys that no longer work: what the organisation would do with them does not happen. */
export function recordStream(organisation: Organisation, leaveOut: ReadonlySet<string> = new Set()): RecordStream {
  const records = organisation.timedRecords()[Symbol.iterator]();
  let held = records.next();
  return {
    *before(timeMs) {
      while (held.done !== true && held.value.timeMs < timeMs) {
        const { value } = held;
        held = records.next();
        const user = value.record["userIdentity"] as { readonly accessKeyId?: string } | undefined;
        if (!leaveOut.has(user?.accessKeyId ?? "")) yield value;
      }
    },
  };
}
