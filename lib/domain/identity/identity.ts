/**
 * What sort of principal an identity is. The order is the order in which evidence wins:
 * a later kind is more specific than an earlier one, and one clear record is enough.
 */
export const identityKinds = [
  "unknown",
  "role",
  "federated",
  "access-key-user",
  "third-party",
  "aws-service",
  "service-linked",
  "lambda",
  "codebuild",
  "ecs",
  "eks",
  "ec2",
  "ci-oidc",
  "roles-anywhere",
  "application-agent",
  "bedrock-agent",
  "human",
  "root",
] as const;

export type IdentityKind = (typeof identityKinds)[number];

/** A stable principal: the role or user behind a session, never the session itself. */
export interface Identity {
  /**
   * The session issuer's ARN, the user's ARN, `service:lambda.amazonaws.com`, `account:123456789012`, or `unknown:…`.
   */
  readonly key: string;
  readonly kind: IdentityKind;
  /** Account that owns the principal; "" for AWS services and where the record does not say. */
  readonly accountId: string;
  /** Last part of the ARN or the service's name, for people. */
  readonly name: string;
  /** One clause: which field of the record says that it is of this kind. */
  readonly reason: string;
}

/** The credential and the session that one activity was done with. */
export interface Actor {
  readonly identity: Identity;
  /** The workload that holds the credential: an instance id, a function's ARN, a pod, a web identity's subject. */
  readonly workload: string | undefined;
  /** The role session's name; text that whoever assumed the role chose. */
  readonly sessionName: string | undefined;
  /** The unique id that `aws:userid` holds (`AROA…:session`), where the record has it. */
  readonly principalId: string | undefined;
  /** When the session began, milliseconds since 1970. */
  readonly sessionStartedMs: number | undefined;
  readonly accessKeyId: string | undefined;
  /** `sourceIdentity`, which survives role chaining. */
  readonly sourceIdentity: string | undefined;
  /** The AWS service that made the call on the identity's behalf. */
  readonly invokedBy: string | undefined;
}

/** A session that one activity created: its maker, its role, its temporary access key. */
export interface SessionIssued {
  /** Key of the identity that the new session belongs to. */
  readonly identityKey: string;
  readonly accountId: string;
  /** What the way it was assumed says of the target's kind: `lambda.amazonaws.com` makes a lambda. */
  readonly kind: IdentityKind;
  readonly accessKeyId: string;
  readonly sessionName: string | undefined;
  /** `AROA…:session-name` of a role's session, as STS answered; not there where it did not say. */
  readonly principalId?: string | undefined;
  readonly issuedMs: number;
  /** Key of the identity that asked for the session. */
  readonly makerKey: string;
  /** Access key that the maker used, so that chains can be followed. */
  readonly makerAccessKeyId: string | undefined;
  /** Web identity subject, SAML subject or certificate that stood behind it. */
  readonly subject: string | undefined;
}
