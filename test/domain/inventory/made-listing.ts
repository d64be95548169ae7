import type { AccountListing, ListedRole, ListedUser } from "../../../lib/domain/inventory/account-listing.ts";

export const account = "111122223333";
export const readAtMs = Date.UTC(2026, 10, 20, 3);
export const dayMs = 86_400_000;

export const policyOf = (...statements: readonly object[]): string =>
  JSON.stringify({ Version: "2012-10-17", Statement: statements });
export const allow = (
  action: string | readonly string[],
  resource: string | readonly string[] = "*",
  more: object = {},
) => ({
  Effect: "Allow",
  Action: action,
  Resource: resource,
  ...more,
});
export const deny = (action: string | readonly string[], resource = "*", more: object = {}) => ({
  ...allow(action, resource, more),
  Effect: "Deny",
});
export const mfa = { Condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } } };

/** A user under one inline policy of these statements. */
export const userWith = (
  name: string,
  statements: readonly object[] = [],
  bent: Partial<ListedUser> = {},
): ListedUser => ({
  name,
  arn: `arn:aws:iam::${account}:user/${name}`,
  createdMs: readAtMs - 400 * dayMs,
  inline: statements.length === 0 ? [] : [{ name: "own", document: policyOf(...statements) }],
  attached: [],
  boundaryArn: undefined,
  tags: [],
  groups: [],
  keys: [],
  hasPassword: false,
  hasMfa: false,
  ...bent,
});

/** A role that trusts this; a text is an AWS principal. */
export const roleWith = (
  name: string,
  trusted: string | object,
  statements: readonly object[] = [],
  bent: Partial<ListedRole> = {},
): ListedRole => {
  const { groups: _g, keys: _k, hasPassword: _p, hasMfa: _m, ...principal } = userWith(name, statements);
  const statement = typeof trusted === "string" ? { Principal: { AWS: trusted } } : trusted;
  return {
    ...principal,
    arn: `arn:aws:iam::${account}:role/${name}`,
    trust: policyOf({ Effect: "Allow", Action: "sts:AssumeRole", ...statement }),
    lastUsedMs: undefined,
    ...bent,
  };
};

export const listingWith = (bent: Partial<AccountListing>): AccountListing => ({
  readAtMs,
  users: [],
  roles: [],
  groups: [],
  policies: [],
  gaps: [],
  ...bent,
});
