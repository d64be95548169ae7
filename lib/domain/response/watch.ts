import { wildcardsOf } from "../scope/wildcards.ts";
import type { Mode, Policy, Thresholds } from "./policy.ts";

/** What the policy says of one identity. */
export interface Watch {
  readonly tier: string;
  readonly mode: Mode;
  readonly thresholds: Thresholds;
  readonly weight: number;
  readonly isProtected: boolean;
}

/**
 * The first tier that fits decides; what it leaves open, and identities without a tier, follow the policy as a whole.
 */
export function watchOf(policy: Policy, identityKey: string): Watch {
  const tier = policy.tiers.find(({ match }) => wildcardsOf(match).fits(identityKey));
  return {
    tier: tier?.name ?? "default",
    mode: tier?.mode ?? policy.mode,
    thresholds: tier?.thresholds ?? policy.thresholds,
    weight: tier?.weight ?? 1,
    isProtected: wildcardsOf(policy.protected).fits(identityKey),
  };
}
