import type { ServiceResource } from "./service-resources.ts";

export interface AccessKey {
  readonly accessKeyId: string;
  readonly status: "Active" | "Inactive";
  readonly createdMs: number;
}

/** A user's credential for one service alone. */
export interface ServiceCredential {
  /** ACCA… */
  readonly id: string;
  /** `bedrock.amazonaws.com` */
  readonly serviceName: string;
  readonly status: "Active" | "Inactive" | "Expired";
  readonly createdMs: number;
}

export interface InlinePolicy {
  readonly name: string;
  /** JSON text, exactly as it was put. */
  readonly document: string;
}

export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** What users and roles have in common. */
export interface PrincipalBase {
  readonly name: string;
  /** Unique id: AIDA… for users, AROA… for roles. */
  readonly id: string;
  readonly arn: string;
  readonly path: string;
  readonly createdMs: number;
  readonly inlinePolicies: readonly InlinePolicy[];
  readonly attachedPolicyArns: readonly string[];
  readonly boundaryArn: string | undefined;
  readonly tags: readonly Tag[];
}

export interface User extends PrincipalBase {
  readonly kind: "User";
  readonly accessKeys: readonly AccessKey[];
  /** None where it is left out. */
  readonly serviceCredentials?: readonly ServiceCredential[];
  readonly loginProfileCreatedMs: number | undefined;
}

export interface Role extends PrincipalBase {
  readonly kind: "Role";
  /** JSON text of the trust policy. */
  readonly trustPolicy: string;
  readonly maxSessionSeconds: number;
}

export type Principal = User | Role;

export interface ManagedPolicy {
  readonly arn: string;
  readonly name: string;
  readonly document: string;
}

/**
 * What IAM and other services know, as their control planes show it. Never changed in place: every operation makes a
 * new one.
 */
export interface AccountState {
  readonly users: ReadonlyMap<string, User>;
  readonly roles: ReadonlyMap<string, Role>;
  readonly policies: ReadonlyMap<string, ManagedPolicy>;
  /** Of other services, by ARN. */
  readonly resources: ReadonlyMap<string, ServiceResource>;
}

/** AWS managed policies that exist in every account; only those whose document is one statement. */
const awsManaged: readonly ManagedPolicy[] = [
  ["AdministratorAccess", "Allow"],
  ["AWSDenyAll", "Deny"],
].map(([name, effect]) => ({
  arn: `arn:aws:iam::aws:policy/${name}`,
  name: name as string,
  document: JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: effect, Action: ["*"], Resource: "*" }],
  }),
}));

export const emptyAccountState: AccountState = {
  users: new Map(),
  roles: new Map(),
  policies: new Map(awsManaged.map((policy) => [policy.arn, policy])),
  resources: new Map(),
};

/** A copy of the state in which one principal is replaced, or added. */
export function withPrincipal(state: AccountState, principal: Principal): AccountState {
  return principal.kind === "User"
    ? { ...state, users: new Map(state.users).set(principal.name, principal) }
    : { ...state, roles: new Map(state.roles).set(principal.name, principal) };
}

const ownersOfKeys = new WeakMap<AccountState, ReadonlyMap<string, string>>();

/** The name of the user that holds the key, or undefined where no user does. */
export function ownerOfAccessKey(state: AccountState, accessKeyId: string): string | undefined {
  let owners = ownersOfKeys.get(state);
  if (owners === undefined) {
    owners = new Map(
      [...state.users.values()].flatMap((u) => u.accessKeys.map((k) => [k.accessKeyId, u.name] as const)),
    );
    ownersOfKeys.set(state, owners);
  }
  return owners.get(accessKeyId);
}
