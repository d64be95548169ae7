import type { CloudTrailRecord } from "../lib/domain/event/activity.ts";
import type { Assessment } from "../lib/domain/response/assessment.ts";
import { type Evidence, evidenceOf, tells } from "./evidence.ts";
import { type Settings, type Standings, warden } from "./warden.ts";

/** A record of a window: the identity's ordinary life, or the attack among it. */
export interface WindowRecord {
  readonly timeMs: number;
  readonly record: CloudTrailRecord;
  readonly attack: boolean;
}

/** What the warden made of an attack. Records are counted from 1, the attack's own only. */
export interface AttackOutcome {
  readonly attackRecords: number;
  /**
   * Records of the attack until the first case (action review or more) of an identity that had given no reason for one.
   */
  readonly review: number | undefined;
  /** Until the first alert that was really sent. */
  readonly alert: number | undefined;
  readonly contain: number | undefined;
  /** Lowest trust that the attack's records had led to, after each of them. Never rises. */
  readonly lowest: readonly number[];
  /** Each identity on which the attack showed: its lowest trust then, and in the same hours without the attack. */
  readonly fallen: readonly { readonly lowest: number; readonly lowestWithout: number }[];
  /** What trust was lost to where a case was opened, else where it was lowest. */
  readonly evidence: readonly Evidence[];
  /** Ids of the rules that matched the attack's records. */
  readonly rules: readonly string[];
  readonly playbooks: readonly string[];
}

/** The attack among the identity's ordinary life, from a morning on; records in order of time. */
export async function runWindow(
  settings: Settings,
  morning: Standings,
  records: readonly WindowRecord[],
): Promise<AttackOutcome> {
  const lastMs = Math.max(...records.filter(({ attack }) => attack).map(({ timeMs }) => timeMs));
  const quiet = records.filter(({ attack, timeMs }) => !attack && timeMs <= lastMs);
  const without = await lowestTrust(settings, morning, quiet);
  const withoutOf = (key: string) => without.get(key) ?? 100;
  const fallen = new Map<string, number>();
  const one = warden(settings, morning);
  const lowest: number[] = [];
  const rules = new Set<string>();
  const playbooks = new Set<string>();
  const until: { review?: number; alert?: number; contain?: number } = {};
  let decisive: Assessment | undefined;
  let waiting: WindowRecord[] = [];
  for (const each of records) {
    if (!each.attack) {
      waiting.push(each);
      continue;
    }
    await feedAll(one, waiting);
    waiting = [];
    const report = await one.feed([each.record], each.timeMs);
    let low = lowest.at(-1) ?? 100;
    const count = lowest.length + 1;
    for (const assessment of report.assessments) {
      for (const { ruleId } of assessment.findings) rules.add(ruleId);
      const { action } = assessment.decision;
      const wasCase = until.review !== undefined;
      if (assessment.signals.length > 0) {
        const { key } = assessment.actor.identity;
        fallen.set(key, Math.min(assessment.trust, fallen.get(key) ?? 100));
        if (tells(action, "review") && withoutOf(key) > settings.policy.thresholds.review) until.review ??= count;
        if (action === "contain") until.contain ??= count;
        if (!wasCase && (assessment.trust < low || decisive === undefined)) decisive = assessment;
        low = Math.min(low, assessment.trust);
      }
    }
    if (report.alerts.length > 0) until.alert ??= count;
    for (const { playbook } of report.containments) playbooks.add(playbook);
    lowest.push(low);
  }
  return {
    attackRecords: lowest.length,
    review: until.review,
    alert: until.alert,
    contain: until.contain,
    lowest,
    fallen: [...fallen].map(([key, trust]) => ({ lowest: trust, lowestWithout: withoutOf(key) })),
    evidence: decisive === undefined ? [] : evidenceOf(decisive),
    rules: [...rules].sort(),
    playbooks: [...playbooks].sort(),
  };
}

/** Lowest trust of each identity over these records. */
async function lowestTrust(
  settings: Settings,
  morning: Standings,
  records: readonly WindowRecord[],
): Promise<ReadonlyMap<string, number>> {
  const lowest = new Map<string, number>();
  const note = (key: string, trust: number) => lowest.set(key, Math.min(trust, lowest.get(key) ?? 100));
  const one = warden(settings, morning, { trust: (key, _timeMs, trust) => note(key, trust) });
  for (const { actor, trust } of await feedAll(one, records)) note(actor.identity.key, trust);
  return lowest;
}

/** Five minutes at a time, as queues deliver them; an old event would never start a containment. */
const longestBatchMs = 300_000;

async function feedAll(
  one: ReturnType<typeof warden>,
  records: readonly WindowRecord[],
): Promise<readonly Assessment[]> {
  const assessments: Assessment[] = [];
  for (let at = 0; at < records.length; ) {
    const startMs = (records[at] as WindowRecord).timeMs;
    let end = at + 1;
    while (end < records.length && (records[end] as WindowRecord).timeMs - startMs <= longestBatchMs) end++;
    const batch = records.slice(at, end);
    const report = await one.feed(
      batch.map(({ record }) => record),
      (batch.at(-1) as WindowRecord).timeMs,
    );
    assessments.push(...report.assessments);
    at = end;
  }
  return assessments;
}
