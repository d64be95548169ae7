import type { TrustPlaybook } from "../../domain/response/decision.ts";
import { patternOf, type ValueKind } from "../../domain/response/policies/policy-values.ts";
import { targetName } from "./principal.ts";
import type { ReleaseSteps } from "./release.ts";
import { actFailed, type PlaybookResources, playbookDefinition, responderRole } from "./skeleton.ts";
import { call, type Definition, expression } from "./states.ts";
import { denyInTrust, isDeniedInTrust, liftFromTrust, standingInTrust, type TrustDeny } from "./trust-expression.ts";

/** A containment that closes a role's trust to somebody. Only a deny of ours is put there, extended and taken out. */
export interface TrustEdit extends TrustDeny {
  readonly playbook: TrustPlaybook;
  readonly comment: string;
  /**
   * JSONata: whether the target is worded as AWS words it, so that nothing in it is a wildcard or a policy variable.
   */
  readonly isWorded: string;
  /** Whom the trust refuses, for sentences. */
  readonly whom: string;
}

/** JSONata: whether a field of the target is of a kind. */
export const isOfKind = (field: string, kind: ValueKind): string =>
  `($type($request.target.${field}) = 'string' ? $contains($request.target.${field}, /${patternOf(kind).source.replace(/\\?\//g, "\\/")}/) : false)`;

/**
 * What the responder role of such a playbook may do. UpdateAssumeRolePolicy is as good as administrator rights over the
 * role and IAM has no condition key for the text, so that the role holds nothing else that changes anything.
 */
export const editTrustActions = {
  actions: ["iam:GetRole", "iam:UpdateAssumeRolePolicy"],
  resource: "role/*",
} as const;

/** What the role that releases may do. The trust is written with the playbook's own role. */
export const restoreTrustActions = { actions: ["iam:GetRole", "iam:UntagRole"], resource: "role/*" } as const;

const lasting = (problem: string) => ({
  next: "WhyNotActed",
  problem,
  assign: {
    actFailed: true,
    actProblem: expression(
      `${JSON.stringify(`${problem} Nothing was changed. `)} & $substring($string($states.errorOutput.Cause), 0, 500)`,
    ),
  },
});

/**
 * Puts a deny into a role's trust policy. IAM has no compare-and-swap: what is written is always made of what was read
 * last, before the first change and before it is put back. The policy simulator judges no trust.
 */
export function trustDefinition(edit: TrustEdit, resources: PlaybookResources): Definition {
  const { playbook, comment, whom } = edit;
  const roleArn = responderRole(playbook, resources);
  const read = { resource: "arn:aws:states:::aws-sdk:iam:getRole", roleArn, arguments: targetName("role") };
  const plan = denyInTrust(edit);
  return playbookDefinition(
    {
      playbook,
      comment,
      kind: "role",
      first: "IsWorded",
      states: {
        IsWorded: {
          Type: "Choice",
          Choices: [{ Condition: expression(edit.isWorded), Next: "ReadTrustBefore" }],
          Default: "NotWorded",
        },
        NotWorded: {
          Type: "Pass",
          Assign: { problem: `The target names no ${whom} as AWS words it; wildcards and variables are refused.` },
          Next: "TargetNotFound",
        },
        ReadTrustBefore: call({
          ...read,
          assign: {
            plan: expression(plan),
            beforeState: expression(
              "$string({'trustPolicy': $decodeUrlComponent($states.result.Role.AssumeRolePolicyDocument)})",
            ),
          },
          catch: [
            { errors: ["Iam.NoSuchEntityException"], next: "TargetNotFound", problem: "The role does not exist." },
            {
              errors: ["States.ALL"],
              next: "WhyNotChanged",
              problem: "The role's trust policy could not be read. Nothing was changed.",
            },
          ],
          next: "IsDeniedBefore",
        }),
        IsDeniedBefore: {
          Type: "Choice",
          Choices: [
            { Condition: expression("$plan.denied = true"), Next: "AlreadyContained" },
            { Condition: expression("$plan.keeps = true"), Next: "SnapshotTaken" },
          ],
          Default: "WouldNotKeep",
        },
        WouldNotKeep: {
          Type: "Pass",
          Assign: {
            problem:
              "With the deny the trust policy would not say the rest as it does: it holds what JSON cannot carry. Nothing was changed.",
          },
          Next: "Failed",
        },
      },
      act: {
        name: "DenyInTrust",
        assign: {
          contained: expression("$plan.contained"),
          afterState: expression("$string({'trustPolicy': $plan.contained})"),
        },
        state: call({
          resource: "arn:aws:states:::aws-sdk:iam:updateAssumeRolePolicy",
          roleArn,
          arguments: { ...targetName("role"), PolicyDocument: expression("$contained") },
          catch: [
            { errors: ["Iam.NoSuchEntityException"], next: "GoneWhileActing", problem: "The role is gone." },
            {
              errors: ["Iam.UnmodifiableEntityException"],
              next: "Protected",
              problem: "Only AWS can change a service-linked role.",
            },
            {
              errors: ["Iam.LimitExceededException"],
              ...lasting(
                "The trust policy has no room for the deny: it may have 2,048 characters, more where the account's quota was raised (Role trust policy length). Stronger without it: quarantine-role.",
              ),
            },
            {
              errors: ["Iam.MalformedPolicyDocumentException"],
              ...lasting(
                "IAM refuses the trust policy with the deny in it. Where it names a user or role that was deleted (shown as AIDA… or AROA…), take that out first. Stronger without it: quarantine-role.",
              ),
            },
            actFailed("Changing the trust policy failed, or its answer was lost."),
          ],
          next: "ReadTrustBack",
        }),
      },
      verify: {
        name: "ReadTrustBack",
        state: call({
          ...read,
          // Others may have changed the rest meanwhile: what has to stand is the deny.
          assign: { plan: expression(plan), inPlace: expression(isDeniedInTrust(edit)) },
          catch: [
            { errors: ["Iam.NoSuchEntityException"], next: "GoneWhileActing", problem: "The role is gone." },
            {
              errors: ["States.ALL"],
              next: "NotReadBack",
              problem: "The trust policy was changed, but that could not be read back.",
            },
          ],
          next: "IsInPlace",
        }),
      },
      simulate: undefined,
      sentences: {
        done: `The role's trust policy denies new sessions to the ${whom}; IAM was asked again and shows it. Sessions issued before work on: revoke-role-sessions stops them.`,
        found: `The role's trust policy denied the ${whom} before the playbook began. Nothing was changed. Sessions issued before work on: revoke-role-sessions stops them.`,
      },
    },
    resources,
  );
}

/**
 * Takes the deny out again, and nothing else. The rest of the trust policy has to say what it said when the containment
 * left it; other denies of the warden may have come or gone.
 */
export function releaseTrust(edit: TrustEdit, resources: PlaybookResources): ReleaseSteps {
  const { playbook, whom } = edit;
  const read = {
    resource: "arn:aws:states:::aws-sdk:iam:getRole",
    roleArn: responderRole(`release-${playbook}`, resources),
    arguments: targetName("role"),
  };
  const left = "($exists($after.trustPolicy) ? $after.trustPolicy : $before.trustPolicy)";
  return {
    playbook,
    kind: "role",
    look: ({ next, onError }) =>
      call({
        ...read,
        assign: { standing: expression(standingInTrust(edit, left)) },
        catch: [{ errors: ["States.ALL"], next: onError, problem: "The role's trust policy could not be read." }],
        next,
      }),
    drift:
      "'The trust policy was changed since the containment, and has ' & $standing & ', denies of the warden not counted. Take the deny out by hand.'",
    restore: {
      first: "ReadToLift",
      states: (failed) => ({
        // What is written is made of what is read now, for IAM has no compare-and-swap.
        ReadToLift: call({
          ...read,
          assign: { restored: expression(liftFromTrust(edit, "$before.trustPolicy")) },
          catch: [failed("The role's trust policy could not be read again.")],
          next: "LiftFromTrust",
        }),
        LiftFromTrust: call({
          resource: "arn:aws:states:::aws-sdk:iam:updateAssumeRolePolicy",
          roleArn: responderRole(playbook, resources),
          arguments: { ...targetName("role"), PolicyDocument: expression("$restored") },
          catch: [failed("Taking the deny out of the trust policy failed, or its answer was lost.")],
          next: "ReadRestored",
        }),
      }),
    },
    done: `The role's trust policy does not deny the ${whom} any more.`,
  };
}
