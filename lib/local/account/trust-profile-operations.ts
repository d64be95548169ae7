import type { AccountState } from "./account-state.ts";
import type { Operation, Operations, Parameters } from "./operation.ts";
import { ServiceError, type TrustProfile, withResource } from "./service-resources.ts";

function profileOf(state: AccountState, { ProfileId: id }: Parameters): TrustProfile {
  for (const one of state.resources.values()) {
    if (one.kind === "trust-profile" && one.arn.endsWith(`:profile/${String(id)}`)) return one;
  }
  throw new ServiceError("RolesAnywhere.ResourceNotFoundException", 404, `Profile ${String(id)} not found`);
}

const response = ({ arn, enabled, roleArns, sessionPolicy, durationSeconds, managedPolicyArns }: TrustProfile) => ({
  Profile: {
    ProfileId: arn.slice(arn.lastIndexOf("/") + 1),
    ProfileArn: arn,
    Enabled: enabled,
    RoleArns: roleArns,
    ManagedPolicyArns: managedPolicyArns ?? [],
    DurationSeconds: durationSeconds ?? usualSeconds,
    ...(sessionPolicy === undefined ? {} : { SessionPolicy: sessionPolicy }),
  },
});

/** https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/API_UpdateProfile.html */
const usualSeconds = 3_600;
const [shortest, longest] = [900, 43_200];

/** What is left out stays, but for the duration, which is then the usual one. An empty policy is refused. */
const updateProfile: Operation = {
  required: ["ProfileId"],
  optional: ["SessionPolicy", "DurationSeconds"],
  run(state, parameters) {
    const { SessionPolicy: sessionPolicy, DurationSeconds: durationSeconds = usualSeconds } = parameters;
    const before = profileOf(state, parameters);
    const isDuration = typeof durationSeconds === "number" && durationSeconds >= shortest && durationSeconds <= longest;
    if (!isDuration || sessionPolicy === "") {
      throw new ServiceError("RolesAnywhere.ValidationException", 400, "1 validation error detected");
    }
    const profile = { ...before, ...(typeof sessionPolicy === "string" && { sessionPolicy }), durationSeconds };
    return { state: withResource(state, profile), response: response(profile) };
  },
};

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
  "rolesanywhere:updateProfile": updateProfile,
  "rolesanywhere:disableProfile": setting(false),
  "rolesanywhere:enableProfile": setting(true),
};
