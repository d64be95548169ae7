import type { IdentityKind } from "../../../domain/identity/identity.ts";
import type { CredentialSource } from "../credentials/credential.ts";
import { longTermKey } from "../credentials/long-term-key.ts";
import { accessKey, type Role, type User } from "../credentials/principal.ts";
import type { Behaviour, IdentitySpec, World } from "../identity-spec.ts";
import type { Census } from "../patterns/pattern.ts";

/** What people know of an identity. */
export interface About {
  readonly owner: string;
  readonly purpose: string;
  readonly permits: readonly string[];
  readonly changes?: IdentitySpec["changes"];
}

/** A role of this kind with its behaviours. */
export function roleSpec(
  kind: IdentityKind,
  role: Role,
  trusts: string,
  about: About,
  behaviours: readonly Behaviour[],
  credentials: (census: Census) => CredentialSource,
): IdentitySpec {
  return {
    described: {
      key: role.arn,
      kind,
      name: role.name,
      accountId: role.account.accountId,
      principalId: role.roleId,
      accessKeyIds: [],
      owner: about.owner,
      purpose: about.purpose,
      trusts,
      permits: about.permits,
    },
    account: role.account,
    behaviours,
    credentials,
    changes: about.changes ?? [],
  };
}

/** A user with a long-term access key, rotated at these times. */
export function userSpec(
  world: World,
  owner: User,
  about: About,
  behaviours: readonly Behaviour[],
  rotationsMs: readonly number[] = [],
): IdentitySpec {
  return {
    described: {
      key: owner.arn,
      kind: "access-key-user",
      name: owner.name,
      accountId: owner.account.accountId,
      principalId: owner.userId,
      accessKeyIds: [0, ...rotationsMs].map((_, generation) => accessKey(world.seed, owner, generation)),
      owner: about.owner,
      purpose: about.purpose,
      trusts: "",
      permits: about.permits,
    },
    account: owner.account,
    behaviours,
    credentials: () => longTermKey(world.seed, owner, rotationsMs),
    changes: about.changes ?? [],
  };
}
