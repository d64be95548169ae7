import type { Baseline } from "./baseline.ts";
import {
  assumedByDimension,
  dimensionOf,
  foreignAccountDimension,
  resourceDimension,
  resourceNameDimension,
  serviceDimension,
} from "./dimension.ts";
import { closedCapacity, dayWindow, namesOf } from "./marks.ts";
import { countOfPeak } from "./volume.ts";

/** How far an identity's work reached in the last 32 days, from what was learned of it: what stops if it is stopped. */
export interface Footprint {
  /** CloudTrail's names of services that were called (`s3`, `monitoring`), sorted. */
  readonly services: readonly string[];
  /**
   * Things that calls were about (buckets, tables, secrets …); at least so many, because passing ones count by their
   * sort.
   */
  readonly resources: number;
  /** Other accounts that were worked in. */
  readonly accounts: number;
  /** Who asked for sessions: other identities, services, subjects of a provider. */
  readonly makers: number;
  /** Functions, builds, pods and sorts of machines that AWS named as holding the credential. */
  readonly workloads: number;
  /** Calls in the busiest hour of a usual active day, within some 20 %; 0 where none has ended. */
  readonly usualBusiestHour: number;
  /** What that comes to in a day if every hour in which it is ever active were as busy: more than it really is. */
  readonly callsADayAtMost: number;
  /** So much is remembered that something else was forgotten: every count is a least one. */
  readonly isFull: boolean;
}

/** Names that stand in a dimension beside what it is for are told by how they begin. */
const holder = "held by ";
const account = "used in account ";

export function footprintOf(baseline: Baseline): Footprint {
  const { marks, suspendedDays, hours } = baseline;
  const names = namesOf(marks);
  const services: string[] = [];
  const counts = { accounts: 0, makers: 0, workloads: 0 };
  /** A sort without `#` is one thing; of the others the lasting things are remembered by their names too. */
  const things = { single: 0, sorts: 0, named: 0 };
  for (let index = 0; index < marks.size; index++) {
    if (((marks.days[index] as number) & ~suspendedDays) === 0) continue;
    const name = names[index] as string;
    // What the warden notes for itself is no behaviour.
    if (name.startsWith("= ")) continue;
    switch (dimensionOf(marks.keys[index] as number)) {
      case serviceDimension:
        services.push(name);
        break;
      case resourceDimension:
        if (name.includes("#")) things.sorts++;
        else things.single++;
        break;
      case resourceNameDimension:
        things.named++;
        break;
      case foreignAccountDimension:
        if (name.startsWith(account)) counts.accounts++;
        break;
      case assumedByDimension:
        if (name.startsWith(holder)) counts.workloads++;
        else counts.makers++;
        break;
    }
  }
  const usualBusiestHour = Math.round(medianPeak(baseline));
  const activeHours = Math.min(24, Math.max(1, mostHoursADay(hours)));
  return {
    services: services.sort(),
    resources: things.single + Math.max(things.sorts, things.named),
    ...counts,
    usualBusiestHour,
    callsADayAtMost: usualBusiestHour * activeHours,
    isFull: marks.size >= closedCapacity,
  };
}

/** Of the days that were not held back and saw a call. */
function medianPeak({ volume, suspendedDays }: Baseline): number {
  const peaks: number[] = [];
  for (let index = 0; index < dayWindow; index++) {
    const peak = volume.callPeaks[index] as number;
    if (peak > 0 && ((suspendedDays >>> index) & 1) === 0) peaks.push(peak);
  }
  peaks.sort((a, b) => a - b);
  return countOfPeak(peaks[Math.floor(peaks.length / 2)] ?? 0);
}

/** Hours of the day, on the weekday that has most of them, in which it was ever active. */
function mostHoursADay(hours: Uint8Array): number {
  let most = 0;
  for (let day = 0; day < 7; day++) {
    let active = 0;
    for (let hour = 0; hour < 24; hour++) if ((hours[24 * day + hour] as number) > 0) active++;
    most = Math.max(most, active);
  }
  return most;
}
