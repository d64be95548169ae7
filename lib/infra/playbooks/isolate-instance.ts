import { names } from "../../contract/names.ts";
import type { ReleaseSteps } from "./release.ts";
import { actFailed, type PlaybookResources, playbookDefinition, responderRole } from "./skeleton.ts";
import { call, type Definition, expression, type ReadCall, type State } from "./states.ts";
import type { ResourceKind } from "./target-kind.ts";

const actions = ["ec2:DescribeNetworkInterfaces", "ec2:ModifyNetworkInterfaceAttribute"];
// Of an attached interface, EC2 may ask for the right on its instance as well.
const interfaces = ["ec2:*:network-interface/*", "ec2:*:instance/*"];
const groups = "ec2:*:security-group/*";

/** What the responder role of this playbook may do: with groups alone that were set up for isolation. */
export const isolateInstanceActions = { actions, resources: interfaces, isolation: groups };

/** What the role that releases may do: with any group, because any may have stood before. */
export const reconnectInstanceActions = { actions, resources: [...interfaces, groups] };

const found = "$states.result.NetworkInterfaces";
const count = `$count(${found})`;
const groupsFound = `(${count} = 1 ? [$sort([${found}[0].Groups.GroupId])] : [])`;
/** EC2 never gives an interface's id again. */
const interfaceFound = `(${count} = 1 ? ${found}[0].NetworkInterfaceId : '')`;
const isolated = "[$request.target.securityGroupId]";

/** An instance that is gone has none, and EC2 answers with an empty list. */
const readInterfaces = ({ roleArn, assign, next, catch: caught }: ReadCall): State =>
  call({
    resource: "arn:aws:states:::aws-sdk:ec2:describeNetworkInterfaces",
    roleArn,
    arguments: {
      Filters: [{ Name: "attachment.instance-id", Values: [expression("$request.target.instanceId")] }],
    },
    assign,
    catch: caught,
    next,
  });

const instanceKind: ResourceKind = {
  noun: "instance",
  service: "EC2",
  instead:
    "There is no stronger playbook on an instance: contain its role (quarantine-role), and whoever changes it; stop the instance by hand once its memory is saved.",
  goneIf: "$interfaces = 0",
  notTheSame: "The instance has another network interface than it had.",
  read: ({ roleArn, next, onError }) =>
    readInterfaces({
      roleArn,
      assign: {
        principalId: expression(interfaceFound),
        interfaces: expression(count),
        groups: expression(groupsFound),
      },
      catch: [
        { errors: ["States.ALL"], next: onError, problem: "The instance's network interfaces could not be read." },
      ],
      next,
    }),
};

/** One attribute a call; the groups that are given take the place of those that stand. */
const setGroups = (given: unknown) => ({ NetworkInterfaceId: expression("$principalId"), Groups: given });

/**
 * Gives the network interface of an instance one security group that was set up for isolation, in place of its own. The
 * instance runs on, with its memory. Connections that are open may go on, because security groups follow connections:
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-connection-tracking.html
 * Undone by giving it the groups that it had.
 */
export function isolateInstanceDefinition(resources: PlaybookResources): Definition {
  const roleArn = responderRole("isolate-instance", resources);
  return playbookDefinition(
    {
      playbook: "isolate-instance",
      comment: "Gives an EC2 instance a security group for isolation in place of its own, and proves it.",
      kind: instanceKind,
      first: "NoteGroups",
      states: {
        NoteGroups: {
          Type: "Pass",
          Assign: { beforeState: expression("$string({'groups': $groups})") },
          Next: "IsIsolable",
        },
        IsIsolable: {
          Type: "Choice",
          Choices: [
            { Condition: expression("$interfaces > 1"), Next: "SeveralInterfaces" },
            { Condition: expression(`$groups = ${isolated}`), Next: "AlreadyContained" },
          ],
          Default: "SnapshotTaken",
        },
        // Between the changes and their proof it may be terminated.
        IsInstanceThere: {
          Type: "Choice",
          Choices: [
            {
              Condition: expression("$interfaces = 0"),
              Assign: { problem: "The instance is gone." },
              Next: "GoneWhileActing",
            },
          ],
          Default: "IsInPlace",
        },
        SeveralInterfaces: {
          Type: "Pass",
          Assign: {
            problem: expression(
              "'The instance has ' & $string($interfaces) & ' network interfaces, and this playbook isolates one. Nothing was changed. Change the groups of each by hand, and contain the role of the instance.'",
            ),
          },
          Next: "Failed",
        },
      },
      act: {
        name: "IsolateInstance",
        assign: { afterState: expression(`$string({'groups': ${isolated}})`) },
        state: call({
          resource: "arn:aws:states:::aws-sdk:ec2:modifyNetworkInterfaceAttribute",
          roleArn,
          arguments: setGroups([expression("$request.target.securityGroupId")]),
          catch: [
            actFailed(
              `Setting the instance's security group failed, or its answer was lost; the group has to be of the same VPC, and tagged ${names.isolationTag} = true.`,
            ),
          ],
          next: "ReadGroupsBack",
        }),
      },
      verify: {
        name: "ReadGroupsBack",
        state: readInterfaces({
          roleArn,
          assign: {
            interfaces: expression(count),
            inPlace: expression(`${interfaceFound} = $principalId and ${groupsFound} = ${isolated}`),
          },
          catch: [
            {
              errors: ["States.ALL"],
              next: "NotReadBack",
              problem: "The instance's security group was set, but that could not be read back.",
            },
          ],
          next: "IsInstanceThere",
        }),
      },
      simulate: undefined,
      sentences: {
        done: "The instance has the isolation group alone; EC2 was asked again and shows it. Connections that were open may go on until they end, and credentials of its role that it already got live on: revoke the role's sessions as well.",
        found: "The instance had the isolation group alone when the playbook began. Nothing was changed.",
      },
    },
    resources,
  );
}

/** Gives the interface the groups that it had. */
export const releaseInstance = (resources: PlaybookResources): ReleaseSteps => {
  const roleArn = responderRole("release-isolate-instance", resources);
  return {
    playbook: "isolate-instance",
    kind: instanceKind,
    look: ({ next, onError }) =>
      readInterfaces({
        roleArn,
        assign: {
          standing: expression(
            `${interfaceFound} = $was and ${groupsFound} = $after.groups ? 'left' : ${interfaceFound} = $was and ${groupsFound} = $before.groups ? 'before' : 'drifted'`,
          ),
          drift: expression(
            `'Its security groups are ' & $join(${groupsFound}, ', ') & ' now: somebody changed them.'`,
          ),
        },
        catch: [{ errors: ["States.ALL"], next: onError, problem: "The instance's groups could not be read." }],
        next,
      }),
    restore: {
      first: "PutGroupsBack",
      states: (failed) => ({
        PutGroupsBack: call({
          resource: "arn:aws:states:::aws-sdk:ec2:modifyNetworkInterfaceAttribute",
          roleArn,
          arguments: setGroups(expression("$before.groups")),
          catch: [
            failed(
              "Giving the instance the groups that it had failed, or its answer was lost; one may have been deleted.",
            ),
          ],
          next: "ReadRestored",
        }),
      }),
    },
    done: "The instance has the security groups again that it had.",
  };
};
