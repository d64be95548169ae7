import type { AssessBatch, BatchReport } from "../../app/assess-batch.ts";
import type { CloudTrailRecord } from "../../domain/event/activity.ts";
import { readRecord } from "../../domain/event/read-record.ts";
import type { Assessment } from "../../domain/response/assessment.ts";
import { responses } from "../../domain/response/decision.ts";
import type { AttackStep } from "../organisation/attacks/scenario.ts";
import type { Clock } from "../state-machine/clock.ts";
import type { AttackCall, Conclusion, Tell } from "./demo-report.ts";
import type { Intruder } from "./intruder.ts";
import type { RecordStream } from "./record-stream.ts";

/**
 * What lies between a call and its assessment. AWS promises no number for CloudTrail's way to EventBridge; the demo
 * takes 10 s. The queue's batch window is the deployed default, 5 s.
 */
export const delivery = { cloudTrailMs: 10_000, windowMs: 5_000 } as const;

/** How long the organisation is watched after the intruder's last call. */
const afterwardsMs = 600_000;

export interface LiveParts {
  readonly clock: Clock;
  readonly startMs: number;
  readonly steps: readonly AttackStep[];
  readonly identityKey: string;
  readonly intruder: Intruder;
  /** Everybody else, who goes on working. */
  readonly others: RecordStream;
  readonly assess: AssessBatch;
  /** How many records of the attacked identity were assessed so far. */
  readonly recordsOfIdentity: () => number;
  readonly tell: Tell;
}

export interface LiveResult {
  readonly calls: readonly AttackCall[];
  readonly conclusions: readonly Conclusion[];
  readonly recordsOfOthers: number;
  readonly decidedOffsetMs: number | undefined;
  readonly endMs: number;
}

/** When the organisation is watched until. */
export const liveEndMs = (startMs: number, steps: readonly AttackStep[]): number =>
  Math.ceil(((steps.at(-1)?.timeMs ?? startMs) + afterwardsMs - startMs) / delivery.windowMs) * delivery.windowMs +
  startMs;

/**
 * The attack in simulated time: each call is asked of the account when its time comes, its record reaches the
 * assessor in a batch some seconds later, among everybody else's, and playbooks run meanwhile on the same clock.
 */
export async function liveAttack(parts: LiveParts): Promise<LiveResult> {
  const { clock, startMs, steps, intruder, others, assess, tell } = parts;
  const endMs = liveEndMs(startMs, steps);
  const calls: AttackCall[] = [];
  const conclusions: Conclusion[] = [];
  const said = new Set<string>();
  const trail: { readonly timeMs: number; readonly record: CloudTrailRecord }[] = [];
  let recordsOfOthers = 0;
  let decidedOffsetMs: number | undefined;
  let next = 0;
  const until = async (timeMs: number) => {
    if (timeMs > clock.nowMs()) await clock.sleep(timeMs - clock.nowMs());
  };
  const telling = (event: Parameters<Tell>[0]) => clock.during(Promise.resolve(tell(event)));

  for (let tickMs = startMs + delivery.windowMs; tickMs <= endMs + delivery.cloudTrailMs; tickMs += delivery.windowMs) {
    for (let step = steps[next]; step !== undefined && step.timeMs <= tickMs; step = steps[++next]) {
      await until(step.timeMs);
      const { call, record } = intruder.take(step);
      calls.push(call);
      if (record !== undefined) trail.push({ timeMs: step.timeMs, record });
      await telling({ kind: "call", call });
    }
    await until(tickMs);
    for (const { timeMs, record } of others.before(Math.min(tickMs, endMs))) {
      recordsOfOthers++;
      trail.push({ timeMs, record });
    }
    const arrived = trail.filter(({ timeMs }) => timeMs + delivery.cloudTrailMs <= tickMs);
    if (arrived.length === 0) continue;
    trail.splice(0, trail.length, ...trail.filter((one) => !arrived.includes(one)));
    const before = parts.recordsOfIdentity();
    const readings = arrived.map(({ record }) => readRecord(record));
    const report = await clock.during(assess(readings, tickMs));
    const offsetMs = tickMs - startMs;
    const conclusion = conclude(report, parts.identityKey, parts.recordsOfIdentity() - before, offsetMs, said);
    if (conclusion !== undefined) {
      conclusions.push(conclusion);
      await telling({ kind: "conclusion", conclusion });
    }
    for (const alert of report.alerts) {
      await telling({ kind: "alert", offsetMs, alert, ofOther: alert.identityKey !== parts.identityKey });
    }
    for (const { target, approval } of report.containments) {
      if (approval !== undefined) continue;
      decidedOffsetMs ??= offsetMs;
      await telling({ kind: "containment", offsetMs, target });
    }
  }
  return { calls, conclusions, recordsOfOthers, decidedOffsetMs, endMs };
}

function conclude(
  { assessments }: BatchReport,
  identityKey: string,
  records: number,
  offsetMs: number,
  said: Set<string>,
): Conclusion | undefined {
  const own = assessments.filter(({ actor }) => actor.identity.key === identityKey);
  const last = own.at(-1);
  if (last === undefined) return undefined;
  const reasons = own
    .flatMap(({ signals }) => [...signals].sort((a, b) => b.points - a.points))
    .filter(({ points }) => points > 0)
    .map(({ observed }) => observed)
    .filter((reason) => said.size < said.add(reason).size);
  const rank = ({ decision }: Assessment) => responses.indexOf(decision.action);
  const { decision } = own.reduce((most, one) => (rank(one) >= rank(most) ? one : most), last);
  return { offsetMs, records, trust: last.trust, reasons, decision: decision.action, because: decision.reasons };
}
