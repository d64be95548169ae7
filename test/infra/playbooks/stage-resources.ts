import type { ResourcePlaybook, ResourceTarget } from "../../../lib/domain/response/resource-target.ts";
import { agentSessionArn, type ServiceResource } from "../../../lib/local/account/service-resources.ts";

export const accountId = "222222222222";
export const region = "us-east-1";
export const instanceId = "i-0123456789abcdef0";
export const instanceArn = `arn:aws:ec2:${region}:${accountId}:instance/${instanceId}`;
export const functionArn = `arn:aws:lambda:${region}:${accountId}:function:orders`;
const profileId = "0a1b2c3d-0a1b-0a1b-0a1b-0a1b2c3d4e5f";
export const profileArn = `arn:aws:rolesanywhere:${region}:${accountId}:profile/${profileId}`;

const [clusterName, associationId] = ["prod-1", "a-9njjin9gfghecgocd"];
export const associationArn = `arn:aws:eks:${region}:${accountId}:podidentityassociation/${clusterName}/${associationId}`;
const secretId = "prod/db-a1B2c3";
export const secretArn = `arn:aws:secretsmanager:${region}:${accountId}:secret:${secretId}`;
const agentRuntimeId = "support_agent-a1B2c3D4e5";
const agentSessionId = "user-7-0123456789abcdef0123456789abcdef";
export const sessionArn = agentSessionArn(
  `arn:aws:bedrock-agentcore:${region}:${accountId}:runtime/${agentRuntimeId}`,
  "DEFAULT",
  agentSessionId,
);
export const certificateName = "build-7.plant.example";
/** Of the profile's own, so that all of it can be put back. */
export const sessionPolicy =
  '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": ["s3:*", "sqs:*"], "Resource": "*"}}';
const taskId = "0123456789abcdef0123456789abcdef";
export const taskArn = `arn:aws:ecs:${region}:${accountId}:task/${clusterName}/${taskId}`;

/** What the playbooks on resources stop. */
export const resources: readonly ServiceResource[] = [
  {
    kind: "trust-profile",
    arn: profileArn,
    enabled: true,
    roleArns: [`arn:aws:iam::${accountId}:role/team/deploy`],
    sessionPolicy,
    durationSeconds: 7_200,
  },
  { kind: "agent-session", arn: sessionArn, status: "RUNNING" },
  {
    kind: "function",
    arn: functionArn,
    reserved: 7,
    description: "Takes orders",
    revision: 1,
    environment: { DATABASE_PASSWORD: "hunter2" },
  },
  {
    kind: "pod-identity",
    arn: associationArn,
    roleArn: `arn:aws:iam::${accountId}:role/team/deploy`,
    policy: null,
    disableSessionTags: false,
  },
  { kind: "task", arn: taskArn, status: "RUNNING", order: "RUNNING", group: "service:orders" },
  { kind: "secret", arn: secretArn, rotates: true, versions: { v1: ["AWSCURRENT"] } },
  {
    kind: "profile-association",
    arn: instanceArn,
    id: "iip-assoc-0a",
    instanceId,
    profileArn: `arn:aws:iam::${accountId}:instance-profile/team/web`,
  },
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
    case "recycle-function":
      return { playbook, accountId, region, functionName: "orders" };
    case "disable-trust-profile":
      return { playbook, accountId, region, profileId };
    case "restrict-pod-identity":
      return { playbook, accountId, region, clusterName, associationId };
    case "restrict-trust-profile":
      return { playbook, accountId, region, profileId, certificateName };
    case "stop-agent-session":
      return { playbook, accountId, region, agentRuntimeId, endpointName: "DEFAULT", agentSessionId };
    case "rotate-secret":
      return { playbook, accountId, region, secretId };
    case "stop-task":
      return { playbook, accountId, region, clusterName, taskId };
    case "swap-instance-profile":
      return { playbook, accountId, region, instanceId };
    case "isolate-instance":
      return { playbook, accountId, region, instanceId, securityGroupId: "sg-0000000000000000f" };
  }
}
