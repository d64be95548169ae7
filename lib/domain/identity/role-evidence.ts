import type { Activity, UserIdentity } from "../event/activity.ts";
import { evidence, type KindEvidence } from "./kind-evidence.ts";
import { providerEvidence } from "./web-identity.ts";

/** What a record says of the workload that holds a role's credential. */
export interface RoleEvidence {
  readonly evidence: KindEvidence;
  readonly workload: string | undefined;
}

/**
 * What a role's own ARN says; undefined for a role like any other. Only the reserved paths count for service-linked
 * roles and IAM Identity Center's: anyone who may create roles can name one AWSServiceRoleForX or AWSReservedSSO_X.
 */
export function evidenceOfRoleArn(roleArn: string): KindEvidence | undefined {
  const at = roleArn.indexOf(":role/");
  if (at < 0) return undefined;
  if (roleArn.startsWith("aws-service-role/", at + 6)) return evidence.serviceLinkedPath;
  if (roleArn.startsWith("aws-reserved/sso.amazonaws.com/", at + 6)) return evidence.identityCenterPath;
  const name = roleArn.slice(roleArn.lastIndexOf("/") + 1);
  if (name.startsWith("AmazonBedrockExecutionRoleForAgents_") || name.startsWith("AmazonBedrockAgentCore")) {
    return evidence.bedrockRoleName;
  }
  return undefined;
}

/** What a session's name says, all of it only a claim; undefined for a name like any other. */
export function evidenceOfSessionName(name: string): KindEvidence | undefined {
  switch (name.charCodeAt(0)) {
    case 105: // i
      return isInstanceId(name) ? evidence.instanceName : undefined;
    case 101: // e
      return podSession.test(name) ? evidence.podName : undefined;
    case 65: // A
      return buildSession.test(name) ? evidence.buildName : undefined;
  }
  return undefined;
}

/** Session name of EKS Pod Identity: `eks-CLUSTER-POD-UUID`, cut to the 64 characters that STS allows. */
const podSession = /^eks-.+-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const buildSession = /^AWSCodeBuild-[0-9a-f]{8}-[0-9a-f-]{27}$/;
const taskSession = /^[0-9a-f]{32}$/;

/** `i-` and 8 or 17 hexadecimal digits. */
export function isInstanceId(text: string): boolean {
  return /^i-[0-9A-Fa-f]{8,17}$/.test(text);
}

/** Evidence that AWS itself wrote that a person in the console made this call; a user agent is not such evidence. */
export function consoleEvidence(activity: Activity): KindEvidence | undefined {
  const { user } = activity;
  if (user.sessionContext?.sessionCredentialFromConsole === "true") return evidence.consoleSession;
  if (user.invokedBy === "signin.amazonaws.com") return evidence.consoleService;
  const eventType = activity.record["eventType"];
  return eventType === "AwsConsoleSignIn" || eventType === "AwsConsoleAction" ? evidence.consoleEvent : undefined;
}

const scopes: readonly (readonly [prefix: string, evidence: KindEvidence])[] = [
  ["AWS::Lambda::", evidence.lambdaScope],
  ["AWS::EC2::", evidence.ec2Scope],
  ["AWS::ECS::", evidence.ecsScope],
  ["AWS::EKS::", evidence.eksScope],
  ["AWS::CodeBuild::", evidence.codebuildScope],
  ["AWS::Bedrock", evidence.bedrockScope],
];

/** What `inScopeOf`, which AWS writes, says. */
export function scopeEvidence(user: UserIdentity): RoleEvidence | undefined {
  const issuerType = user.inScopeOf?.issuerType;
  if (issuerType === undefined) return undefined;
  for (const [prefix, found] of scopes) {
    if (issuerType.startsWith(prefix)) {
      return { evidence: found, workload: workloadOf(user.inScopeOf?.credentialsIssuedTo, found) };
    }
  }
  return undefined;
}

/** A function's or task's ARN as it is; of an instance's ARN the id, as its session's name has it. */
function workloadOf(issuedTo: string | undefined, found: KindEvidence): string | undefined {
  if (issuedTo === undefined || issuedTo === "") return undefined;
  const at = found === evidence.ec2Scope ? issuedTo.lastIndexOf("/") : -1;
  return issuedTo.slice(at + 1, at + 1 + 256);
}

/**
 * The best that one record says of the workload behind a role, in this order: reserved role paths; a console session;
 * what AWS wrote about the credential (`inScopeOf`, `ec2RoleDelivery`, the web identity provider); then mere claims.
 */
export function roleEvidence(
  activity: Activity,
  ofArn: KindEvidence | undefined,
  sessionName: string | undefined,
  ofName: KindEvidence | undefined,
): RoleEvidence {
  const { user } = activity;
  if (ofArn !== undefined && ofArn !== evidence.bedrockRoleName) return { evidence: ofArn, workload: undefined };
  const console = consoleEvidence(activity);
  if (console !== undefined) return { evidence: console, workload: undefined };
  const scope = scopeEvidence(user);
  if (scope !== undefined) return scope;
  const context = user.sessionContext;
  if (context?.ec2RoleDelivery !== undefined) {
    return { evidence: evidence.ec2Delivery, workload: ofName === evidence.instanceName ? sessionName : undefined };
  }
  const provider = context?.webIdFederationData?.federatedProvider;
  if (provider !== undefined && provider !== "") {
    return { evidence: providerEvidence(provider), workload: subjectOf(context?.webIdFederationData?.attributes) };
  }
  if (ofArn !== undefined) return { evidence: ofArn, workload: undefined };
  if (ofName !== undefined) return { evidence: ofName, workload: sessionName };
  return claimOfAgent(activity, sessionName);
}

/** The token's subject among the federation's attributes, whose names end in `:sub`. */
function subjectOf(attributes: object | undefined): string | undefined {
  if (attributes === undefined) return undefined;
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "string" && (name === "sub" || name.endsWith(":sub"))) return value.slice(0, 256);
  }
  return undefined;
}

function claimOfAgent(activity: Activity, sessionName: string | undefined): RoleEvidence {
  const agent = activity.userAgent;
  if (agent?.includes("exec-env/AWS_")) {
    if (agent.includes("exec-env/AWS_Lambda_")) return { evidence: evidence.lambdaAgent, workload: sessionName };
    if (sessionName !== undefined && agent.includes("exec-env/AWS_ECS") && taskSession.test(sessionName)) {
      return { evidence: evidence.taskName, workload: sessionName };
    }
  }
  if (activity.user.sessionContext?.sourceIdentity?.startsWith("CN=") === true) {
    return {
      evidence: evidence.certificateSource,
      workload: activity.user.sessionContext.sourceIdentity.slice(0, 128),
    };
  }
  return { evidence: evidence.role, workload: undefined };
}
