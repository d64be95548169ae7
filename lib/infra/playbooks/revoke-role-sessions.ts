import { names } from "../../contract/names.ts";
import { revokeOlderSessions } from "../../domain/response/policies/revoke-older-sessions.ts";
import { policyExpression } from "./policy-expression.ts";
import { targetName } from "./principal.ts";
import type { ReleaseSteps } from "./release.ts";
import { actFailed, type PlaybookResources, playbookDefinition, responderRole } from "./skeleton.ts";
import { call, type Definition, expression } from "./states.ts";

/**
 * What the responder role of this playbook may do, in every account. IAM has no condition key for the name of an
 * inline policy, so PutRolePolicy cannot be narrowed to ours; the deny on protected roles stands beside it.
 */
export const revokeRoleSessionsActions = {
  actions: [
    "iam:GetRole",
    "iam:ListRolePolicies",
    "iam:GetRolePolicy",
    "iam:PutRolePolicy",
    "iam:SimulatePrincipalPolicy",
  ],
  resource: "role/*",
} as const;

/**
 * Sessions issued while IAM spreads the policy are revoked too: the cut-off lies 30 s after the state that sets it.
 * A workload that gets new credentials within those 30 s has to get them once more.
 */
const cutOff = "$fromMillis($toMillis($states.context.State.EnteredTime) + 30000)";

const someInstant = "2026-01-01T00:00:00.000Z";
const document = (instant: string) => policyExpression(revokeOlderSessions(someInstant), { [someInstant]: instant });

const ourPolicy = { ...targetName("role"), PolicyName: names.revokePolicy };
// IAM returns the document URL-encoded (RFC 3986).
const read = "$decodeUrlComponent($states.result.PolicyDocument)";

/**
 * Denies everything to sessions of a role that were issued before now, with one inline policy. New sessions work. It is
 * undone by deleting that policy. Whoever can still assume the role gets a new session: contain the source as well.
 */
export function revokeRoleSessionsDefinition(resources: PlaybookResources): Definition {
  const roleArn = responderRole("revoke-role-sessions", resources);
  return playbookDefinition(
    {
      playbook: "revoke-role-sessions",
      comment: "Revokes the sessions of a role that were issued before now, and proves it.",
      kind: "role",
      first: "ListPoliciesBefore",
      states: {
        ListPoliciesBefore: call({
          resource: "arn:aws:states:::aws-sdk:iam:listRolePolicies",
          roleArn,
          // A role's inline policies share 10,240 characters: one page of 1,000 holds them all.
          arguments: { ...targetName("role"), MaxItems: 1000 },
          assign: { hadPolicy: expression(`'${names.revokePolicy}' in $states.result.PolicyNames`) },
          catch: [
            { errors: ["Iam.NoSuchEntityException"], next: "TargetNotFound", problem: "The role does not exist." },
            {
              errors: ["States.ALL"],
              next: "WhyNotChanged",
              problem: "The role's policies could not be read. Nothing was changed.",
            },
          ],
          next: "HadPolicy",
        }),
        HadPolicy: {
          Type: "Choice",
          Choices: [{ Condition: expression("$hadPolicy = true"), Next: "ReadPolicyBefore" }],
          Default: "NoPolicyBefore",
        },
        NoPolicyBefore: {
          Type: "Pass",
          Assign: { beforeState: '{"policyDocument":null}' },
          Next: "SnapshotTaken",
        },
        ReadPolicyBefore: call({
          resource: "arn:aws:states:::aws-sdk:iam:getRolePolicy",
          roleArn,
          arguments: ourPolicy,
          assign: { beforeState: expression(`$string({'policyDocument': ${read}})`) },
          catch: [
            {
              errors: ["States.ALL"],
              next: "WhyNotChanged",
              problem: "The role's earlier revocation could not be read. Nothing was changed.",
            },
          ],
          next: "SnapshotTaken",
        }),
      },
      act: {
        name: "RevokeSessions",
        assign: {
          cutOff: expression(cutOff),
          afterState: expression(`$string({'policyDocument': ${document(cutOff)}})`),
        },
        state: call({
          resource: "arn:aws:states:::aws-sdk:iam:putRolePolicy",
          roleArn,
          arguments: { ...ourPolicy, PolicyDocument: expression(document("$cutOff")) },
          catch: [
            { errors: ["Iam.NoSuchEntityException"], next: "GoneWhileActing", problem: "The role is gone." },
            {
              errors: ["Iam.UnmodifiableEntityException"],
              next: "Protected",
              problem: "Only AWS can change a service-linked role.",
            },
            actFailed("Putting the policy on the role failed, or its answer was lost."),
          ],
          next: "ReadPolicyBack",
        }),
      },
      verify: {
        name: "ReadPolicyBack",
        state: call({
          resource: "arn:aws:states:::aws-sdk:iam:getRolePolicy",
          roleArn,
          arguments: ourPolicy,
          assign: { inPlace: expression(`${read} = ${document("$cutOff")}`) },
          catch: [
            {
              errors: ["Iam.NoSuchEntityException"],
              next: "IsInPlace",
              problem: "IAM does not show the policy.",
              assign: { inPlace: false },
            },
            {
              errors: ["States.ALL"],
              next: "NotReadBack",
              problem: "The policy was put on the role, but that could not be read back.",
            },
          ],
          next: "IsInPlace",
        }),
      },
      // A session of a second before the cut-off; the simulator takes dates without milliseconds as well.
      simulate: [{ key: "aws:TokenIssueTime", type: "date", value: "$fromMillis($toMillis($cutOff) - 1000)" }],
      sentences: {
        done: "Every session of the role issued before the cut-off is denied; IAM was asked again and shows the policy.",
      },
    },
    resources,
  );
}

/** What the role that releases may do. An earlier revocation is put back with the playbook's own role. */
export const restoreRoleSessionsActions = {
  actions: ["iam:GetRole", "iam:GetRolePolicy", "iam:DeleteRolePolicy", "iam:UntagRole"],
  resource: "role/*",
} as const;

/** Takes the policy off the role again, or puts back the earlier one. */
export const releaseRoleSessions = (resources: PlaybookResources): ReleaseSteps => {
  const roleArn = responderRole("release-revoke-role-sessions", resources);
  const none = "$type($before.policyDocument) = 'null'";
  return {
    playbook: "revoke-role-sessions",
    kind: "role",
    look: ({ next, onError }) =>
      call({
        resource: "arn:aws:states:::aws-sdk:iam:getRolePolicy",
        roleArn,
        arguments: ourPolicy,
        assign: {
          standing: expression(
            `${read} = $after.policyDocument ? 'left' : ${read} = $before.policyDocument ? 'before' : 'drifted'`,
          ),
          drift: `The policy ${names.revokePolicy} on the role says something else: a later containment moved its cut-off, or somebody changed it.`,
        },
        catch: [
          {
            errors: ["Iam.NoSuchEntityException"],
            next,
            problem: "The role has no such policy.",
            assign: {
              standing: expression(`${none} ? 'before' : 'drifted'`),
              drift: `Somebody took the policy ${names.revokePolicy} off the role.`,
            },
          },
          { errors: ["States.ALL"], next: onError, problem: "The role's policy could not be read." },
        ],
        next,
      }),
    restore: {
      first: "HowToRestore",
      states: (failed) => ({
        HowToRestore: {
          Type: "Choice",
          Choices: [{ Condition: expression(none), Next: "DeletePolicy" }],
          Default: "PutEarlierPolicy",
        },
        DeletePolicy: call({
          resource: "arn:aws:states:::aws-sdk:iam:deleteRolePolicy",
          roleArn,
          arguments: ourPolicy,
          catch: [failed("Deleting the policy failed, or its answer was lost.")],
          next: "ReadRestored",
        }),
        PutEarlierPolicy: call({
          resource: "arn:aws:states:::aws-sdk:iam:putRolePolicy",
          roleArn: responderRole("revoke-role-sessions", resources),
          arguments: { ...ourPolicy, PolicyDocument: expression("$before.policyDocument") },
          catch: [failed("Putting the earlier policy back failed, or its answer was lost.")],
          next: "ReadRestored",
        }),
      }),
    },
    done: "The role's older sessions work again, as far as they have not expired.",
  };
};
