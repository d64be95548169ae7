import { printable } from "../event/printable.ts";
import type { AccountListing, ListedKey, ListedRole, ListedTag, ListedUser } from "./account-listing.ts";
import { type AdministratorReach, administratorReach } from "./administrator-reach.ts";
import { type Assumable, assumableRoles } from "./assumable-roles.ts";
import { grantedServices } from "./granted-services.ts";
import {
  type IdentityInventory,
  type InventoryKey,
  mostKeys,
  mostRoleNames,
  mostTags,
  mostUnclear,
} from "./identity-inventory.ts";
import { type Rights, rightsReader } from "./rights.ts";
import { trustedBy } from "./trusted-by.ts";

interface Weighed {
  readonly principal: ListedUser | ListedRole;
  readonly rights: Rights;
  readonly assumable: Assumable;
  readonly reach: AdministratorReach;
}

/** How many roles in a row are followed towards one that is an administrator's. */
const longestChain = 3;
const serviceLinked = ":role/aws-service-role/";

/**
 * The inventory of every user and role of an account, in the listing's order. Service-linked roles are left out: nobody
 * but AWS's services can be them. `protectedTag` is the tag whose value `true` forbids the warden to change an
 * identity.
 */
export function inventoryOf(listing: AccountListing, protectedTag: string): readonly IdentityInventory[] {
  const roles = listing.roles.filter(({ arn }) => !arn.includes(serviceLinked));
  const rightsOf = rightsReader(listing);
  const assumableBy = assumableRoles(roles);
  const weighed = [...listing.users, ...roles].map((principal): Weighed => {
    const rights = rightsOf(principal);
    return {
      principal,
      rights,
      assumable: assumableBy(principal, rights),
      reach: administratorReach(principal, rights),
    };
  });
  const reached = followChains(weighed, listing.users.length);
  const takers = new Array<number>(roles.length).fill(0);
  for (const { assumable } of weighed) for (const at of assumable.roles) takers[at] = (takers[at] as number) + 1;
  return weighed.map(({ principal, rights, assumable }, at): IdentityInventory => {
    const isRole = "trust" in principal;
    const trust = isRole ? trustedBy(principal.arn, principal.trust) : undefined;
    const unclear = [
      ...rights.unread.map(
        (name) => `The policy ${printable(name, 160)} could not be read: what it says is not counted.`,
      ),
      ...(isRole && trust === undefined ? ["Its trust policy could not be read: who may take it is not known."] : []),
      ...(!isRole && principal.keys === undefined ? ["Its access keys could not be read."] : []),
    ];
    return {
      identityKey: principal.arn,
      kind: isRole ? "role" : "user",
      createdMs: principal.createdMs,
      readAtMs: listing.readAtMs,
      keys: isRole ? [] : keysOf(principal.keys),
      hasPassword: isRole ? false : principal.hasPassword,
      hasMfa: isRole ? false : principal.hasMfa,
      roleLastUsedMs: isRole ? principal.lastUsedMs : undefined,
      tags: tagsOf(principal.tags, protectedTag),
      isProtected: principal.tags.some(({ key, value }) => key === protectedTag && value === "true"),
      administrator: reached[at] as AdministratorReach,
      granted: grantedServices(rights),
      mayAssume: {
        roles: assumable.roles.length,
        names: assumable.roles.slice(0, mostRoleNames).map((role) => roles[role]?.name ?? ""),
        underConditions: assumable.underConditions.length,
        otherAccounts: assumable.otherAccounts,
        anyAccount: assumable.anyAccount,
      },
      takers: isRole ? takers[at - listing.users.length] : undefined,
      trustedBy: trust,
      unclear: unclear.slice(0, mostUnclear),
    };
  });
}

/** Reach by taking roles, in at most `longestChain` steps. Only ways without conditions are followed. */
function followChains(weighed: readonly Weighed[], users: number): readonly AdministratorReach[] {
  let reached = weighed.map(({ reach }) => reach);
  for (let step = 0; step < longestChain; step++) {
    const before = reached;
    reached = weighed.map(({ assumable }, at) => {
      const own = before[at] as AdministratorReach;
      if (own.level === "administrator" || own.level === "reaches") return own;
      const through = assumable.roles.find((role) => isNear(before[users + role]));
      if (through === undefined) return own;
      const { principal, reach } = weighed[users + through] as Weighed;
      const whose = reach.level === "administrator" ? "an administrator" : "one that can come to more rights";
      return {
        level: "reaches",
        by: `it may take the role ${printable(principal.name, 64)}, ${whose}`,
        ways: own.ways + 1,
      };
    });
  }
  return reached;
}

const isNear = (reach: AdministratorReach | undefined): boolean =>
  reach?.level === "administrator" || reach?.level === "reaches";

const keysOf = (keys: readonly ListedKey[] | undefined): readonly InventoryKey[] | undefined =>
  keys
    ?.map(({ accessKeyId, isActive, createdMs, lastUsed }) => ({
      accessKeyId,
      isActive,
      createdMs,
      lastUsedMs: typeof lastUsed === "object" ? lastUsed.atMs : lastUsed,
    }))
    .sort((a, b) => a.createdMs - b.createdMs || (a.accessKeyId < b.accessKeyId ? -1 : 1))
    .slice(0, mostKeys);

const telling = /^(?:env|environment|stage|tier|owner|team|service|application|app|project|cost-?center|criticality)$/i;

const tagsOf = (tags: readonly ListedTag[], protectedTag: string): readonly ListedTag[] =>
  tags
    .filter(({ key }) => telling.test(key) || key === protectedTag || key.startsWith("nhi-warden:"))
    .slice(0, mostTags)
    .map(({ key, value }) => ({ key: key.slice(0, 128), value: value.slice(0, 256) }));
