import type { CloudTrailRecord } from "../../domain/event/activity.ts";
import type { AttackScenario } from "./attacks/scenario.ts";
import { mergeByTime } from "./merge-by-time.ts";
import type { Organisation } from "./organisation.ts";

/** A record, and what only the simulation knows of it. Nothing in the record itself tells. */
export interface LabelledRecord {
  readonly timeMs: number;
  readonly record: CloudTrailRecord;
  /** IAM permission that the call needs; undefined where the record is of a session's issuing. */
  readonly action: string | undefined;
  readonly label: "benign" | "attack";
  /** The scenario's name, for attacks. */
  readonly scenario: string | undefined;
}

/** The organisation's records with those of the scenarios among them, in order of time. */
export function labelledRecords(
  organisation: Organisation,
  scenarios: readonly AttackScenario[] = [],
): Iterable<LabelledRecord> {
  return mergeByTime([benign(organisation), ...scenarios.map(attack)]);
}

function* benign(organisation: Organisation): Generator<LabelledRecord, void, undefined> {
  for (const { timeMs, record, action } of organisation.timedRecords()) {
    yield { timeMs, record, action, label: "benign", scenario: undefined };
  }
}

function* attack(scenario: AttackScenario): Generator<LabelledRecord, void, undefined> {
  for (const { timeMs, record, action } of scenario.attackSteps()) {
    yield { timeMs, record, action, label: "attack", scenario: scenario.name };
  }
}
