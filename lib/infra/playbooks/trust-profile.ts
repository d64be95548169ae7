import { call, expression, type ReadCall, type State } from "./states.ts";

export const ProfileId = expression("$request.target.profileId");
/** What `GetProfile` answers, as JSONata. */
export const profile = "$states.result.Profile";
export const roles = `[$sort([${profile}.RoleArns])]`;

export const profileGone = ["RolesAnywhere.ResourceNotFoundException"];
/** What a second attempt cannot mend. */
export const profileLasting = [
  ...profileGone,
  "RolesAnywhere.ValidationException",
  "RolesAnywhere.AccessDeniedException",
];

/** Reads the profile of IAM Roles Anywhere that the target names. */
export const readProfile = ({ roleArn, assign, next, catch: caught }: ReadCall): State =>
  call({
    resource: "arn:aws:states:::aws-sdk:rolesanywhere:getProfile",
    roleArn,
    arguments: { ProfileId },
    assign,
    lasting: profileLasting,
    catch: caught,
    next,
  });
