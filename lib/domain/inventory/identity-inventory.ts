import type { ListedTag } from "./account-listing.ts";
import type { AdministratorReach } from "./administrator-reach.ts";
import type { GrantedServices } from "./granted-services.ts";
import type { TrustedBy } from "./trusted-by.ts";

/** What IAM shows of one user or role on one day: its credentials, what it is able to do, and whom it can become. */
export interface IdentityInventory {
  /** ARN of the user or role. */
  readonly identityKey: string;
  readonly kind: "user" | "role";
  readonly createdMs: number;
  /** When IAM was read, milliseconds since 1970. What changed since then is not in here. */
  readonly readAtMs: number;
  /** Undefined where they could not be read; a role has none. Oldest first, at most `mostKeys`. */
  readonly keys: readonly InventoryKey[] | undefined;
  readonly hasPassword: boolean | undefined;
  readonly hasMfa: boolean | undefined;
  /** Of a role: undefined where IAM knows of no use in 400 days. */
  readonly roleLastUsedMs: number | undefined;
  /** Those that say what it is for: environment, stage, owner, the warden's own. At most `mostTags`. */
  readonly tags: readonly ListedTag[];
  /** Carries the tag that forbids the warden to change it. */
  readonly isProtected: boolean;
  readonly administrator: AdministratorReach;
  readonly granted: GrantedServices;
  readonly mayAssume: MayAssume;
  /** Of a role: how many users and roles of its account may take it, as far as was found. Undefined for a user. */
  readonly takers: number | undefined;
  /** Of a role; undefined for a user, and where its trust policy cannot be read. */
  readonly trustedBy: TrustedBy | undefined;
  /** Sentences: what could not be read or weighed. At most `mostUnclear`. */
  readonly unclear: readonly string[];
}

export interface InventoryKey {
  readonly accessKeyId: string;
  readonly isActive: boolean;
  readonly createdMs: number;
  /** `never`: IAM knows of no use. Undefined where it could not be asked. */
  readonly lastUsedMs: number | "never" | undefined;
}

export interface MayAssume {
  /** Roles of its account that it may take by its policies and their trust, without conditions; at least so many. */
  readonly roles: number;
  /** Names of the first of them, at most `mostRoleNames`. */
  readonly names: readonly string[];
  /** Others, under conditions that are not weighed. */
  readonly underConditions: number;
  /** Other accounts whose roles its policies name; whether they trust it is not seen. */
  readonly otherAccounts: readonly string[];
  /** Its policies name roles of any account. */
  readonly anyAccount: boolean;
}

/** IAM allows two keys a user: https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
export const mostKeys = 4;
export const mostTags = 12;
export const mostRoleNames = 5;
export const mostUnclear = 8;
