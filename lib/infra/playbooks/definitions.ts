import type { PlaybookName } from "../../domain/response/decision.ts";
import { disableAccessKeyActions, disableAccessKeyDefinition } from "./disable-access-key.ts";
import { revokeRoleSessionsActions, revokeRoleSessionsDefinition } from "./revoke-role-sessions.ts";
import type { PlaybookResources } from "./skeleton.ts";
import type { Definition } from "./states.ts";

interface Playbook {
  readonly definition: (resources: PlaybookResources) => Definition;
  /** IAM actions that the playbook needs in the target's account, on `arn:…:iam::<account>:<resource>`. */
  readonly responder: { readonly actions: readonly string[]; readonly resource: string };
}

/** Every playbook a decision can name. The stack deploys these, and a local run interprets them. */
export const playbooks = {
  "disable-access-key": { definition: disableAccessKeyDefinition, responder: disableAccessKeyActions },
  "revoke-role-sessions": { definition: revokeRoleSessionsDefinition, responder: revokeRoleSessionsActions },
} as const satisfies Record<PlaybookName, Playbook>;

/** The definitions as plain data, with the names of a real or an embedded table and topic. */
export function playbookDefinitions(resources: PlaybookResources): Record<PlaybookName, Definition> {
  return {
    "disable-access-key": disableAccessKeyDefinition(resources),
    "revoke-role-sessions": revokeRoleSessionsDefinition(resources),
  };
}
