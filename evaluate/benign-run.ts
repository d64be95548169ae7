import type { KeptPeers } from "../lib/adapters/memory/peers.ts";
import { dayMs, dayOf } from "../lib/domain/behaviour/calendar.ts";
import type { CloudTrailRecord } from "../lib/domain/event/activity.ts";
import type { ContainmentRequest } from "../lib/domain/response/containment.ts";
import { type Organisation, organisation } from "../lib/local/organisation/organisation.ts";
import { type FalseAlert, falseAlertOf, tells } from "./evidence.ts";
import type { Progress } from "./progress.ts";
import { type Settings, type Standings, warden } from "./warden.ts";

/** A Monday; the simulated weeks begin here. */
export const firstDayMs = Date.UTC(2026, 2, 2);
export const simulatedDays = 30;
/** Days that only teach; what comes after them is measured. */
export const warmUpDays = 21;
export const measuredFromMs = firstDayMs + warmUpDays * dayMs;

/** A deviation of one identity, as far as the thresholds are concerned. */
export interface Deviation {
  readonly timeMs: number;
  readonly trust: number;
}

/** What the warden made of an organisation in which nobody does anything wrong. */
export interface BenignRun {
  readonly organisation: Organisation;
  readonly records: number;
  /** What was stored when each measured day began, by the day's number since 1970. */
  readonly mornings: ReadonlyMap<number, Standings>;
  /** What identities of each account do, week by week. */
  readonly peers: KeptPeers;
  /** All deviations by identity, warm-up included, in order of time. */
  readonly deviations: ReadonlyMap<string, readonly Deviation[]>;
  /** Lowest trust of each identity on each measured day on which it did something. */
  readonly lowest: ReadonlyMap<string, ReadonlyMap<number, number>>;
  /** On how many identity-days of the measured ones a signal of a kind was raised. */
  readonly signalDays: ReadonlyMap<string, number>;
  /** Cases that reached alert on the measured days, one each. */
  readonly alerts: readonly FalseAlert[];
  readonly containments: readonly ContainmentRequest[];
}

const batchSize = 2_000;

/** A simulated organisation of the evaluation: 30 days, of which 21 only teach. */
export const evaluatedOrganisation = (seed: number, identities: number): Organisation =>
  organisation({ seed, startMs: firstDayMs, days: simulatedDays, identities });

/** Runs a simulated organisation through the warden for 30 days. */
export async function runBenign(settings: Settings, made: Organisation, progress: Progress): Promise<BenignRun> {
  const mornings = new Map<number, Standings>();
  const deviations = new Map<string, Deviation[]>();
  const lowest = new Map<string, Map<number, number>>();
  const alerts = new Map<string, FalseAlert>();
  const containments: ContainmentRequest[] = [];
  const raised = new Set<string>();
  const note = (key: string, timeMs: number, trust: number) => {
    if (timeMs < measuredFromMs) return;
    const days = lowest.get(key) ?? new Map<number, number>();
    lowest.set(key, days.set(dayOf(timeMs), Math.min(trust, days.get(dayOf(timeMs)) ?? 100)));
  };
  const one = warden(settings, undefined, { active: (key, timeMs) => note(key, timeMs, 100), trust: note });
  let records = 0;
  const feed = async (batch: readonly CloudTrailRecord[], nowMs: number) => {
    const report = await one.feed(batch, nowMs);
    records += batch.length;
    for (const assessment of report.assessments) {
      const { trust, activity } = assessment;
      const { key } = assessment.actor.identity;
      const list = deviations.get(key) ?? [];
      if (list.push({ timeMs: activity.timeMs, trust }) === 1) deviations.set(key, list);
      note(key, activity.timeMs, trust);
      if (activity.timeMs < measuredFromMs) continue;
      for (const { kind } of assessment.signals) raised.add(`${kind} ${dayOf(activity.timeMs)} ${key}`);
    }
    for (const { identityKey, caseId } of nowMs < measuredFromMs ? [] : report.alerts) {
      const said = report.assessments.find(
        ({ actor, decision }) => actor.identity.key === identityKey && tells(decision.action, "alert"),
      );
      if (said !== undefined && !alerts.has(caseId)) alerts.set(caseId, falseAlertOf(identityKey, said));
    }
    if (nowMs >= measuredFromMs) containments.push(...report.containments);
    progress(
      `organisation of ${made.identities.length}: day ${Math.ceil((nowMs - firstDayMs) / dayMs)} of ${simulatedDays}`,
    );
  };
  let batch: CloudTrailRecord[] = [];
  let lastMs = firstDayMs;
  for (const { timeMs, record } of made.timedRecords()) {
    const newDay = dayOf(timeMs) !== dayOf(lastMs);
    if (batch.length >= batchSize || newDay) {
      await feed(batch, lastMs);
      batch = [];
    }
    if (newDay && timeMs >= measuredFromMs) mornings.set(dayOf(timeMs), one.standings());
    batch.push(record);
    lastMs = timeMs;
  }
  await feed(batch, lastMs);
  const signalDays = new Map<string, number>();
  for (const each of raised) {
    const kind = each.slice(0, each.indexOf(" "));
    signalDays.set(kind, (signalDays.get(kind) ?? 0) + 1);
  }
  return {
    organisation: made,
    signalDays,
    records,
    mornings,
    peers: one.peers(),
    deviations,
    lowest,
    alerts: [...alerts.values()],
    containments,
  };
}
