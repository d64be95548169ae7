import type { ResourcePlaybook, ResourceTarget } from "../../../lib/domain/response/resource-target.ts";
import type { ServiceResource } from "../../../lib/local/account/service-resources.ts";

export const accountId = "222222222222";
export const region = "us-east-1";
export const instanceId = "i-0123456789abcdef0";
const profileId = "0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f";
export const profileArn = `arn:aws:rolesanywhere:${region}:${accountId}:profile/${profileId}`;

/** What the playbooks on resources stop. */
export const resources: readonly ServiceResource[] = [
  { kind: "function", arn: `arn:aws:lambda:${region}:${accountId}:function:orders`, reserved: 7 },
  { kind: "trust-profile", arn: profileArn, enabled: true, roleArns: [`arn:aws:iam::${accountId}:role/team/deploy`] },
  {
    kind: "network-interface",
    arn: `arn:aws:ec2:${region}:${accountId}:network-interface/eni-0a`,
    id: "eni-0a",
    instanceId,
    groups: ["sg-0000000000000000a", "sg-0000000000000000b"],
  },
];

/** One target for each playbook on a resource, on the stage's. */
export function resourceTargetOf(playbook: ResourcePlaybook): ResourceTarget {
  switch (playbook) {
    case "stop-function":
      return { playbook, accountId, region, functionName: "orders" };
    case "disable-trust-profile":
      return { playbook, accountId, region, profileId };
    case "isolate-instance":
      return { playbook, accountId, region, instanceId, securityGroupId: "sg-0000000000000000f" };
  }
}
