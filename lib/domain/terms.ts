import { isInAws, type NetworkLookup } from "./behaviour/network-facts.ts";
import type { Finding } from "./detection/finding.ts";
import type { Standpoint } from "./detection/rule-facts.ts";
import type { CompiledCorrelations } from "./detection/sigma/correlation/compile-correlations.ts";
import type { Facts } from "./detection/sigma/field-reader.ts";
import type { Surroundings } from "./detection/surroundings.ts";
import type { Activity } from "./event/activity.ts";
import type { Policy } from "./response/policy.ts";
import { type Watch, watchOf } from "./response/watch.ts";
import { type Contract, contractFor } from "./scope/contract.ts";
import { wildcardsOf } from "./scope/wildcards.ts";
import { contributionsOf, type Standing } from "./trust/standing.ts";
import { trustOf } from "./trust/trust-score.ts";

/** The rules that an activity is held against. */
export interface Rules {
  /** Findings for one activity, in the rules' order; the same empty list where there are none. Never throws. */
  match(activity: Activity, facts?: Facts): readonly Finding[];
  /** Rules over the matches of others, which the use case follows across activities and identities. */
  readonly correlations?: Pick<CompiledCorrelations, "correlations" | "wanted" | "silent">;
  /** The warden's own fields, `nhi.kind`, that the rules read; what only is read for rules need not be read without. */
  readonly ownFields?: ReadonlySet<string>;
}

/**
 * The terms on which one identity is judged. Made once a batch, because the policy is the same for all its activities.
 */
export interface Terms {
  readonly rules: Rules;
  readonly policy: Policy;
  readonly watch: Watch;
  readonly surroundings: Surroundings;
  readonly contract: Contract | undefined;
  readonly standpoint: Standpoint;
}

export const termsFor = (
  identityKey: string,
  rules: Rules,
  policy: Policy,
  surroundings: Surroundings = surroundingsOf(policy),
): Terms => {
  const watch = watchOf(policy, identityKey);
  const trustAt = (standing: object, timeMs: number) =>
    trustOf(contributionsOf(standing as Standing), timeMs, watch.weight);
  const contract = contractFor(identityKey, surroundings.contracts);
  return { rules, policy, watch, surroundings, contract, standpoint: { tier: watch.tier, trustAt } };
};

/** What the policy says of the organisation, and what is known of networks. To be made once for all identities. */
export function surroundingsOf(
  { decoys, organisationAccounts }: Policy,
  known: Partial<Pick<Surroundings, "networks" | "contracts" | "dataCategories">> & {
    readonly peers?: Surroundings["peers"];
    readonly keys?: Surroundings["keys"];
  } = {},
): Surroundings {
  return {
    organisationAccounts: new Set(organisationAccounts),
    isDecoy: decoys.length === 0 ? undefined : wildcardsOf(decoys).fits,
    networks: known.networks,
    knowsAwsRanges: () => knowsAws(known.networks),
    peers: known.peers,
    keys: known.keys,
    contracts: known.contracts ?? [],
    dataCategories: known.dataCategories ?? [],
  };
}

/** One of the first ranges that AWS published, 52.94.0.0/16, has been its own ever since. */
const knowsAws = (networks: NetworkLookup | undefined): boolean =>
  networks !== undefined && isInAws(networks("52.94.76.10"));
