import type { AccountState, ManagedPolicy, Role, User } from "./account-state.ts";
import type { Timeline } from "./enforcement-timeline.ts";
import type { LastUse } from "./operation.ts";
import type { ServiceResource } from "./service-resources.ts";
import type { Session } from "./session.ts";

/** Everything that a simulated account holds, as JSON: maps become lists, and "since ever" becomes null. */
export interface AccountExport {
  readonly formatVersion: 1;
  readonly accountId: string;
  readonly issuedIds: number;
  readonly moments: readonly {
    readonly atMs: number | null;
    readonly users: readonly User[];
    readonly roles: readonly Role[];
    readonly policies: readonly ManagedPolicy[];
    /** None where it is left out. */
    readonly resources?: readonly ServiceResource[];
  }[];
  readonly sessions: readonly Session[];
  readonly lastUses: readonly (readonly [string, LastUse])[];
}

export interface AccountParts {
  readonly accountId: string;
  readonly issuedIds: number;
  readonly timeline: Timeline;
  readonly sessions: ReadonlyMap<string, Session>;
  readonly lastUses: ReadonlyMap<string, LastUse>;
}

export function exportAccount({ accountId, issuedIds, timeline, sessions, lastUses }: AccountParts): AccountExport {
  return {
    formatVersion: 1,
    accountId,
    issuedIds,
    moments: timeline.map(({ atMs, state }) => ({
      atMs: Number.isFinite(atMs) ? atMs : null,
      users: [...state.users.values()],
      roles: [...state.roles.values()],
      policies: [...state.policies.values()],
      resources: [...state.resources.values()],
    })),
    sessions: [...sessions.values()],
    lastUses: [...lastUses],
  };
}

/**
 * Reads an export back, also after it went through JSON, where absent fields stay absent.
 * Throws for another account's export and for one it cannot read.
 */
export function importAccount(exported: AccountExport, accountId: string): AccountParts {
  if (exported.formatVersion !== 1 || !(exported.moments?.length > 0)) {
    const version = JSON.stringify(exported.formatVersion) ?? "nothing";
    throw new Error(`the account's data has format version ${version}; 1 can be read, so start with an empty one`);
  }
  if (exported.accountId !== accountId) {
    throw new Error(
      `the data belongs to account ${exported.accountId}, not to ${accountId}; give it its own directory`,
    );
  }
  return {
    accountId,
    issuedIds: exported.issuedIds,
    timeline: exported.moments.map(({ atMs, users, roles, policies, resources = [] }) => {
      const state: AccountState = {
        users: new Map(users.map((user) => [user.name, user])),
        roles: new Map(roles.map((role) => [role.name, role])),
        policies: new Map(policies.map((policy) => [policy.arn, policy])),
        resources: new Map(resources.map((resource) => [resource.arn, resource])),
      };
      return { atMs: atMs ?? Number.NEGATIVE_INFINITY, state };
    }),
    sessions: new Map(exported.sessions.map((session) => [session.accessKeyId, session])),
    lastUses: new Map(exported.lastUses),
  };
}
