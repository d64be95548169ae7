import { policyText } from "../../domain/response/policies/policy-document.ts";
import { denySession } from "../../domain/response/policies/session-policy.ts";
import type { ReleaseSteps } from "./release.ts";
import { actFailed, type PlaybookResources, playbookDefinition, responderRole } from "./skeleton.ts";
import { call, type Definition, expression, quoted, type ReadCall, type State } from "./states.ts";
import type { ResourceKind } from "./target-kind.ts";

/**
 * What the responder role of this playbook may do, and the one that releases. EKS has no condition key for the policy;
 * without `iam:PassRole` the call cannot give an association another role.
 */
export const podIdentityActions = {
  actions: ["eks:DescribePodIdentityAssociation", "eks:UpdatePodIdentityAssociation"],
  resource: "eks:*:podidentityassociation/*",
} as const;

const named = {
  ClusterName: expression("$request.target.clusterName"),
  AssociationId: expression("$request.target.associationId"),
};

const found = "$states.result.Association";
/** `null` where there is no policy. */
const policy = `(${found}.Policy ? ${found}.Policy : null)`;
const tagsOff = `(${found}.DisableSessionTags = true)`;
const roles = `[$sort($append([${found}.RoleArn], [${found}.TargetRoleArn]))]`;
const denied = quoted(policyText(denySession));
/** Whatever white space EKS keeps of it. */
const denies = `(${policy} = null ? false : $parse(${policy}) = ${policyText(denySession)} and ${tagsOff})`;

const notThere = ["Eks.ResourceNotFoundException"];
const lasting = [...notThere, "Eks.InvalidParameterException", "Eks.InvalidRequestException"];

const readAssociation = ({ roleArn, assign, next, catch: caught }: ReadCall): State =>
  call({
    resource: "arn:aws:states:::aws-sdk:eks:describePodIdentityAssociation",
    roleArn,
    arguments: named,
    assign,
    lasting,
    catch: caught,
    next,
  });

/**
 * One expression instead of fields: Step Functions checks the names of fields when a state machine is made, and where
 * its EKS client is older than the session policy, only this playbook shall fail and not the deployment.
 */
const setting = (jsonataPolicy: string, jsonataTagsOff: string) =>
  expression(
    `{'ClusterName': $request.target.clusterName, 'AssociationId': $request.target.associationId, 'Policy': ${jsonataPolicy}, 'DisableSessionTags': ${jsonataTagsOff}}`,
  );

const associationKind: ResourceKind = {
  noun: "association",
  service: "EKS",
  instead:
    "There is no stronger playbook on an association: contain its role (quarantine-role), and whoever changes it.",
  read: ({ roleArn, next, onGone, onError }) =>
    readAssociation({
      roleArn,
      // Its ARN ends with an id that no other one gets.
      assign: {
        principalId: expression(`${found}.AssociationArn`),
        policy: expression(policy),
        tagsOff: expression(tagsOff),
        roles: expression(roles),
        isDenied: expression(denies),
      },
      catch: [
        { errors: notThere, next: onGone, problem: "The association or its cluster does not exist." },
        { errors: ["States.ALL"], next: onError, problem: "The association could not be read." },
      ],
      next,
    }),
};

/**
 * Gives an EKS Pod Identity association a session policy that denies everything: credentials that its pods get from
 * then on can do nothing. Those that they have live on for hours: revoke-role-sessions on the role stops them. EKS
 * takes a policy only with session tags off, so that flag belongs to what stood before.
 * https://docs.aws.amazon.com/eks/latest/APIReference/API_UpdatePodIdentityAssociation.html
 */
export function restrictPodIdentityDefinition(resources: PlaybookResources): Definition {
  const roleArn = responderRole("restrict-pod-identity", resources);
  return playbookDefinition(
    {
      playbook: "restrict-pod-identity",
      comment: "Gives an EKS Pod Identity association a session policy that denies everything, and proves it.",
      kind: associationKind,
      first: "NoteAssociation",
      states: {
        NoteAssociation: {
          Type: "Pass",
          Assign: {
            beforeState: expression("$string({'policy': $policy, 'disableSessionTags': $tagsOff, 'roles': $roles})"),
          },
          Next: "IsDeniedBefore",
        },
        IsDeniedBefore: {
          Type: "Choice",
          Choices: [{ Condition: expression("$isDenied = true"), Next: "AlreadyContained" }],
          Default: "SnapshotTaken",
        },
      },
      act: {
        name: "DenyPods",
        assign: {
          afterState: expression(`$string({'policy': ${denied}, 'disableSessionTags': true, 'roles': $roles})`),
        },
        state: call({
          resource: "arn:aws:states:::aws-sdk:eks:updatePodIdentityAssociation",
          roleArn,
          arguments: setting(denied, "true"),
          lasting,
          catch: [
            { errors: notThere, next: "GoneWhileActing", problem: "The association is gone." },
            actFailed("Setting the association's session policy failed, or its answer was lost."),
          ],
          next: "ReadAssociationBack",
        }),
      },
      verify: {
        name: "ReadAssociationBack",
        state: readAssociation({
          roleArn,
          assign: { inPlace: expression(denies) },
          catch: [
            { errors: notThere, next: "GoneWhileActing", problem: "The association is gone." },
            {
              errors: ["States.ALL"],
              next: "NotReadBack",
              problem: "The association's session policy was set, but that could not be read back.",
            },
          ],
          next: "IsInPlace",
        }),
      },
      simulate: undefined,
      sentences: {
        done: "Credentials that pods get through the association from now on can do nothing; EKS was asked again and shows it. Credentials that they already have live on for hours: revoke the sessions of its roles as well, which beforeState names.",
        found: "The association denied everything when the playbook began. Nothing was changed.",
      },
    },
    resources,
  );
}

/** Gives the association the session policy that it had, or none, where its roles are the same. */
export const releasePodIdentity = (resources: PlaybookResources): ReleaseSteps => {
  const roleArn = responderRole("release-restrict-pod-identity", resources);
  return {
    playbook: "restrict-pod-identity",
    kind: associationKind,
    look: ({ next, onError }) =>
      readAssociation({
        roleArn,
        assign: {
          standing: expression(
            `${roles} != $after.roles ? 'drifted' : ${denies} ? 'left' : ${policy} = $before.policy and ${tagsOff} = $before.disableSessionTags ? 'before' : 'drifted'`,
          ),
          drift: expression(
            `${roles} != $after.roles ? 'Its roles were changed meanwhile: ' & $substring($join(${roles}, ', '), 0, 1000) : 'Its session policy or its session tags were changed meanwhile.'`,
          ),
        },
        catch: [{ errors: ["States.ALL"], next: onError, problem: "The association could not be read." }],
        next,
      }),
    restore: {
      first: "PutSessionPolicyBack",
      states: (failed) => ({
        PutSessionPolicyBack: call({
          resource: "arn:aws:states:::aws-sdk:eks:updatePodIdentityAssociation",
          roleArn,
          arguments: setting("($type($before.policy) = 'string' ? $before.policy : '')", "$before.disableSessionTags"),
          lasting,
          catch: [
            failed(
              "Taking the association's session policy away failed, or its answer was lost; where EKS keeps it, delete the association and make it again without one.",
            ),
          ],
          next: "ReadRestored",
        }),
      }),
    },
    done: "Pods get credentials through the association again as before.",
  };
};
