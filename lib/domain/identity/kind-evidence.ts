import type { Identity, IdentityKind } from "./identity.ts";

/**
 * One thing that a record can say about an identity's kind. A closed set of constants, so that they can be compared.
 */
export interface KindEvidence {
  readonly kind: IdentityKind;
  /** One clause for people; never holds text from the record. */
  readonly reason: string;
}

const claimMark = "only claimed: ";
const recordMark = "on this record: ";

function stated(kind: IdentityKind, reason: string): KindEvidence {
  return Object.freeze({ kind, reason });
}

/** Evidence in text that the caller, or whoever made the principal, chose. */
function claimed(kind: IdentityKind, reason: string): KindEvidence {
  return Object.freeze({ kind, reason: claimMark + reason });
}

/**
 * Whether an identity is taken for its kind only by text that a caller can choose: a session's name, a user agent,
 * a source identity, a role's or user's name. Such a kind may inform; it must never exempt from anything.
 */
export function kindIsOnlyClaimed(identity: Pick<Identity, "reason">): boolean {
  return identity.reason.startsWith(claimMark);
}

/**
 * Whether the kind says how this one record came about and not what the principal is: a person in the console, be it
 * the owner who tries something or a thief who signed in with stolen keys. Such a "human" is a machine's identity in
 * human hands; it must never exempt from anything either.
 */
export function kindIsOfThisRecord(identity: Pick<Identity, "reason">): boolean {
  return identity.reason.startsWith(recordMark);
}

export const evidence = {
  serviceLinkedPath: stated("service-linked", "the role's path is /aws-service-role/, which only AWS can create"),
  identityCenterPath: stated("human", "the role's path is /aws-reserved/sso.amazonaws.com/, IAM Identity Center's own"),
  identityCenterUser: stated("human", "userIdentity.type is IdentityCenterUser"),
  samlUser: stated("human", "userIdentity.type is SAMLUser"),
  samlSession: stated("human", "the session was made by AssumeRoleWithSAML"),
  consoleSession: stated("human", `${recordMark}it came from a console session (sessionCredentialFromConsole)`),
  consoleService: stated("human", `${recordMark}signin.amazonaws.com made the call for a person in the console`),
  consoleEvent: stated("human", `${recordMark}its eventType is the console's`),
  root: stated("root", "userIdentity.type is Root"),
  rootIssuer: stated("root", "the account's root issued the session"),
  rootSession: stated("root", "the session was made by AssumeRoot"),

  lambdaScope: stated("lambda", "inScopeOf names a Lambda function"),
  ec2Scope: stated("ec2", "inScopeOf names an EC2 instance"),
  ecsScope: stated("ecs", "inScopeOf names an ECS task"),
  eksScope: stated("eks", "inScopeOf names an EKS workload"),
  codebuildScope: stated("codebuild", "inScopeOf names a CodeBuild project"),
  bedrockScope: stated("bedrock-agent", "inScopeOf names a Bedrock agent"),
  ec2Delivery: stated("ec2", "ec2RoleDelivery says that instance metadata delivered the credentials"),
  eksProvider: stated("eks", "an EKS cluster's OIDC provider vouched for it"),
  ciProvider: stated("ci-oidc", "a CI system's OIDC provider vouched for it"),
  otherProvider: stated("federated", "a web identity provider vouched for it"),
  eksSubject: stated("eks", "STS read a Kubernetes service account as the token's subject"),
  eksSubjectClaimed: claimed("eks", "the token's subject looks like a Kubernetes service account's"),

  lambdaService: stated("lambda", "Lambda assumed the role"),
  ec2Service: stated("ec2", "EC2 assumed the role for an instance"),
  ecsService: stated("ecs", "ECS assumed the role for a task"),
  eksService: stated("eks", "EKS Pod Identity assumed the role for a pod"),
  codebuildService: stated("codebuild", "CodeBuild assumed the role"),
  bedrockService: stated("bedrock-agent", "Bedrock assumed the role"),
  rolesAnywhereService: stated("roles-anywhere", "IAM Roles Anywhere assumed the role"),
  otherService: stated("role", "an AWS service assumed the role"),
  otherAccount: stated("third-party", "the caller is of another account"),

  awsService: stated("aws-service", "userIdentity.type is AWSService"),
  serviceEvent: stated("aws-service", "an AwsServiceEvent: an AWS service did this by itself"),
  accountRole: stated("role", "AWSAccount: the record gives this account's role only by its unique id"),
  accountUser: stated("access-key-user", "AWSAccount: the record gives this account's user only by its unique id"),
  accountUnknown: stated("unknown", "AWSAccount: the record gives the account alone"),
  anonymous: stated("unknown", "nobody signed the request"),

  role: stated("role", "userIdentity.type is AssumedRole; nothing says which workload holds it"),
  roleByArn: stated("role", "the ARN is a role's"),
  longTermKey: stated("access-key-user", "an IAM user's long-term access key (AKIA)"),
  user: stated("access-key-user", "userIdentity.type is IAMUser"),
  userByArn: stated("access-key-user", "the ARN is an IAM user's"),
  federationToken: stated("access-key-user", "a federation token that an IAM user issued"),
  directory: stated("unknown", "userIdentity.type is Directory"),
  unknown: stated("unknown", "the record does not say who called"),
  unknownType: stated("unknown", "userIdentity.type is one that the warden does not know"),

  instanceName: claimed("ec2", "the session's name looks like an instance's id"),
  podName: claimed("eks", "the session's name looks like EKS Pod Identity's"),
  buildName: claimed("codebuild", "the session's name looks like CodeBuild's"),
  taskName: claimed("ecs", "the session's name looks like a task's id and the user agent says ECS"),
  lambdaAgent: claimed("lambda", "the user agent says that Lambda runs it"),
  certificateSource: claimed("roles-anywhere", "the source identity looks like a certificate's subject"),
  bedrockRoleName: claimed("bedrock-agent", "the role is named as Bedrock names its agents' roles"),
  bedrockUserName: claimed("bedrock-agent", "the user is named as Bedrock names the users of its API keys"),
} as const satisfies Readonly<Record<string, KindEvidence>>;
