import { names } from "../../contract/names.ts";
import { denyRoleSessions } from "../../domain/response/policies/deny-role-sessions.ts";
import { inlinePolicyDefinition, readDocument } from "./inline-policy.ts";
import { policyExpression } from "./policy-expression.ts";
import type { ReleaseSteps } from "./release.ts";
import { releaseInlinePolicy } from "./release-inline-policy.ts";
import type { PlaybookResources } from "./skeleton.ts";
import { type Definition, expression } from "./states.ts";

const someSession = "AROAEXAMPLEEXAMPLE123:session";
/** The policy as text; `sessions` is JSONata of a list. */
const document = (sessions: string) =>
  policyExpression(denyRoleSessions({ principalIds: [someSession] }), { [someSession]: sessions });

const policyName = `'${names.deniedSessionsPolicy}'`;
const session = "$request.target.principalId";
const read = `$parse(${readDocument})`;

/**
 * The sessions that a document of ours denies; `[]` for what is none of ours, and so for what an adversary put there.
 */
const sessionsOf = (parsed: string) =>
  `(${parsed} = $parse(${document(`${parsed}.Statement.Condition.StringEquals.'aws:userid'`)}) ? [${parsed}.Statement.Condition.StringEquals.'aws:userid'] : [])`;

/** A session's principal as CloudTrail writes it: nothing in it can be a wildcard or a policy variable. */
const isSession = `$contains(${session}, /^AROA[A-Z0-9]{12,124}:[\\w+=,.@-]{2,64}$/)`;

/**
 * Denies everything to one session of a role: its name joins the list of one inline policy. The role's other sessions
 * work on. Whoever can still assume the role gets another session under another name: contain the source as well.
 */
export const denyRoleSessionDefinition = (resources: PlaybookResources): Definition =>
  inlinePolicyDefinition(
    {
      playbook: "deny-role-session",
      comment: "Denies everything to one session of a role, and proves it.",
      policyName,
      check: {
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
        },
      },
      before: {
        none: { beforeState: '{"policyDocument":null,"sessions":[]}', sessions: [] },
        found: {
          sessions: expression(`(${`$document := ${read}; ${sessionsOf("$document")}`})`),
          beforeState: expression(
            `($document := ${read}; $string({'policyDocument': ${readDocument}, 'sessions': ${sessionsOf("$document")}}))`,
          ),
        },
        unreadable: "The sessions denied so far could not be read. Nothing was changed.",
        ask: {
          first: "IsDeniedBefore",
          states: {
            IsDeniedBefore: {
              Type: "Choice",
              Choices: [{ Condition: expression(`${session} in $sessions`), Next: "AlreadyContained" }],
              Default: "SnapshotTaken",
            },
          },
        },
      },
      act: {
        name: "DenySession",
        assign: {
          denied: expression(`[$append($sessions, ${session})]`),
          afterState: expression(`$string({'denies': ${session}})`),
        },
        document: document("$denied"),
        catch: [
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
        ],
      },
      // Others may have joined the list meanwhile.
      inPlace: `($document := ${read}; ${session} in ${sessionsOf("$document")})`,
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

/** Takes the session off the list; the last one takes the policy with it. */
export const releaseRoleSession = (resources: PlaybookResources): ReleaseSteps =>
  releaseInlinePolicy(
    {
      playbook: "deny-role-session",
      policyName,
      found: {
        sessions: expression(`($document := ${read}; [${sessionsOf("$document")}[$ != ${session}]])`),
        standing: expression(
          `($document := ${read}; $listed := ${sessionsOf("$document")}; ${session} in $listed ? 'left' : $count($listed) > 0 ? 'before' : 'drifted')`,
        ),
        drift: `The policy ${names.deniedSessionsPolicy} on the role was changed: it is no list of denied sessions any more.`,
      },
      absent: { standing: "before", sessions: [] },
      unreadable: "The sessions that are denied could not be read.",
      isNone: "$count($sessions) = 0",
      putBack: {
        name: "PutShorterPolicy",
        document: document("$sessions"),
        failed: "Taking the session off the list failed, or its answer was lost.",
      },
      done: "The session works again, if it has not expired.",
    },
    resources,
  );
