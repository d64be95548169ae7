import { arnPart } from "../identity/arn.ts";
import type { ListedRole, ListedUser } from "./account-listing.ts";
import { isAboutAction, readStatements, type Statement } from "./read-statements.ts";
import { type Allowed, allowedBy, type Rights } from "./rights.ts";

/** Roles of its own account that an identity may take, by its policies and by those roles' trust. */
export interface Assumable {
  /** Positions in the listing's roles that both sides let it take without conditions. */
  readonly roles: readonly number[];
  /** The same under conditions that are not weighed, an external id among them. */
  readonly underConditions: readonly number[];
  /** Other accounts whose roles its policies name; whether those trust it is not seen from here. At most `mostNamed`. */
  readonly otherAccounts: readonly string[];
  /** Its policies name roles of any account. */
  readonly anyAccount: boolean;
}

const mostNamed = 20;
const assume = "sts:assumerole";

interface Trust {
  readonly statements: readonly Statement[];
  readonly role: ListedRole;
  readonly at: number;
}

/** Finds the roles that identities of a listing may take. Roles whose trust cannot be read are taken by nobody here. */
export function assumableRoles(
  roles: readonly ListedRole[],
): (principal: ListedUser | ListedRole, rights: Rights) => Assumable {
  const trusting: Trust[] = roles.flatMap((role, at) => {
    const statements = readStatements(role.trust)?.filter((one) => isAboutAction(one, assume)) ?? [];
    return statements.some(({ principals }) => (principals["AWS"] ?? []).length > 0) ? [{ statements, role, at }] : [];
  });
  return (principal, rights) => {
    const asking = rights.statements.filter((one) => one.isAllow && isAboutAction(one, assume));
    const found: Record<"yes" | "perhaps", number[]> = { yes: [], perhaps: [] };
    for (const { statements, role, at } of trusting) {
      if (role.arn === principal.arn) continue;
      const trusted = trustIn(statements, principal);
      if (trusted.allowed === "no") continue;
      const asked = trusted.isNamed || asking.length === 0 ? "no" : allowedBy(rights, assume, role.arn);
      const allowed = weaker(trusted.allowed, trusted.isNamed ? notDenied(rights, role.arn) : asked);
      if (allowed !== "no") found[allowed].push(at);
    }
    const named = asking.flatMap(({ resources, allResourcesBut }) => (allResourcesBut ? ["*"] : resources));
    const own = arnPart(principal.arn, 4);
    const accounts = named.map((resource) => (resource === "*" ? "*" : arnPart(resource, 4)));
    return {
      roles: found.yes,
      underConditions: found.perhaps,
      otherAccounts: [...new Set(accounts.filter((one) => /^\d{12}$/.test(one) && one !== own))].slice(0, mostNamed),
      anyAccount: accounts.some((one) => /[*?]/.test(one)),
    };
  };
}

/** In one account a trust that names the caller is enough, unless its own policies deny it. */
function notDenied(rights: Rights, roleArn: string): Allowed {
  const open: Statement = {
    isAllow: true,
    actions: [assume],
    allActionsBut: false,
    resources: ["*"],
    allResourcesBut: false,
    principals: {},
    allPrincipalsBut: false,
    hasConditions: false,
  };
  return allowedBy({ ...rights, statements: [open, ...rights.statements] }, assume, roleArn);
}

const weaker = (a: Allowed, b: Allowed): Allowed =>
  a === "no" || b === "no" ? "no" : a === "yes" && b === "yes" ? "yes" : "perhaps";

/** What a role's trust says of an identity of the same account; `isNamed` where it names that very identity. */
function trustIn(
  statements: readonly Statement[],
  { arn }: { readonly arn: string },
): { readonly allowed: Allowed; readonly isNamed: boolean } {
  const account = arnPart(arn, 4);
  let allowed: Allowed = "no";
  let isNamed = false;
  let isPerhapsDenied = false;
  for (const { isAllow, principals, allPrincipalsBut, hasConditions } of statements) {
    const values = principals["AWS"] ?? [];
    const names = values.includes(arn);
    const fits = names || values.some((one) => one === "*" || one === account || one.endsWith(`::${account}:root`));
    if (fits === allPrincipalsBut) continue;
    if (!isAllow && !hasConditions) return { allowed: "no", isNamed: false };
    if (!isAllow) isPerhapsDenied = true;
    else {
      if (allowed !== "yes") allowed = hasConditions ? "perhaps" : "yes";
      if (names && !allPrincipalsBut && !hasConditions) isNamed = true;
    }
  }
  return { allowed: isPerhapsDenied && allowed === "yes" ? "perhaps" : allowed, isNamed };
}
