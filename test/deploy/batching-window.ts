import type { MiniStack } from "./ministack.ts";
import { sendSigned } from "./signed-request.ts";

interface Mapping {
  readonly EventSourceArn?: string;
  readonly BatchSize?: number;
  readonly MaximumBatchingWindowInSeconds?: number;
}

/** How long a batch of the ingestion queue is collected, as deployed: it is the mapping with the largest batches. */
export async function batchingWindowSeconds({ endpoint, region, root }: MiniStack): Promise<number> {
  const path = "/2015-03-31/event-source-mappings/";
  const call = { endpoint, region, service: "lambda", method: "GET", path, headers: {}, body: "" } as const;
  const { body } = await sendSigned(root, call, Date.now());
  const { EventSourceMappings = [] } = JSON.parse(body) as { EventSourceMappings?: readonly Mapping[] };
  const [largest] = [...EventSourceMappings].sort((a, b) => (b.BatchSize ?? 0) - (a.BatchSize ?? 0));
  if (largest === undefined) throw new Error("no queue is mapped to a function");
  return largest.MaximumBatchingWindowInSeconds ?? 0;
}
