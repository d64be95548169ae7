import type { Parameters } from "./operation.ts";

/** One call of an AWS API, before anyone decided about it. */
export interface ApiCall {
  /** Also the id (`ACCA…`) of a service-specific credential, in whose place a token or a password is sent. */
  readonly accessKeyId: string;
  /** The IAM action, `s3:GetObject`. */
  readonly action: string;
  /** ARN; derived from the parameters of IAM and STS calls, else `*`. */
  readonly resource?: string;
  /** IPv4 or IPv6, or the name of the AWS service that calls in the caller's place. */
  readonly sourceAddress: string;
  /** PascalCase, as the API takes them. */
  readonly parameters?: Parameters;
  /** Condition keys that the simulation cannot know, such as `ec2:SourceInstanceARN`. They win over its own. */
  readonly context?: Readonly<Record<string, string | readonly string[]>>;
  readonly region?: string;
  readonly userAgent?: string;
  /** CloudTrail's event name where it is not the action's: `Invoke` for lambda:InvokeFunction. */
  readonly eventName?: string;
}
