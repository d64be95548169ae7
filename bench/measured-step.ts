import type { CompiledRules } from "../lib/domain/detection/rules.ts";
import { type Measured, measure } from "./ratio.ts";
import { type Batch, joined, logFiles } from "./records.ts";
import { logFileStep, queueStep, rulesStep, standingStep, streamStep } from "./steps.ts";

export const stepNames = ["rules", "standing", "queue", "stream", "files"] as const;
export type StepName = (typeof stepNames)[number];

/** Measures one step in the batch sizes that the stack has it in. `batches` are of 500 records. */
export function measuredStep(step: StepName, rules: CompiledRules, batches: readonly Batch[]): Promise<Measured> {
  switch (step) {
    case "rules":
      return measure(() => rulesStep(rules), batches);
    case "standing":
      return measure(() => standingStep(rules), batches);
    case "queue":
      return measure(() => queueStep(rules), joined(batches, 2));
    case "stream":
      return measure(() => streamStep(rules), joined(batches, 4));
    // CloudTrail's files hold up to some thousands of records.
    case "files":
      return measure(() => logFileStep(rules), logFiles(batches, 1_000));
  }
}
