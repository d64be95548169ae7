import type { DescribedIdentity } from "../lib/local/organisation/identity-spec.ts";
import type { Organisation } from "../lib/local/organisation/organisation.ts";
import { dayMs } from "../lib/local/organisation/time-text.ts";
import { measuredFromMs } from "./benign-run.ts";

/** Of the 21 days before, those on which an identity must have acted: people of an organisation are not there daily. */
const leastActiveDays = 7;

/** Identities with a history: those that can be victims. */
export function grownIdentities(made: Organisation): readonly DescribedIdentity[] {
  return made.identities.filter(({ key }) => {
    const days = new Set<number>();
    for (const { timeMs } of made.recordsOf(key)) {
      if (timeMs >= measuredFromMs || days.size === leastActiveDays) break;
      days.add(Math.floor(timeMs / dayMs));
    }
    return days.size === leastActiveDays;
  });
}
