import type { NetworkLookup } from "../behaviour/network-facts.ts";
import type { PeerLookup } from "../behaviour/peers.ts";
import type { KeyLookup } from "../inventory/key-days.ts";
import type { Contract } from "../scope/contract.ts";
import type { DataCategory } from "../scope/data-categories.ts";

/** What is known of the organisation around an identity. The same for a whole batch. */
export interface Surroundings {
  /** Accounts of the user's own organisation, as far as the policy names them. */
  readonly organisationAccounts: ReadonlySet<string>;
  /** Whether a resource's name or ARN is one that nobody has a reason to touch; undefined where no decoy is set. */
  readonly isDecoy: ((name: string) => boolean) | undefined;
  /** What is known of networks; undefined where no list or database was given. */
  readonly networks: NetworkLookup | undefined;
  /** Whether that look-up knows AWS's published ranges, so that an address outside them is outside AWS. */
  readonly knowsAwsRanges: () => boolean;
  /** What other identities of an account do; undefined where nobody keeps it. */
  readonly peers: PeerLookup | undefined;
  /** What IAM's inventory says of users' access keys; undefined where nobody keeps one. */
  readonly keys: KeyLookup | undefined;
  /** What people wrote down of their identities: the intended scope of each, and the sorts of data there are. */
  readonly contracts: readonly Contract[];
  readonly dataCategories: readonly DataCategory[];
}

export const nothingKnown: Surroundings = {
  organisationAccounts: new Set(),
  isDecoy: undefined,
  networks: undefined,
  knowsAwsRanges: () => false,
  peers: undefined,
  keys: undefined,
  contracts: [],
  dataCategories: [],
};
