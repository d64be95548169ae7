import { arnPart } from "../identity/arn.ts";
import type { ListedRole, ListedUser } from "./account-listing.ts";
import { isAboutAction, readStatements, type Statement } from "./read-statements.ts";
import { type Allowed, allowedOn, type Rights, rightsFor } from "./rights.ts";

/** Roles of its own account that an identity may take, by its policies and by those roles' trust. */
export interface Assumable {
  /** Positions in the listing's roles that both sides let it take without conditions. */
  readonly roles: readonly number[];
  /** The same under conditions that are not weighed, an external id among them. */
  readonly underConditions: readonly number[];
  /**
   * Other accounts whose roles its policies name; whether those trust it is not seen from here. At most `mostNamed`.
   */
  readonly otherAccounts: readonly string[];
  /** Its policies name roles of any account. */
  readonly anyAccount: boolean;
}

const mostNamed = 20;
const assume = "sts:assumerole";

/** What a role's trust says, worked out once: there may be thousands of identities to hold against it. */
interface Trust {
  readonly at: number;
  readonly arn: string;
  /** Of whoever its own account's policies allow. */
  readonly ownAccount: Allowed;
  /** Identities that are named one by one. */
  readonly named: ReadonlySet<string>;
  readonly statements: readonly Statement[];
}

/** Finds the roles that identities of a listing may take. Roles whose trust cannot be read are taken by nobody here. */
export function assumableRoles(
  roles: readonly ListedRole[],
): (principal: ListedUser | ListedRole, rights: Rights) => Assumable {
  const trusting = roles.flatMap(({ arn, trust }, at) => trustOf(arn, readStatements(trust) ?? [], at));
  return (principal, rights) => {
    const own = rightsFor(rights, assume);
    const asking = own.statements.filter(({ isAllow }) => isAllow);
    const found: Record<"yes" | "perhaps", number[]> = { yes: [], perhaps: [] };
    for (const trust of trusting) {
      const isNamed = trust.named.has(principal.arn);
      if ((asking.length === 0 && !isNamed) || trust.arn === principal.arn) continue;
      const allowed = mayTake(trust, isNamed, principal.arn, own);
      if (allowed !== "no") found[allowed].push(trust.at);
    }
    const named = asking.flatMap(({ resources, allResourcesBut }) => (allResourcesBut ? ["*"] : resources));
    const home = arnPart(principal.arn, 4);
    const accounts = named.map((resource) => (resource === "*" ? "*" : arnPart(resource, 4)));
    return {
      roles: found.yes,
      underConditions: found.perhaps,
      otherAccounts: [...new Set(accounts.filter((one) => /^\d{12}$/.test(one) && one !== home))].slice(0, mostNamed),
      anyAccount: accounts.some((one) => /[*?]/.test(one)),
    };
  };
}

function trustOf(arn: string, all: readonly Statement[], at: number): Trust[] {
  const statements = all.filter((one) => isAboutAction(one, assume));
  const values = statements.flatMap(({ principals }) => principals["AWS"] ?? []);
  const ownAccount = trusted(statements, anyName(arn));
  const named = new Set(values.filter((value) => value.includes(":user/") || value.includes(":role/")));
  return ownAccount === "no" && named.size === 0 ? [] : [{ at, arn, ownAccount, named, statements }];
}

/** An identity of the role's account that no policy names. */
const anyName = (roleArn: string): string => `${roleArn.slice(0, roleArn.indexOf(":role/"))}:user/:`;

/**
 * Both sides have to let it in; but in one account a trust that names the identity is enough, unless its own policies
 * deny it.
 */
function mayTake(trust: Trust, isNamed: boolean, arn: string, rights: Rights): Allowed {
  const lets = isNamed ? trusted(trust.statements, arn) : trust.ownAccount;
  if (lets === "no") return "no";
  const isEnough = isNamed && trust.statements.some((one) => isLetIn(one, arn));
  const own = isEnough ? { ...rights, statements: [everythingAllowed, ...rights.statements] } : rights;
  const asks = allowedOn(own, trust.arn);
  return asks === "no" ? "no" : lets === "yes" && asks === "yes" ? "yes" : "perhaps";
}

const isLetIn = ({ isAllow, allPrincipalsBut, principals }: Statement, arn: string): boolean =>
  isAllow && !allPrincipalsBut && (principals["AWS"] ?? []).includes(arn);

const everythingAllowed: Statement = {
  isAllow: true,
  actions: [assume],
  allActionsBut: false,
  resources: ["*"],
  allResourcesBut: false,
  principals: {},
  allPrincipalsBut: false,
  hasConditions: false,
};

/** What trust statements say of an identity of the role's own account. */
function trusted(statements: readonly Statement[], arn: string): Allowed {
  const account = arnPart(arn, 4);
  let allowed: Allowed = "no";
  let isPerhapsDenied = false;
  for (const { isAllow, principals, allPrincipalsBut, hasConditions } of statements) {
    const values = principals["AWS"] ?? [];
    const fits = values.some(
      (one) => one === arn || one === "*" || one === account || one.endsWith(`::${account}:root`),
    );
    if (fits === allPrincipalsBut) continue;
    if (!isAllow && !hasConditions) return "no";
    if (!isAllow) isPerhapsDenied = true;
    else if (allowed !== "yes") allowed = hasConditions ? "perhaps" : "yes";
  }
  return isPerhapsDenied && allowed === "yes" ? "perhaps" : allowed;
}
