import type { AccountState } from "./account-state.ts";
import type { Operation, Operations, Parameters } from "./operation.ts";
import { ServiceError, type TrustProfile, withResource } from "./service-resources.ts";

function profileOf(state: AccountState, { ProfileId: id }: Parameters): TrustProfile {
  for (const one of state.resources.values()) {
    if (one.kind === "trust-profile" && one.arn.endsWith(`:profile/${String(id)}`)) return one;
  }
  throw new ServiceError("RolesAnywhere.ResourceNotFoundException", 404, `Profile ${String(id)} not found`);
}

const response = ({ arn, enabled, roleArns }: TrustProfile) => ({
  Profile: {
    ProfileId: arn.slice(arn.lastIndexOf("/") + 1),
    ProfileArn: arn,
    Enabled: enabled,
    RoleArns: roleArns,
  },
});

const setting = (enabled: boolean): Operation => ({
  required: ["ProfileId"],
  optional: [],
  run(state, parameters) {
    const profile = { ...profileOf(state, parameters), enabled };
    return { state: withResource(state, profile), response: response(profile) };
  },
});

/** Profiles of IAM Roles Anywhere, by their ids. */
export const trustProfileOperations: Operations = {
  "rolesanywhere:getProfile": {
    required: ["ProfileId"],
    optional: [],
    run: (state, parameters) => ({ response: response(profileOf(state, parameters)) }),
  },
  "rolesanywhere:disableProfile": setting(false),
  "rolesanywhere:enableProfile": setting(true),
};
