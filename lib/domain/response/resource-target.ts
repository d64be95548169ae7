import { isPolicyValue } from "./policies/policy-values.ts";

/**
 * Playbooks on a workload or a resource of a service, which people start: a decision always chooses a measure of IAM.
 */
export const resourcePlaybooks = [
  "stop-function",
  "recycle-function",
  "isolate-instance",
  "swap-instance-profile",
  "disable-trust-profile",
  "restrict-trust-profile",
  "restrict-pod-identity",
  "rotate-secret",
  "stop-task",
  "stop-agent-session",
] as const;
export type ResourcePlaybook = (typeof resourcePlaybooks)[number];

/** The one resource that such a playbook acts on, in one Region. */
export type ResourceTarget =
  | {
      readonly playbook: "stop-function" | "recycle-function";
      readonly accountId: string;
      readonly region: string;
      /** A Lambda function, without version or alias: what is set holds for all of them. */
      readonly functionName: string;
    }
  | {
      readonly playbook: "isolate-instance";
      readonly accountId: string;
      readonly region: string;
      readonly instanceId: string;
      /** The group that it gets, which its owners set up and tagged for that. */
      readonly securityGroupId: string;
    }
  | {
      readonly playbook: "swap-instance-profile";
      readonly accountId: string;
      readonly region: string;
      readonly instanceId: string;
    }
  | {
      readonly playbook: "disable-trust-profile";
      readonly accountId: string;
      readonly region: string;
      /** Of IAM Roles Anywhere. */
      readonly profileId: string;
    }
  | {
      readonly playbook: "restrict-trust-profile";
      readonly accountId: string;
      readonly region: string;
      readonly profileId: string;
      /** Common name (CN) in the subject of the one certificate. */
      readonly certificateName: string;
    }
  | {
      readonly playbook: "restrict-pod-identity";
      readonly accountId: string;
      readonly region: string;
      readonly clusterName: string;
      /** `a-…`, of the pod identity association in the cluster. */
      readonly associationId: string;
    }
  | {
      readonly playbook: "rotate-secret";
      readonly accountId: string;
      readonly region: string;
      /** Its name with the hyphen and the six letters that end its ARN. */
      readonly secretId: string;
    }
  | {
      readonly playbook: "stop-task";
      readonly accountId: string;
      readonly region: string;
      readonly clusterName: string;
      /** Of an ECS task in the cluster, 32 hexadecimal digits. */
      readonly taskId: string;
    }
  | {
      readonly playbook: "stop-agent-session";
      readonly accountId: string;
      readonly region: string;
      /** `NAME-` and ten letters and digits, of an agent runtime of Bedrock AgentCore. */
      readonly agentRuntimeId: string;
      /** The API's qualifier; `DEFAULT` where callers name none. */
      readonly endpointName: string;
      /** The callers' own name of the session, 33 to 256 characters. */
      readonly agentSessionId: string;
    };

const regionName = /^[a-z]{2}(?:-[a-z]{2,10}){1,3}-\d{1,2}$/;
/** Ids of EC2: 8 hexadecimal digits until 2016, 17 since. */
const instanceId = /^i-(?:[0-9a-f]{8}|[0-9a-f]{17})$/;
const securityGroupId = /^sg-(?:[0-9a-f]{8}|[0-9a-f]{17})$/;
/** https://docs.aws.amazon.com/rolesanywhere/latest/APIReference/API_DisableProfile.html */
const profileId = /^[0-9a-f]{8}-(?:[0-9a-z]{4}-){3}[0-9a-z]{12}$/;
/** https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html */
const clusterName = /^[0-9A-Za-z][0-9A-Za-z_-]{0,99}$/;
const associationId = /^a-[0-9a-z]{8,40}$/;
/** https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html */
const taskCluster = /^[A-Za-z0-9_-]{1,255}$/;
const taskId = /^[0-9a-f]{32}$/;
/** https://docs.aws.amazon.com/bedrock-agentcore-control/latest/APIReference/API_CreateAgentRuntimeEndpoint.html */
const agentRuntimeId = /^[a-zA-Z][a-zA-Z0-9_]{0,99}-[a-zA-Z0-9]{10}$/;
const endpointName = /^[a-zA-Z][a-zA-Z0-9_]{0,47}$/;
/** Of it AWS documents the length alone; it is sent as a header of HTTP. */
const agentSessionId = /^[A-Za-z0-9][\w.:@/+=-]{32,255}$/;
/**
 * https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html; `!` is in names of managed
 * secrets.
 */
const secretId = /^[A-Za-z0-9/_+=.@!-]{1,512}-[A-Za-z0-9]{6}$/;
/** https://docs.aws.amazon.com/lambda/latest/api/API_FunctionConfiguration.html */
const functionName = /^[A-Za-z0-9_-]{1,64}$/;

export const isResourcePlaybook = (playbook: string): playbook is ResourcePlaybook =>
  resourcePlaybooks.some((name) => name === playbook);

/** Whether a target is a resource and no user, role, key or session. */
export const isResourceTarget = <Target extends { readonly playbook: string }>(
  target: Target,
): target is Target & ResourceTarget => isResourcePlaybook(target.playbook);

/** A resource target from fields that somebody else wrote: undefined unless each is in the service's own alphabet. */
export function readResourceTarget(
  playbook: ResourcePlaybook,
  accountId: string,
  fields: Readonly<Record<string, unknown>>,
): ResourceTarget | undefined {
  const region = matching(fields["region"], regionName);
  if (region === undefined) return undefined;
  switch (playbook) {
    case "stop-function":
    case "recycle-function": {
      const name = matching(fields["functionName"], functionName);
      return name === undefined ? undefined : { playbook, accountId, region, functionName: name };
    }
    case "isolate-instance": {
      const instance = matching(fields["instanceId"], instanceId);
      const group = matching(fields["securityGroupId"], securityGroupId);
      if (instance === undefined || group === undefined) return undefined;
      return { playbook, accountId, region, instanceId: instance, securityGroupId: group };
    }
    case "swap-instance-profile": {
      const instance = matching(fields["instanceId"], instanceId);
      return instance === undefined ? undefined : { playbook, accountId, region, instanceId: instance };
    }
    case "disable-trust-profile": {
      const profile = matching(fields["profileId"], profileId);
      return profile === undefined ? undefined : { playbook, accountId, region, profileId: profile };
    }
    case "restrict-trust-profile": {
      const [profile, name] = [matching(fields["profileId"], profileId), fields["certificateName"]];
      if (profile === undefined || !isPolicyValue("certificateName", name)) return undefined;
      return { playbook, accountId, region, profileId: profile, certificateName: name };
    }
    case "restrict-pod-identity": {
      const cluster = matching(fields["clusterName"], clusterName);
      const association = matching(fields["associationId"], associationId);
      if (cluster === undefined || association === undefined) return undefined;
      return { playbook, accountId, region, clusterName: cluster, associationId: association };
    }
    case "rotate-secret": {
      const secret = matching(fields["secretId"], secretId);
      return secret === undefined ? undefined : { playbook, accountId, region, secretId: secret };
    }
    case "stop-task": {
      const cluster = matching(fields["clusterName"], taskCluster);
      const task = matching(fields["taskId"], taskId);
      if (cluster === undefined || task === undefined) return undefined;
      return { playbook, accountId, region, clusterName: cluster, taskId: task };
    }
    case "stop-agent-session": {
      const runtime = matching(fields["agentRuntimeId"], agentRuntimeId);
      const endpoint = matching(fields["endpointName"], endpointName);
      const session = matching(fields["agentSessionId"], agentSessionId);
      if (runtime === undefined || endpoint === undefined || session === undefined) return undefined;
      return { playbook, accountId, region, agentRuntimeId: runtime, endpointName: endpoint, agentSessionId: session };
    }
  }
}

const matching = (value: unknown, alphabet: RegExp): string | undefined =>
  typeof value === "string" && alphabet.test(value) ? value : undefined;

/** ARN of the resource in the partition of most accounts. */
export function resourceArn(target: ResourceTarget): string {
  const { accountId, region } = target;
  switch (target.playbook) {
    case "stop-function":
    case "recycle-function":
      return `arn:aws:lambda:${region}:${accountId}:function:${target.functionName}`;
    case "isolate-instance":
    case "swap-instance-profile":
      return `arn:aws:ec2:${region}:${accountId}:instance/${target.instanceId}`;
    case "disable-trust-profile":
    case "restrict-trust-profile":
      return `arn:aws:rolesanywhere:${region}:${accountId}:profile/${target.profileId}`;
    case "restrict-pod-identity":
      return `arn:aws:eks:${region}:${accountId}:podidentityassociation/${target.clusterName}/${target.associationId}`;
    case "rotate-secret":
      return `arn:aws:secretsmanager:${region}:${accountId}:secret:${target.secretId}`;
    case "stop-task":
      return `arn:aws:ecs:${region}:${accountId}:task/${target.clusterName}/${target.taskId}`;
    case "stop-agent-session":
      return `arn:aws:bedrock-agentcore:${region}:${accountId}:runtime/${target.agentRuntimeId}`;
  }
}

/** `function orders in eu-west-1`, for people. */
export function resourceText(target: ResourceTarget): string {
  switch (target.playbook) {
    case "stop-function":
    case "recycle-function":
      return `function ${target.functionName} in ${target.region}`;
    case "isolate-instance":
      return `instance ${target.instanceId} in ${target.region} by group ${target.securityGroupId}`;
    case "swap-instance-profile":
      return `instance profile of ${target.instanceId} in ${target.region}`;
    case "disable-trust-profile":
      return `Roles Anywhere profile ${target.profileId} in ${target.region}`;
    case "restrict-trust-profile":
      return `certificate ${target.certificateName} of Roles Anywhere profile ${target.profileId} in ${target.region}`;
    case "restrict-pod-identity":
      return `pod identity association ${target.associationId} of cluster ${target.clusterName} in ${target.region}`;
    case "rotate-secret":
      return `secret ${target.secretId} in ${target.region}`;
    case "stop-task":
      return `task ${target.taskId} of cluster ${target.clusterName} in ${target.region}`;
    case "stop-agent-session":
      return `session ${target.agentSessionId} of agent ${target.agentRuntimeId} (${target.endpointName}) in ${target.region}`;
  }
}
