import { arnPart } from "../identity/arn.ts";
import { readStatements } from "./read-statements.ts";

/**
 * Whom a role's trust policy lets take it, whatever the conditions. Lists are sorted, each of at most `mostTrusted`.
 */
export interface TrustedBy {
  /** `ec2.amazonaws.com` … */
  readonly services: readonly string[];
  /** Other accounts. */
  readonly accounts: readonly string[];
  /** ARNs or names of identity providers. */
  readonly providers: readonly string[];
  /** Users and roles of its own account that are named one by one. */
  readonly named: number;
  /** Whoever its own account's policies allow. */
  readonly ownAccount: boolean;
  /** `"*"`, or everybody but some. */
  readonly anybody: boolean;
}

export const mostTrusted = 20;

/** Undefined where the trust policy cannot be read. */
export function trustedBy(roleArn: string, trust: string | undefined): TrustedBy | undefined {
  const allowing = readStatements(trust)?.filter(({ isAllow }) => isAllow);
  if (allowing === undefined) return undefined;
  const own = arnPart(roleArn, 4);
  const of = (type: string) => allowing.flatMap(({ principals }) => principals[type] ?? []);
  const principals = of("AWS");
  const accountOf = (value: string) => (/^\d{12}$/.test(value) ? value : arnPart(value, 4));
  const isWholeAccount = (value: string) => value === own || value.endsWith(`::${own}:root`);
  return {
    services: some(of("Service")),
    accounts: some(principals.map(accountOf).filter((account) => /^\d{12}$/.test(account) && account !== own)),
    providers: some(of("Federated")),
    named: principals.filter((value) => accountOf(value) === own && !isWholeAccount(value)).length,
    ownAccount: principals.some(isWholeAccount),
    anybody: principals.includes("*") || allowing.some(({ allPrincipalsBut }) => allPrincipalsBut),
  };
}

const some = (values: readonly string[]): readonly string[] =>
  [...new Set(values)]
    .sort()
    .slice(0, mostTrusted)
    .map((value) => value.slice(0, 200));
