import { names } from "../../contract/names.ts";
import { call, expression, type State, type States } from "../playbooks/states.ts";

/** What the drill reads of the canary with its own role, and the resources: nothing else of the account. */
export const canaryReads = {
  user: ["iam:GetUser", "iam:ListAccessKeys", "iam:ListAttachedUserPolicies", "iam:ListUserPolicies"],
  role: ["iam:GetRole", "iam:ListAttachedRolePolicies", "iam:ListRolePolicies"],
} as const;

/** Tags of the warden as `key=value`. */
const wardenTags = (of: string) =>
  `$sort([$states.result.${of}.Tags[$substringBefore(Key, ':') = 'nhi-warden'].(Key & '=' & Value)])`;
const boundary = (of: string) => {
  const arn = `$states.result.${of}.PermissionsBoundary.PermissionsBoundaryArn`;
  return `$exists(${arn}) ? ${arn} : ''`;
};
/** Without the account: policies of AWS have another path. At most 20 are attached, one page. */
const attached = "$sort([$states.result.AttachedPolicies.$substringAfter(PolicyArn, ':policy')])";

const user = { UserName: names.canary };
const role = { RoleName: names.canary };

/**
 * Reads the canary of the step's kind, a user or a role, and sets `$stands`: all of it that a containment could change,
 * and its trust. Also `$principalArn`, `$principalId` and, of the user, `$accessKeyId`. Begins with `LookAtCanary`.
 */
export function lookAtCanary(parts: { readonly next: string; readonly onError: string }): States {
  const { next, onError } = parts;
  const read = (operation: string, of: object, assign: Record<string, string>, then: string): State =>
    call({
      resource: `arn:aws:states:::aws-sdk:iam:${operation}`,
      arguments: { ...of },
      assign: Object.fromEntries(Object.entries(assign).map(([name, value]) => [name, expression(value)])),
      catch: [{ errors: ["States.ALL"], next: onError, problem: `The canary could not be read (${operation}).` }],
      next: then,
    });
  const principal = (of: string) => ({
    principalArn: `$states.result.${of}.Arn`,
    principalId: `$states.result.${of}.${of}Id`,
    tags: wardenTags(of),
    boundary: boundary(of),
  });
  const stands = (keys: string, trust: string) =>
    `{'id': $principalId, 'tags': $tags, 'boundary': $boundary, 'keys': ${keys}, 'attached': $attached, 'inline': $sort([$states.result.PolicyNames]), 'trust': ${trust}}`;
  return {
    LookAtCanary: {
      Type: "Choice",
      Choices: [{ Condition: expression("$step.kind = 'user'"), Next: "ReadCanaryUser" }],
      Default: "ReadCanaryRole",
    },
    ReadCanaryUser: read("getUser", user, principal("User"), "ReadCanaryKeys"),
    ReadCanaryKeys: read(
      "listAccessKeys",
      user,
      {
        keys: "$sort([$states.result.AccessKeyMetadata.(AccessKeyId & ' ' & Status)])",
        accessKeyId:
          "$exists($states.result.AccessKeyMetadata[0]) ? $states.result.AccessKeyMetadata[0].AccessKeyId : ''",
      },
      "ReadCanaryUserAttached",
    ),
    ReadCanaryUserAttached: read("listAttachedUserPolicies", user, { attached }, "ReadCanaryUserInline"),
    ReadCanaryUserInline: read("listUserPolicies", user, { stands: stands("$keys", "''") }, next),
    ReadCanaryRole: read(
      "getRole",
      role,
      { ...principal("Role"), trust: "$states.result.Role.AssumeRolePolicyDocument" },
      "ReadCanaryRoleAttached",
    ),
    ReadCanaryRoleAttached: read("listAttachedRolePolicies", role, { attached }, "ReadCanaryRoleInline"),
    ReadCanaryRoleInline: read("listRolePolicies", role, { stands: stands("[]", "$trust") }, next),
  };
}
