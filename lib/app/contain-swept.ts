import { printable } from "../domain/event/printable.ts";
import type { FoundPlan } from "../domain/response/sweep/sweep-plan.ts";
import { startsOf } from "../domain/response/sweep/sweep-starts.ts";
import { containDerived, type DerivedParts, type DerivedReport } from "./contain-derived.ts";
import type { ContainmentStore } from "./ports.ts";
import { openCaseOf } from "./sweep-containment.ts";

/** What a person's own sweep of a containment found. */
export interface HandedSweep {
  readonly containmentId: string;
  /** As `handedPlan` makes it. */
  readonly found: FoundPlan;
}

export interface ContainSweptParts extends Omit<DerivedParts, "notices"> {
  readonly containments: Pick<ContainmentStore, "get">;
}

const foundByHand = "a person found it by a sweep of their own";

/**
 * Why other people are asked about all that a person's sweep found, in every mode; with another doubt, if there is one.
 */
export const handedDoubt = (doubt: string | undefined): string =>
  doubt === undefined ? foundByHand : `${foundByHand}, and ${doubt}`;

/**
 * Takes what a person's sweep found into the case, and asks for its containments in the name of `who`, their ARN.
 * Nobody else saw what they say they found, so that others say yes to each, and nothing is changed where nobody
 * answers. A sentence where there is nothing in force that it could have come of. Throws as `containDerived` does.
 */
export async function containSwept(
  parts: ContainSweptParts,
  { containmentId, found }: HandedSweep,
  who: string,
  nowMs: number,
): Promise<DerivedReport | string> {
  const record = await parts.containments.get(containmentId);
  const shown = printable(containmentId, 100);
  if (record === undefined) return `there is no containment ${shown}; see all with: nhi containments`;
  if (record.state !== "contained")
    return `${shown} is ${record.state}, not contained: contain what it was about first`;
  const { doubt } = startsOf(record.request, await openCaseOf(parts, record));
  const swept = { source: record, plan: found, doubt: handedDoubt(doubt), startedBy: who };
  return containDerived({ ...parts, notices: undefined }, swept, nowMs);
}
