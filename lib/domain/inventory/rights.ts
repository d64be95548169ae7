import type { AccountListing, ListedGroup, ListedInline, ListedRole, ListedUser } from "./account-listing.ts";
import { isAboutAction, isAboutResource, readStatements, type Statement } from "./read-statements.ts";

/** The statements that decide what one user or role may do, as far as its account's IAM shows them. */
export interface Rights {
  /** Its name, for policies that speak of the caller. */
  readonly ownName: string;
  readonly statements: readonly Statement[];
  /** Those of its permissions boundary; undefined where it has none. */
  readonly boundary: readonly Statement[] | undefined;
  /** Names of policies that could not be read, its boundary among them. What they grant or deny is not known. */
  readonly unread: readonly string[];
  readonly isBoundaryUnread: boolean;
}

/** Reads policies of a listing, each document once. */
export function rightsReader(listing: AccountListing): (principal: ListedUser | ListedRole) => Rights {
  const managed = new Map(listing.policies.map(({ arn, document }) => [arn, readStatements(document)]));
  const groups = new Map(listing.groups.map((group) => [group.name, group]));
  return (principal) => {
    const unread: string[] = [];
    const statements: Statement[] = [];
    const take = (name: string, read: readonly Statement[] | undefined) => {
      if (read === undefined) unread.push(name);
      else statements.push(...read);
    };
    const takeAll = ({ inline, attached }: { inline: readonly ListedInline[]; attached: readonly string[] }) => {
      for (const { name, document } of inline) take(name, readStatements(document));
      for (const arn of attached) take(arn, managed.get(arn));
    };
    takeAll(principal);
    for (const name of "groups" in principal ? principal.groups : []) {
      const group: ListedGroup | undefined = groups.get(name);
      if (group === undefined) unread.push(`group ${name}`);
      else takeAll(group);
    }
    const { boundaryArn } = principal;
    const boundary = boundaryArn === undefined ? undefined : managed.get(boundaryArn);
    const isBoundaryUnread = boundaryArn !== undefined && boundary === undefined;
    if (isBoundaryUnread) unread.push(boundaryArn);
    return { ownName: principal.name, statements, boundary, unread, isBoundaryUnread };
  };
}

/**
 * How far an action is allowed. `perhaps`: under conditions that are not weighed, or under a boundary that is not
 * known.
 */
export type Allowed = "no" | "perhaps" | "yes";

/** The rights as far as they are about one action (in lower case): what many resources are held against. */
export const rightsFor = (rights: Rights, action: string): Rights => ({
  ...rights,
  statements: rights.statements.filter((one) => isAboutAction(one, action)),
  boundary: rights.boundary?.filter((one) => isAboutAction(one, action)),
});

/**
 * Whether the account's own policies allow an action (in lower case) on a resource. Service control policies, resource
 * policies and session policies are not seen, so that `yes` may still be a no.
 */
export const allowedBy = (rights: Rights, action: string, resource: string): Allowed =>
  allowedOn(rightsFor(rights, action), resource);

/** The same of rights that are about the action alone. */
export function allowedOn({ statements, boundary, isBoundaryUnread, ownName }: Rights, resource: string): Allowed {
  const granted = heldAgainst(statements, resource, ownName);
  if (granted === "no" || isBoundaryUnread) return granted === "no" ? "no" : "perhaps";
  if (boundary === undefined) return granted;
  const bounded = heldAgainst(boundary, resource, ownName);
  return bounded === "yes" ? granted : bounded;
}

function heldAgainst(statements: readonly Statement[], resource: string, ownName: string): Allowed {
  let allowed: Allowed = "no";
  let isPerhapsDenied = false;
  for (const statement of statements) {
    if (statement.isAllow && allowed === "yes") continue;
    if (!isAboutResource(statement, resource, ownName)) continue;
    if (statement.isAllow) allowed = statement.hasConditions ? "perhaps" : "yes";
    else if (!statement.hasConditions) return "no";
    else isPerhapsDenied = true;
  }
  return allowed === "yes" && isPerhapsDenied ? "perhaps" : allowed;
}
