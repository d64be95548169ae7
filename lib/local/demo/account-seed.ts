import { names } from "../../contract/names.ts";
import { denyTemporarySessions } from "../../domain/response/policies/deny-temporary-sessions.ts";
import { policyText } from "../../domain/response/policies/policy-document.ts";
import { denyAll } from "../../domain/response/policies/quarantine.ts";
import type { AccountExport } from "../account/account-export.ts";
import { emptyAccountState, type ManagedPolicy, type Role, type User } from "../account/account-state.ts";
import type { ServiceResource } from "../account/service-resources.ts";
import type { Session } from "../account/session.ts";
import type { DescribedIdentity } from "../organisation/identity-spec.ts";
import type { Organisation } from "../organisation/organisation.ts";

/** One account of the organisation as its IAM stands at a time, before anyone attacks it. */
export function accountSeed(organisation: Organisation, accountId: string, nowMs: number): AccountExport {
  const { startMs } = organisation.world;
  const own = organisation.identities.filter((identity) => identity.accountId === accountId);
  const users = own.filter(({ key }) => key.includes(":user/"));
  const roles = own.filter(({ key }) => key.includes(":role/"));
  return {
    formatVersion: 1,
    accountId,
    issuedIds: 0,
    moments: [
      {
        atMs: null,
        users: users.map((user) => userOf(user, startMs, rotationsOf(organisation, user.key, nowMs))),
        roles: roles.map((role) => roleOf(role, startMs)),
        policies: [...emptyAccountState.policies.values(), ...memberStackPolicies(accountId)],
        resources: roles.flatMap((role) => workloadsOf(organisation, role)),
      },
    ],
    sessions: [],
    lastUses: [],
  };
}

/** The policies that containments attach; the member stack puts them into every account. */
const memberStackPolicies = (accountId: string): readonly ManagedPolicy[] =>
  (
    [
      [names.denyAllPolicy, denyAll],
      [names.denyTemporarySessionsPolicy, denyTemporarySessions],
    ] as const
  ).map(([name, document]) => ({
    arn: `arn:aws:iam::${accountId}:policy${names.rolePath}${name}`,
    name,
    document: policyText(document),
  }));

/** The same with sessions that someone holds. */
export function withSessions(seed: AccountExport, sessions: readonly Session[]): AccountExport {
  const added = new Set(sessions.map(({ accessKeyId }) => accessKeyId));
  return { ...seed, sessions: [...seed.sessions.filter(({ accessKeyId }) => !added.has(accessKeyId)), ...sessions] };
}

function rotationsOf({ changes }: Organisation, identityKey: string, nowMs: number): number {
  return changes
    .filter((change) => change.identityKey === identityKey && change.what === "access key rotated")
    .filter(({ atMs }) => atMs <= nowMs).length;
}

/** After a rotation the key before it is inactive; keys that are still to come do not exist. */
function userOf(identity: DescribedIdentity, createdMs: number, rotations: number): User {
  const keys = identity.accessKeyIds.slice(0, rotations + 1).slice(-2);
  return {
    kind: "User",
    ...principalOf(identity, createdMs),
    accessKeys: keys.map((accessKeyId, index) => ({
      accessKeyId,
      status: index === keys.length - 1 ? "Active" : "Inactive",
      createdMs,
    })),
    loginProfileCreatedMs: undefined,
  };
}

function roleOf(identity: DescribedIdentity, createdMs: number): Role {
  return {
    kind: "Role",
    ...principalOf(identity, createdMs),
    trustPolicy: policy([trustStatement(identity.trusts)]),
    maxSessionSeconds: 43_200,
  };
}

function principalOf({ key, name, principalId = "", permits, owner }: DescribedIdentity, createdMs: number) {
  const [, path = "/"] = /:(?:user|role)(\/(?:.*\/)?)[^/]+$/.exec(key) ?? [];
  const statement = { Effect: "Allow", Action: permits, Resource: "*" };
  return {
    name,
    id: principalId,
    arn: key,
    path,
    createdMs,
    inlinePolicies: permits.length === 0 ? [] : [{ name: "permissions", document: policy([statement]) }],
    attachedPolicyArns: [],
    boundaryArn: undefined,
    tags: [{ key: "owner", value: owner }],
  };
}

const policy = (statements: readonly object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });

/** `ec2.amazonaws.com`, an ARN of an account or a role, an OIDC provider and the subject it must name, or `sso`. */
function trustStatement(trusts: string): object {
  const [trusted = "", subject] = trusts.split(" ");
  const provider = trusted.split(":oidc-provider/")[1];
  if (provider !== undefined) {
    return {
      Effect: "Allow",
      Principal: { Federated: trusted },
      Action: "sts:AssumeRoleWithWebIdentity",
      Condition: { StringEquals: { [`${provider}:sub`]: subject ?? "" } },
    };
  }
  const type = trusted.startsWith("arn:") ? "AWS" : trusted === "sso" ? "Federated" : "Service";
  return { Effect: "Allow", Principal: { [type]: trusted }, Action: "sts:AssumeRole" };
}

/** What runs with a role, as far as playbooks can stop it: its function, which the population names after it. */
function workloadsOf({ accounts }: Organisation, role: DescribedIdentity): readonly ServiceResource[] {
  if (role.trusts !== "lambda.amazonaws.com") return [];
  const region = accounts.find(({ accountId }) => accountId === role.accountId)?.region ?? "us-east-1";
  const name = role.name.replace(/-role$/, "");
  return [{ kind: "function", arn: `arn:aws:lambda:${region}:${role.accountId}:function:${name}`, reserved: null }];
}
