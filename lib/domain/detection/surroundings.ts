import type { NetworkLookup } from "../behaviour/network-facts.ts";

/** What is known of the organisation around an identity. The same for a whole batch. */
export interface Surroundings {
  /** Accounts of the user's own organisation, as far as the policy names them. */
  readonly organisationAccounts: ReadonlySet<string>;
  /** Whether a resource's name or ARN is one that nobody has a reason to touch; undefined where no decoy is set. */
  readonly isDecoy: ((name: string) => boolean) | undefined;
  /** What is known of networks; undefined where no list or database was given. */
  readonly networks: NetworkLookup | undefined;
}

export const nothingKnown: Surroundings = { organisationAccounts: new Set(), isDecoy: undefined, networks: undefined };
