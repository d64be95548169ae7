import type { AccountState } from "../../../lib/local/account/account-state.ts";

/** Names, policies, keys and tags of every principal, and the resources, so that two states can be compared. */
export function standing(state: AccountState): unknown {
  const principals = [...state.users.values(), ...state.roles.values()].map((principal) => ({
    name: principal.name,
    id: principal.id,
    inline: [...principal.inlinePolicies].sort((a, b) => (a.name < b.name ? -1 : 1)),
    attached: principal.attachedPolicyArns,
    tags: principal.tags,
    trust: principal.kind === "Role" ? principal.trustPolicy : undefined,
    keys: principal.kind === "User" ? principal.accessKeys.map(({ accessKeyId, status }) => [accessKeyId, status]) : [],
    serviceCredentials:
      principal.kind === "User" ? principal.serviceCredentials?.map(({ id, status }) => [id, status]) : [],
  }));
  // EC2 gives an association of an instance profile another id with each change, Lambda a function another revision.
  const resources = [...state.resources.values()].map((one) => {
    if (one.kind === "profile-association") return { ...one, id: "iip-assoc-…" };
    return one.kind === "function" ? { ...one, revision: 0 } : one;
  });
  return { principals, resources };
}
