import { names } from "../../contract/names.ts";
import { pinInstanceLocation } from "../../domain/response/policies/pin-instance-location.ts";
import { inlinePolicyDefinition, readDocument, wholeBefore } from "./inline-policy.ts";
import { policyExpression } from "./policy-expression.ts";
import type { ReleaseSteps } from "./release.ts";
import { releaseWholePolicy } from "./release-inline-policy.ts";
import type { PlaybookResources } from "./skeleton.ts";
import { type Definition, expression } from "./states.ts";

const instance = "$request.target.instanceArn";
const vpc = "$request.target.vpcId";
const addresses = "$request.target.addresses";

const some = {
  instanceArn: "arn:aws:ec2:us-east-1:111111111111:instance/i-0123456789abcdef0",
  vpcId: "vpc-0123456789abcdef0",
  address: "192.0.2.1",
};
const place = { [some.instanceArn]: instance, [some.vpcId]: vpc };
const withAddresses = policyExpression(pinInstanceLocation({ ...some, addresses: [some.address] }), {
  ...place,
  [some.address]: addresses,
});
const endpointsOnly = policyExpression(pinInstanceLocation({ ...some, addresses: [] }), place);
const document = `($count(${addresses}) = 0 ? ${endpointsOnly} : ${withAddresses})`;

/** One policy an instance: the other instances of the role are pinned, and released, by themselves. */
const policyName = `'${names.pinnedInstancePolicy}' & $substringAfter(${instance}, ':instance/')`;

/** Nothing in the values can be a wildcard or a policy variable, nor a network that is too wide to be a place. */
const isPlace = [
  `$contains(${instance}, /^arn:aws[a-z-]*:ec2:[a-z]{2}[a-z0-9-]+:[0-9]{12}:instance\\/i-[0-9a-f]{8,17}$/)`,
  `$split(${instance}, ':')[4] = $request.target.accountId`,
  `$contains(${vpc}, /^vpc-[0-9a-f]{8,17}$/)`,
  `$type(${addresses}) = 'array'`,
  `$count($filter(${addresses}, function($one) { $not($contains($one, /^([0-9.]{7,15}(\\/(2[4-9]|3[0-2]))?|[0-9a-fA-F:]{2,39}(\\/(6[4-9]|[7-9][0-9]|1[01][0-9]|12[0-8]))?)$/)) })) = 0`,
].join(" and ");

/**
 * Denies everything to the credentials of one EC2 instance where they are used away from it. The instance works on, and
 * so do the role's other sessions. An address of the instance that is missing from the list is cut off.
 */
export const pinInstanceLocationDefinition = (resources: PlaybookResources): Definition =>
  inlinePolicyDefinition(
    {
      playbook: "pin-instance-location",
      comment: "Denies everything to an instance's credentials where they are used away from it, and proves it.",
      policyName,
      check: {
        first: "IsPlaceOfInstance",
        states: {
          IsPlaceOfInstance: {
            Type: "Choice",
            Choices: [{ Condition: expression(isPlace), Next: "ListPoliciesBefore" }],
            Default: "NoPlace",
          },
          NoPlace: {
            Type: "Pass",
            Assign: { problem: "The request names no instance of this account with its VPC and its addresses." },
            Next: "TargetNotFound",
          },
        },
      },
      before: {
        none: wholeBefore.none,
        found: { ...wholeBefore.found, pinned: expression(`${readDocument} = ${document}`) },
        unreadable: "The instance's earlier pin could not be read. Nothing was changed.",
        ask: {
          first: "IsPinnedBefore",
          states: {
            IsPinnedBefore: {
              Type: "Choice",
              Choices: [{ Condition: expression("$pinned = true"), Next: "AlreadyContained" }],
              Default: "SnapshotTaken",
            },
          },
        },
      },
      act: {
        name: "PinInstance",
        assign: { afterState: expression(`$string({'policyDocument': ${document}})`) },
        document,
        catch: [
          {
            errors: ["Iam.LimitExceededException"],
            next: "WhyNotActed",
            problem: "The role's inline policies leave no room for the pin.",
            assign: {
              actFailed: true,
              actProblem:
                "The role's inline policies leave no room for the pin: they share 10,240 characters. Nothing was changed. Next stronger: revoke-role-sessions.",
            },
          },
        ],
      },
      inPlace: `${readDocument} = ${document}`,
      // From an address kept for documentation (RFC 5737), which no instance has.
      simulate: [
        { key: "ec2:SourceInstanceARN", type: "string", value: instance },
        { key: "aws:SourceIp", type: "ip", value: "'192.0.2.1'" },
        { key: "aws:SourceVpc", type: "string", value: "'vpc-00000000'" },
        { key: "aws:ViaAWSService", type: "boolean", value: "'false'" },
      ],
      sentences: {
        done: "The instance's credentials are denied everything away from it, the instance works on; IAM was asked again and shows the policy.",
        found: "The instance's credentials were pinned so before the playbook began. Nothing was changed.",
      },
    },
    resources,
  );

/** Takes the pin off the role again, or puts back an earlier one of the same instance. */
export const releaseInstanceLocation = (resources: PlaybookResources): ReleaseSteps =>
  releaseWholePolicy(
    {
      playbook: "pin-instance-location",
      policyName,
      changed: `The policy ${names.pinnedInstancePolicy}i-… on the role says something else: a later containment named other addresses, or somebody changed it.`,
      gone: `Somebody took the policy ${names.pinnedInstancePolicy}i-… off the role.`,
      failed: "Putting the earlier pin back failed, or its answer was lost.",
      done: "The instance's credentials work from everywhere again, as far as they have not expired.",
    },
    resources,
  );
