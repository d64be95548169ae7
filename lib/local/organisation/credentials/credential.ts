import type { CloudTrailRecord } from "../../../domain/event/activity.ts";
import type { Fields } from "../call.ts";
import type { Path } from "../networks.ts";
import type { Moment } from "../patterns/pattern.ts";
import type { Random } from "../random.ts";

/** What a call is made with. */
export interface Credential {
  /** The record's `userIdentity`, frozen and shared by all records of the session. */
  readonly userIdentity: Fields;
  /** ARN that IAM names in its refusals: the user's or the session's. */
  readonly principalArn: string;
  /** Absent where an AWS service calls as itself. */
  readonly accessKeyId: string | undefined;
  /** The AWS service that makes the call, where it is not the identity's own code. */
  readonly invokedBy: string | undefined;
  /** The session came from the web console. */
  readonly fromConsole: boolean;
}

/** What is known when a credential is asked for. */
export interface Asking {
  readonly moment: Moment;
  /** Region of the call that follows. */
  readonly region: string;
  readonly path: Path;
  readonly userAgent: string;
  readonly random: Random;
}

/** A credential, and the records of what had to be done first to get it. */
export interface Held {
  readonly credential: Credential;
  readonly issuing: readonly CloudTrailRecord[];
}

/** Gives the credential for a moment. State is bounded by the workloads that are alive. */
export type CredentialSource = (asking: Asking) => Held;
