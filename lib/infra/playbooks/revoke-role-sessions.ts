import { names } from "../../contract/names.ts";
import { type PlaybookResources, playbookDefinition, responderRole } from "./skeleton.ts";
import { call, type Definition, expression } from "./states.ts";

/**
 * What the responder role of this playbook may do, in every account. IAM has no condition key for the name of an
 * inline policy, so PutRolePolicy cannot be narrowed to ours; the deny on protected roles stands beside it.
 */
export const revokeRoleSessionsActions = {
  actions: ["iam:ListRolePolicies", "iam:GetRolePolicy", "iam:PutRolePolicy"],
  resource: "role/*",
} as const;

/**
 * Sessions issued while IAM spreads the policy are revoked too: the cut-off lies 30 s after the state that sets it.
 * A workload that gets new credentials within those 30 s has to get them once more.
 */
const cutOff = "$fromMillis($toMillis($states.context.State.EnteredTime) + 30000)";

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_use_revoke-sessions.html */
const policyDocument = `$string({'Version': '2012-10-17', 'Statement': [{'Sid': 'NhiRevoke', 'Effect': 'Deny',
  'Action': '*', 'Resource': '*', 'Condition': {'DateLessThan': {'aws:TokenIssueTime': $cutOff}}}]})`.replace(
  /\s+/g,
  " ",
);

const target = { RoleName: expression("$request.target.roleName") };
const ourPolicy = { ...target, PolicyName: names.revokePolicy };

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
      first: "ListPoliciesBefore",
      states: {
        ListPoliciesBefore: call({
          resource: "arn:aws:states:::aws-sdk:iam:listRolePolicies",
          roleArn,
          // A role's inline policies share 10,240 characters: one page of 1,000 holds them all.
          arguments: { ...target, MaxItems: 1000 },
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
          Next: "RecordBefore",
        },
        ReadPolicyBefore: call({
          resource: "arn:aws:states:::aws-sdk:iam:getRolePolicy",
          roleArn,
          arguments: ourPolicy,
          assign: { beforeState: expression("$string({'policyDocument': $states.result.PolicyDocument})") },
          catch: [
            {
              errors: ["States.ALL"],
              next: "WhyNotChanged",
              problem: "The role's earlier revocation could not be read. Nothing was changed.",
            },
          ],
          next: "RecordBefore",
        }),
      },
      act: {
        name: "RevokeSessions",
        assign: { cutOff: expression(cutOff) },
        state: call({
          resource: "arn:aws:states:::aws-sdk:iam:putRolePolicy",
          roleArn,
          arguments: { ...ourPolicy, PolicyDocument: expression(policyDocument) },
          catch: [
            { errors: ["Iam.NoSuchEntityException"], next: "TargetNotFound", problem: "The role is gone." },
            {
              errors: ["Iam.UnmodifiableEntityException"],
              next: "Protected",
              problem: "Only AWS can change a service-linked role.",
            },
            {
              errors: ["States.ALL"],
              next: "WhyNotChanged",
              problem: "Putting the policy on the role failed, or its answer was lost.",
            },
          ],
          next: "WaitForIam",
        }),
      },
      verify: {
        name: "ReadPolicyBack",
        state: call({
          resource: "arn:aws:states:::aws-sdk:iam:getRolePolicy",
          roleArn,
          arguments: ourPolicy,
          // IAM returns the document URL-encoded (RFC 3986).
          assign: { inPlace: expression("$contains($decodeUrlComponent($states.result.PolicyDocument), $cutOff)") },
          catch: [
            {
              errors: ["Iam.NoSuchEntityException"],
              next: "IsInPlace",
              problem: "IAM does not show the policy yet.",
              assign: { inPlace: false },
            },
            {
              errors: ["States.ALL"],
              next: "Failed",
              problem: "The policy was put on the role, but that could not be read back.",
            },
          ],
          next: "IsInPlace",
        }),
      },
      sentences: {
        done: "Every session of the role issued before the cut-off is denied; IAM was asked again and shows the policy.",
      },
    },
    resources,
  );
}
