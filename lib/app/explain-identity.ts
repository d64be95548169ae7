import { type DescribedBaseline, describeBaseline } from "../domain/behaviour/describe-baseline.ts";
import type { Case } from "../domain/response/case.ts";
import type { Policy } from "../domain/response/policy.ts";
import { watchOf } from "../domain/response/watch.ts";
import type { Allowance } from "../domain/trust/allowance.ts";
import { explainTrust, type TrustExplanation } from "../domain/trust/explain.ts";
import { kindOf } from "./assess-identity.ts";
import type { DescribedInventory } from "./describe-inventory.ts";
import { fittingOf } from "./fitting.ts";
import type { LinkedCase } from "./linked-cases.ts";
import { readStanding } from "./list-cases.ts";
import type { StandingStore, StoredStanding } from "./ports.ts";

/** Why an identity is trusted as it is, and what it is known to do. */
export interface IdentityExplanation {
  readonly identityKey: string;
  readonly kind: string;
  readonly tier: string;
  readonly trust: TrustExplanation;
  readonly baseline: DescribedBaseline;
  readonly allowances: readonly Allowance[];
  readonly openCase: Case | undefined;
  /** Cases of the identities that asked for its sessions, and of those whose sessions it asked for. */
  readonly linked: readonly LinkedCase[];
  /** What IAM showed of it; undefined where that is not known. */
  readonly inventory: DescribedInventory | undefined;
}

/** Explains a stored standing at a time, under the weight that the policy gives the identity. */
export function explainStanding(
  stored: StoredStanding,
  policy: Policy,
  atMs: number,
  linked: readonly LinkedCase[] = [],
  inventory?: DescribedInventory,
): IdentityExplanation {
  const standing = readStanding(stored);
  const watch = watchOf(policy, stored.identityKey);
  return {
    identityKey: stored.identityKey,
    kind: kindOf(standing),
    tier: watch.tier,
    trust: explainTrust(standing, atMs, watch.weight),
    baseline: describeBaseline(standing.baseline),
    allowances: standing.allowances,
    openCase: stored.openCase,
    linked,
    inventory,
  };
}

/**
 * The standings that a person means: the one with this key, else those whose key fits the pattern (`*` for anything)
 * or ends in `/` and the name. Only a whole key is found without reading every standing.
 */
export async function findStandings(standings: StandingStore, wanted: string): Promise<StoredStanding[]> {
  const exact = (await standings.load([wanted])).get(wanted);
  return exact === undefined ? fittingOf(standings.all(), wanted) : [exact];
}
