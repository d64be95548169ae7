import { dayMs } from "../../lib/domain/behaviour/calendar.ts";
import type { CloudTrailRecord } from "../../lib/domain/event/activity.ts";
import type { Assessment } from "../../lib/domain/response/assessment.ts";
import { type FalseAlert, falseAlertOf, tells } from "../evidence.ts";
import { type Settings, warden } from "../warden.ts";
import { recordsOfSet, timeOf } from "./record-files.ts";
import { type Fields, replaceTexts, shifted } from "./rewrite.ts";

const benignSets = ["boogy-eks-production", "opensearch-loghub", "grycap-course-account"] as const;

/** Days of history that the second reading of each set is given. */
const historyDays = 21;

export interface BenignCount {
  readonly identities: number;
  /** Alerts on the warm-up's records, which count nowhere else. */
  readonly warmUpAlerts: number;
  readonly alerts: number;
  readonly containments: number;
  /** Identities with a case, alerted or not, where their trust was lowest. */
  readonly cases: readonly FalseAlert[];
}

export interface BenignSet {
  readonly name: string;
  readonly records: number;
  readonly measuredMinutes: number;
  /** The set's first half is all that was there before. */
  readonly asItIs: BenignCount;
  /** The first half was also there on each of 21 days before. */
  readonly grown: BenignCount;
}

/**
 * Sets of real records in which nobody does anything wrong. They are minutes or hours long, so each is read in two
 * ways: as it is, its first half as the only warm-up; and grown, its first half repeated at the same hour on 21 days
 * before.
 */
export async function runBenignSets(settings: Settings): Promise<readonly BenignSet[]> {
  const sets: BenignSet[] = [];
  for (const name of benignSets) {
    const records = recordsOfSet(name);
    const half = Math.floor(records.length / 2);
    const [first, second] = [records.slice(0, half), records.slice(half)];
    const asItIs = await tellFalseAlerts(settings, first, second);
    const before = Array.from({ length: historyDays }, (_, index) => dayBefore(first, historyDays - index));
    const grown = await tellFalseAlerts(settings, [...before.flat(), ...first], second);
    const spanMs = timeOf(second.at(-1) as CloudTrailRecord) - timeOf(second[0] as CloudTrailRecord);
    sets.push({
      name,
      records: records.length,
      measuredMinutes: Math.max(1, Math.round(spanMs / 60_000)),
      asItIs,
      grown,
    });
  }
  return sets;
}

/** The records as they would have been some days before: other events, other sessions' keys, the same hour. */
function dayBefore(records: readonly CloudTrailRecord[], days: number): readonly CloudTrailRecord[] {
  const mark = String(days).padStart(2, "0");
  return records.map((record) => {
    const moved = shifted(record, -days * dayMs);
    const user = record["userIdentity"] as Fields | undefined;
    const key = user?.["accessKeyId"];
    const other = { ...moved, eventID: `${mark}${String(record["eventID"]).slice(2)}` };
    if (typeof key !== "string" || !key.startsWith("ASIA")) return other;
    return replaceTexts(other, { inside: [[key, `${key.slice(0, -2)}${mark}`]], whole: new Map() }) as CloudTrailRecord;
  });
}

async function tellFalseAlerts(
  settings: Settings,
  before: readonly CloudTrailRecord[],
  measured: readonly CloudTrailRecord[],
): Promise<BenignCount> {
  const identities = new Set<string>();
  let isMeasured = false;
  const one = warden(settings, undefined, { active: (key) => void (isMeasured && identities.add(key)) });
  const count = { containments: 0 };
  const warmedUp = new Set<string>();
  const alerts = new Set<string>();
  const told: Assessment[] = [];
  for (const part of [before, measured]) {
    isMeasured = part === measured;
    for (const batch of batchesOf(part)) {
      const report = await one.feed(batch, timeOf(batch.at(-1) as CloudTrailRecord));
      count.containments += report.containments.length;
      // An alert that is told on is still one.
      for (const { caseId } of report.alerts) (isMeasured ? alerts : warmedUp).add(caseId);
      for (const assessment of isMeasured ? report.assessments : []) {
        if (tells(assessment.decision.action, "review")) told.push(assessment);
      }
    }
  }
  const cases = new Map<string, Assessment>();
  for (const assessment of told) {
    const { key } = assessment.actor.identity;
    if (assessment.trust < (cases.get(key)?.trust ?? 100)) cases.set(key, assessment);
  }
  return {
    identities: identities.size,
    ...count,
    warmUpAlerts: warmedUp.size,
    alerts: alerts.size,
    cases: [...cases].map(([identityKey, assessment]) => falseAlertOf(identityKey, assessment)),
  };
}

/** At most 25 records and one hour a batch: some sets lie still for days. */
function* batchesOf(records: readonly CloudTrailRecord[]): Generator<readonly CloudTrailRecord[], void, undefined> {
  let batch: CloudTrailRecord[] = [];
  for (const record of records) {
    const [oldest] = batch;
    if (oldest !== undefined && (batch.length === 25 || timeOf(record) - timeOf(oldest) > 600_000)) {
      yield batch;
      batch = [];
    }
    batch.push(record);
  }
  if (batch.length > 0) yield batch;
}
