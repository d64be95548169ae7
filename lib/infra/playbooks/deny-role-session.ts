import { names } from "../../contract/names.ts";
import { denyRoleSessions } from "../../domain/response/policies/deny-role-sessions.ts";
import { policyExpression } from "./policy-expression.ts";
import { targetName } from "./principal.ts";
import type { ReleaseSteps } from "./release.ts";
import { actFailed, type PlaybookResources, playbookDefinition, responderRole } from "./skeleton.ts";
import { call, type Definition, expression } from "./states.ts";

/** What the responder role of this playbook may do, in every account. */
export const denyRoleSessionActions = {
  actions: [
    "iam:GetRole",
    "iam:ListRolePolicies",
    "iam:GetRolePolicy",
    "iam:PutRolePolicy",
    "iam:SimulatePrincipalPolicy",
  ],
  resource: "role/*",
} as const;

const someSession = "AROAEXAMPLEEXAMPLE123:session";
/** The policy as text; `sessions` is JSONata of a list. */
const document = (sessions: string) =>
  policyExpression(denyRoleSessions({ principalIds: [someSession] }), { [someSession]: sessions });

const ourPolicy = { ...targetName("role"), PolicyName: names.deniedSessionsPolicy };
const session = "$request.target.principalId";
const read = "$parse($decodeUrlComponent($states.result.PolicyDocument))";

/** The sessions that a document of ours denies; `[]` for what is none of ours, and so for what an adversary put there. */
const sessionsOf = (parsed: string) =>
  `(${parsed} = $parse(${document(`${parsed}.Statement.Condition.StringEquals.'aws:userid'`)}) ? [${parsed}.Statement.Condition.StringEquals.'aws:userid'] : [])`;

/** A session's principal as CloudTrail writes it: nothing in it can be a wildcard or a policy variable. */
const isSession = `$contains(${session}, /^AROA[A-Z0-9]{12,124}:[\\w+=,.@-]{2,64}$/)`;

/**
 * Denies everything to one session of a role: its name joins the list of one inline policy. The role's other sessions
 * work on. Whoever can still assume the role gets another session under another name: contain the source as well.
 */
export function denyRoleSessionDefinition(resources: PlaybookResources): Definition {
  const roleArn = responderRole("deny-role-session", resources);
  return playbookDefinition(
    {
      playbook: "deny-role-session",
      comment: "Denies everything to one session of a role, and proves it.",
      kind: "role",
      first: "IsSessionOfRole",
      states: {
        IsSessionOfRole: {
          Type: "Choice",
          Choices: [
            {
              Condition: expression(`${isSession} and $substringBefore(${session}, ':') = $principalId`),
              Next: "ListPoliciesBefore",
            },
          ],
          Default: "OtherRole",
        },
        OtherRole: {
          Type: "Pass",
          Assign: { problem: "The session is none of this role, which may have been deleted and made again." },
          Next: "TargetNotFound",
        },
        ListPoliciesBefore: call({
          resource: "arn:aws:states:::aws-sdk:iam:listRolePolicies",
          roleArn,
          // A role's inline policies share 10,240 characters: one page of 1,000 holds them all.
          arguments: { ...targetName("role"), MaxItems: 1000 },
          assign: { hadPolicy: expression(`'${names.deniedSessionsPolicy}' in $states.result.PolicyNames`) },
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
          Assign: { beforeState: '{"policyDocument":null,"sessions":[]}', sessions: [] },
          Next: "SnapshotTaken",
        },
        ReadPolicyBefore: call({
          resource: "arn:aws:states:::aws-sdk:iam:getRolePolicy",
          roleArn,
          arguments: ourPolicy,
          assign: {
            sessions: expression(`(${`$document := ${read}; ${sessionsOf("$document")}`})`),
            beforeState: expression(
              `($document := ${read}; $string({'policyDocument': $decodeUrlComponent($states.result.PolicyDocument), 'sessions': ${sessionsOf("$document")}}))`,
            ),
          },
          catch: [
            {
              errors: ["States.ALL"],
              next: "WhyNotChanged",
              problem: "The sessions denied so far could not be read. Nothing was changed.",
            },
          ],
          next: "IsDeniedBefore",
        }),
        IsDeniedBefore: {
          Type: "Choice",
          Choices: [{ Condition: expression(`${session} in $sessions`), Next: "AlreadyContained" }],
          Default: "SnapshotTaken",
        },
      },
      act: {
        name: "DenySession",
        assign: {
          denied: expression(`[$append($sessions, ${session})]`),
          afterState: expression(`$string({'denies': ${session}})`),
        },
        state: call({
          resource: "arn:aws:states:::aws-sdk:iam:putRolePolicy",
          roleArn,
          arguments: { ...ourPolicy, PolicyDocument: expression(document("$denied")) },
          catch: [
            { errors: ["Iam.NoSuchEntityException"], next: "GoneWhileActing", problem: "The role is gone." },
            {
              errors: ["Iam.UnmodifiableEntityException"],
              next: "Protected",
              problem: "Only AWS can change a service-linked role.",
            },
            {
              errors: ["Iam.LimitExceededException"],
              next: "WhyNotActed",
              problem: "The role's inline policies leave no room for one more session.",
              assign: {
                actFailed: true,
                actProblem:
                  "The role's inline policies leave no room for one more session: they share 10,240 characters. Nothing was changed. Next stronger: revoke-role-sessions.",
              },
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
          // Others may have joined the list meanwhile.
          assign: { inPlace: expression(`($document := ${read}; ${session} in ${sessionsOf("$document")})`) },
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
      simulate: [
        { key: "aws:userid", type: "string", value: session },
        { key: "aws:TokenIssueTime", type: "date", value: "$request.eventTime" },
      ],
      sentences: {
        done: "The session is denied everything, the role's other sessions work on; IAM was asked again and shows the policy.",
        found: "The session was denied before the playbook began. Nothing was changed.",
      },
    },
    resources,
  );
}

/** What the role that releases may do. A list that others are still on is written with the playbook's own role. */
export const restoreRoleSessionActions = {
  actions: ["iam:GetRole", "iam:GetRolePolicy", "iam:DeleteRolePolicy", "iam:UntagRole"],
  resource: "role/*",
} as const;

/** Takes the session off the list; the last one takes the policy with it. */
export const releaseRoleSession = (resources: PlaybookResources): ReleaseSteps => {
  const roleArn = responderRole("release-deny-role-session", resources);
  return {
    playbook: "deny-role-session",
    kind: "role",
    look: ({ next, onError }) =>
      call({
        resource: "arn:aws:states:::aws-sdk:iam:getRolePolicy",
        roleArn,
        arguments: ourPolicy,
        assign: {
          sessions: expression(`($document := ${read}; [${sessionsOf("$document")}[$ != ${session}]])`),
          standing: expression(
            `($document := ${read}; $listed := ${sessionsOf("$document")}; ${session} in $listed ? 'left' : $count($listed) > 0 ? 'before' : 'drifted')`,
          ),
          drift: `The policy ${names.deniedSessionsPolicy} on the role was changed: it is no list of denied sessions any more.`,
        },
        catch: [
          {
            errors: ["Iam.NoSuchEntityException"],
            next,
            problem: "The role has no such policy.",
            assign: { standing: "before", sessions: [] },
          },
          { errors: ["States.ALL"], next: onError, problem: "The sessions that are denied could not be read." },
        ],
        next,
      }),
    restore: {
      first: "HowToRestore",
      states: (failed) => ({
        HowToRestore: {
          Type: "Choice",
          Choices: [{ Condition: expression("$count($sessions) = 0"), Next: "DeletePolicy" }],
          Default: "PutShorterPolicy",
        },
        DeletePolicy: call({
          resource: "arn:aws:states:::aws-sdk:iam:deleteRolePolicy",
          roleArn,
          arguments: ourPolicy,
          catch: [failed("Deleting the policy failed, or its answer was lost.")],
          next: "ReadRestored",
        }),
        PutShorterPolicy: call({
          resource: "arn:aws:states:::aws-sdk:iam:putRolePolicy",
          roleArn: responderRole("deny-role-session", resources),
          arguments: { ...ourPolicy, PolicyDocument: expression(document("$sessions")) },
          catch: [failed("Taking the session off the list failed, or its answer was lost.")],
          next: "ReadRestored",
        }),
      }),
    },
    done: "The session works again, if it has not expired.",
  };
};
