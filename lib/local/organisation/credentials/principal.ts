import type { Account } from "../accounts.ts";
import { hexadecimal, uniqueId } from "../identifiers.ts";
import { seededRandom } from "../random.ts";

/** An IAM role of the organisation. */
export interface Role {
  readonly account: Account;
  readonly name: string;
  readonly arn: string;
  /** `AROA…` */
  readonly roleId: string;
}

/** An IAM user of the organisation. */
export interface User {
  readonly account: Account;
  readonly name: string;
  readonly arn: string;
  /** `AIDA…` */
  readonly userId: string;
}

/** A role; the same seed, account and name give the same id. `path` begins and ends with `/`. */
export function role(seed: number, account: Account, name: string, path = "/"): Role {
  const roleId = uniqueId(seededRandom(seed, `role:${account.accountId}:${name}`), "AROA");
  return { account, name, roleId, arn: `arn:aws:iam::${account.accountId}:role${path}${name}` };
}

export function user(seed: number, account: Account, name: string): User {
  const userId = uniqueId(seededRandom(seed, `user:${account.accountId}:${name}`), "AIDA");
  return { account, name, userId, arn: `arn:aws:iam::${account.accountId}:user/${name}` };
}

/** The user's access key of this generation, from 0; a rotation moves to the next. */
export function accessKey(seed: number, owner: User, generation: number): string {
  return uniqueId(seededRandom(seed, `key:${owner.arn}:${generation}`), "AKIA");
}

/** An identifier that belongs to a name for good: a cluster's OIDC id, a permission set's suffix. */
export function fixedHexadecimal(seed: number, name: string, length: number): string {
  return hexadecimal(seededRandom(seed, `fixed:${name}`), length);
}
