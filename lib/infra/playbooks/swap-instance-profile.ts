import { names } from "../../contract/names.ts";
import type { ReleaseSteps } from "./release.ts";
import { actFailed, type PlaybookResources, playbookDefinition, responderRole } from "./skeleton.ts";
import { call, type Definition, expression, type ReadCall, type State } from "./states.ts";
import type { ResourceKind } from "./target-kind.ts";

const rights = {
  actions: ["ec2:DescribeIamInstanceProfileAssociations", "ec2:ReplaceIamInstanceProfileAssociation"],
  resource: "ec2:*:instance/*",
} as const;

const found = "$states.result.IamInstanceProfileAssociations";
const count = `$count(${found})`;
/** Empty where there is none, or where one is being replaced by another. */
const profileFound = `(${count} = 1 ? ${found}[0].IamInstanceProfile.Arn : '')`;
/** The last that is known: what is replaced is named by it, so that one that came since is not. */
const associationFound = `(${count} = 1 ? ${found}[0].AssociationId : $association)`;

/** ARN of the profile without rights in the target's account. */
const quarantined = ({ partition = "aws" }: PlaybookResources) =>
  `('arn:${partition}:iam::' & $request.target.accountId & ':instance-profile${names.rolePath}${names.quarantinedInstance}')`;

/** Of an instance without a profile, as of one that is gone, EC2 answers with an empty list. */
const readAssociations = ({ roleArn, assign, next, catch: caught }: ReadCall): State =>
  call({
    resource: "arn:aws:states:::aws-sdk:ec2:describeIamInstanceProfileAssociations",
    roleArn,
    arguments: {
      Filters: [
        { Name: "instance-id", Values: [expression("$request.target.instanceId")] },
        { Name: "state", Values: ["associating", "associated"] },
      ],
    },
    assign,
    catch: caught,
    next,
  });

/** An association gets another id with each change; an instance's id is never given again. */
const instanceKind: ResourceKind = {
  noun: "instance",
  service: "EC2",
  instead:
    "There is no stronger playbook on an instance's profile: contain the role (quarantine-role), and whoever changes the instance.",
  goneIf: "$associations = 0",
  gone: "The instance has no instance profile, or does not exist.",
  read: ({ roleArn, next, onError }) =>
    readAssociations({
      roleArn,
      assign: {
        principalId: expression("$request.target.instanceId"),
        associations: expression(count),
        association: expression(`(${count} = 1 ? ${found}[0].AssociationId : '')`),
        profile: expression(profileFound),
      },
      catch: [{ errors: ["States.ALL"], next: onError, problem: "The instance's profile could not be read." }],
      next,
    }),
};

/** EC2 refuses an association's id that is over: nobody's later change is overwritten. */
const replaceBy = (jsonataArn: string) => ({
  AssociationId: expression("$association"),
  IamInstanceProfile: { Arn: expression(jsonataArn) },
});

/**
 * Replaces the profile of an instance by one whose role is denied everything: credentials that the instance gets from
 * then on can do nothing. Those that it got of the earlier role are valid until they expire, for hours:
 * revoke-role-sessions or deny-role-session stops them. Undone by the profile that stood before.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_ReplaceIamInstanceProfileAssociation.html
 */
function definition(resources: PlaybookResources): Definition {
  const roleArn = responderRole("swap-instance-profile", resources);
  const ours = quarantined(resources);
  return playbookDefinition(
    {
      playbook: "swap-instance-profile",
      comment: "Replaces an EC2 instance's profile by one whose role is denied everything, and proves it.",
      kind: instanceKind,
      first: "NoteProfile",
      states: {
        NoteProfile: {
          Type: "Pass",
          Assign: { beforeState: expression("$string({'profileArn': $profile, 'associationId': $association})") },
          Next: "IsReplaceable",
        },
        IsReplaceable: {
          Type: "Choice",
          Choices: [
            { Condition: expression("$associations > 1"), Next: "BeingReplaced" },
            { Condition: expression(`$profile = ${ours}`), Next: "AlreadyContained" },
          ],
          Default: "SnapshotTaken",
        },
        BeingReplaced: {
          Type: "Pass",
          Assign: {
            problem:
              "The instance's profile is being replaced at this moment: EC2 shows several. Nothing was changed. Try again.",
          },
          Next: "Failed",
        },
        // EC2 may show none for a moment after the change; later on somebody took it off, or the instance is gone.
        IsProfileThere: {
          Type: "Choice",
          Choices: [
            {
              Condition: expression("$associations = 0 and $phase = 'hold'"),
              Assign: { problem: "The instance has no instance profile any more, or is gone." },
              Next: "GoneWhileActing",
            },
          ],
          Default: "IsInPlace",
        },
      },
      act: {
        name: "SwapProfile",
        assign: { afterState: expression(`$string({'profileArn': ${ours}})`) },
        state: call({
          resource: "arn:aws:states:::aws-sdk:ec2:replaceIamInstanceProfileAssociation",
          roleArn,
          arguments: replaceBy(ours),
          catch: [
            actFailed(
              `Replacing the instance's profile failed, or its answer was lost; the profile ${names.quarantinedInstance} comes with the stack of the account, and the instance has to run.`,
            ),
          ],
          next: "ReadProfileBack",
        }),
      },
      verify: {
        name: "ReadProfileBack",
        state: readAssociations({
          roleArn,
          assign: {
            associations: expression(count),
            association: expression(associationFound),
            inPlace: expression(`${profileFound} = ${ours}`),
          },
          catch: [
            {
              errors: ["States.ALL"],
              next: "NotReadBack",
              problem: "The instance's profile was replaced, but that could not be read back.",
            },
          ],
          next: "IsProfileThere",
        }),
      },
      simulate: undefined,
      sentences: {
        done: "Credentials that the instance gets from now on are of a role that is denied everything; EC2 was asked again and shows the profile. Credentials of the earlier role that it already got live on until they expire, for hours: revoke the role's sessions as well, or deny the instance's.",
        found: "The instance had the profile without rights when the playbook began. Nothing was changed.",
      },
    },
    resources,
  );
}

/** Gives the instance the profile that it had, where ours is there still. */
const release = (resources: PlaybookResources): ReleaseSteps => {
  const roleArn = responderRole("release-swap-instance-profile", resources);
  return {
    playbook: "swap-instance-profile",
    kind: instanceKind,
    look: ({ next, onError }) =>
      readAssociations({
        roleArn,
        assign: {
          association: expression(associationFound),
          standing: expression(
            `${profileFound} = $after.profileArn ? 'left' : ${profileFound} = $before.profileArn ? 'before' : 'drifted'`,
          ),
          drift: expression(
            `'Its instance profile is ' & (${profileFound} = '' ? 'not one' : $substring(${profileFound}, 0, 500)) & ' now: somebody changed it.'`,
          ),
        },
        catch: [{ errors: ["States.ALL"], next: onError, problem: "The instance's profile could not be read." }],
        next,
      }),
    restore: {
      first: "PutProfileBack",
      states: (failed) => ({
        PutProfileBack: call({
          resource: "arn:aws:states:::aws-sdk:ec2:replaceIamInstanceProfileAssociation",
          roleArn,
          arguments: replaceBy("$before.profileArn"),
          catch: [
            failed(
              "Giving the instance the profile that it had failed, or its answer was lost; the profile or its role may have been deleted, or the role is one that the warden never passes.",
            ),
          ],
          next: "ReadRestored",
        }),
      }),
    },
    done: "The instance has the profile again that it had; what runs on it may have to fetch credentials anew.",
  };
};

/** Both roles replace under a condition of their own, and pass roles: `lib/infra/profile-rights.ts`. */
export const swapInstanceProfile = {
  definition,
  responder: { ...rights, profile: "quarantine" },
  release,
  restorer: { ...rights, profile: "earlier" },
} as const;
