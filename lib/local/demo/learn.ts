import type { AssessBatch } from "../../app/assess-batch.ts";
import type { Reading } from "../../domain/event/activity.ts";
import { readRecord } from "../../domain/event/read-record.ts";
import type { RecordStream } from "./record-stream.ts";

export interface Learned {
  readonly records: number;
  readonly setAside: number;
  readonly storeWrites: number;
}

/** Records a batch. What is learned does not depend on it; the store is written once an identity and batch. */
const batchSize = 2_000;

/** Runs all records from one time to another through the assessor, as log files that are read back. */
export async function learn(
  stream: RecordStream,
  fromMs: number,
  toMs: number,
  assess: AssessBatch,
  progress: (records: number, share: number) => void | Promise<void>,
): Promise<Learned> {
  let learned: Learned = { records: 0, setAside: 0, storeWrites: 0 };
  let batch: Reading[] = [];
  let newestMs = fromMs;
  const flush = async () => {
    const report = await assess(batch, newestMs);
    learned = {
      records: learned.records + batch.length,
      setAside: learned.setAside + report.setAside.length,
      storeWrites: learned.storeWrites + report.standingWrites,
    };
    batch = [];
    await progress(learned.records, (newestMs - fromMs) / (toMs - fromMs));
  };
  for (const { timeMs, record } of stream.before(toMs)) {
    if (timeMs < fromMs) continue;
    batch.push(readRecord(record));
    newestMs = timeMs;
    if (batch.length >= batchSize) await flush();
  }
  if (batch.length > 0) await flush();
  return learned;
}
