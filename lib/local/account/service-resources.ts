/** A resource of another service than IAM, as far as playbooks touch it. Never changed in place. */
export type ServiceResource =
  | LambdaFunction
  | NetworkInterface
  | ProfileAssociation
  | TrustProfile
  | PodIdentity
  | Secret
  | EcsTask
  | AgentSession;

export interface LambdaFunction {
  readonly kind: "function";
  readonly arn: string;
  /** Reserved concurrency; null where none is reserved. */
  readonly reserved: number | null;
  readonly description?: string;
  /** Counts the changes of its configuration. */
  readonly revision?: number;
  /** Successful where it is left out. */
  readonly updateStatus?: "Successful" | "InProgress" | "Failed";
  readonly environment?: Readonly<Record<string, string>>;
}

/** Of an EC2 instance. */
export interface NetworkInterface {
  readonly kind: "network-interface";
  readonly arn: string;
  /** `eni-…` */
  readonly id: string;
  readonly instanceId: string;
  /** Ids of its security groups. */
  readonly groups: readonly string[];
}

/** The instance profile of an EC2 instance. Its key is the instance's ARN, which stays while the id changes. */
export interface ProfileAssociation {
  readonly kind: "profile-association";
  readonly arn: string;
  /** `iip-assoc-…` */
  readonly id: string;
  readonly instanceId: string;
  readonly profileArn: string;
}

/** Of IAM Roles Anywhere. */
export interface TrustProfile {
  readonly kind: "trust-profile";
  readonly arn: string;
  readonly enabled: boolean;
  readonly roleArns: readonly string[];
  /** Session policy as text; none where it is left out. */
  readonly sessionPolicy?: string;
  /** Seconds that sessions last; 3,600 where it is left out. */
  readonly durationSeconds?: number;
  readonly managedPolicyArns?: readonly string[];
}

/** An EKS Pod Identity association. */
export interface PodIdentity {
  readonly kind: "pod-identity";
  readonly arn: string;
  readonly roleArn: string;
  /** Session policy as text; null where there is none. */
  readonly policy: string | null;
  readonly disableSessionTags: boolean;
}

/** Of Secrets Manager, without its value. */
export interface Secret {
  readonly kind: "secret";
  readonly arn: string;
  /** Whether its owners configured a rotation. */
  readonly rotates: boolean;
  /** Version id to its staging labels. */
  readonly versions: Readonly<Record<string, readonly string[]>>;
}

/** Of ECS. */
export interface EcsTask {
  readonly kind: "task";
  readonly arn: string;
  readonly status: "RUNNING" | "STOPPED";
  /** What ECS wants it to do. */
  readonly order: "RUNNING" | "STOPPED";
  /** `service:NAME` or `family:NAME`. */
  readonly group: string;
}

/** Of an agent runtime of Bedrock AgentCore. */
export interface AgentSession {
  readonly kind: "agent-session";
  /** The runtime's, with the endpoint and the session's id: sessions have no ARN of their own. */
  readonly arn: string;
  readonly status: "RUNNING" | "STOPPED";
}

/** What stands for the ARN of a session. */
export const agentSessionArn = (runtimeArn: string, endpointName: string, sessionId: string): string =>
  `${runtimeArn}/runtime-endpoint/${endpointName}/session/${sessionId}`;

/** Of an account's state, by ARN. */
interface Resources {
  readonly resources: ReadonlyMap<string, ServiceResource>;
}

/** The resource of that kind and ARN; undefined where there is none. */
export function resourceAt<Kind extends ServiceResource["kind"]>(
  state: Resources,
  kind: Kind,
  arn: string,
): Extract<ServiceResource, { readonly kind: Kind }> | undefined {
  const found = state.resources.get(arn);
  return found?.kind === kind ? (found as Extract<ServiceResource, { readonly kind: Kind }>) : undefined;
}

/** A copy of the state in which one resource is replaced, or added. */
export const withResource = <State extends Resources>(state: State, resource: ServiceResource): State => ({
  ...state,
  resources: new Map(state.resources).set(resource.arn, resource),
});

/**
 * An error of a simulated service. `stateMachineError` is its name in Step Functions: the service's and the error's,
 * both in Pascal case, `Lambda.ResourceNotFoundException`.
 * https://docs.aws.amazon.com/step-functions/latest/dg/supported-services-awssdk.html
 */
export class ServiceError extends Error {
  override readonly name = "ServiceError";
  readonly stateMachineError: string;
  readonly httpStatus: number;

  constructor(stateMachineError: string, httpStatus: number, message: string) {
    super(message);
    this.stateMachineError = stateMachineError;
    this.httpStatus = httpStatus;
  }

  /** CloudTrail's errorCode: without the service. */
  get errorCode(): string {
    return this.stateMachineError.slice(this.stateMachineError.indexOf(".") + 1);
  }
}
