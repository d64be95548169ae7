import type { CloudTrailRecord } from "../../../domain/event/activity.ts";
import type { Fields, ResourceReference } from "../call.ts";
import { uniqueId } from "../identifiers.ts";
import type { Census } from "../patterns/pattern.ts";
import type { Random } from "../random.ts";
import { isoSecond, responseDate } from "../time-text.ts";
import type { Asking, Credential, CredentialSource, Held } from "./credential.ts";
import type { Role } from "./principal.ts";

/** A role session that was just issued. */
export interface Session {
  readonly role: Role;
  readonly name: string;
  readonly accessKeyId: string;
  readonly startedMs: number;
  readonly lifeMs: number;
}

/** What a session's records tell beyond who issued it. */
export interface SessionTraits {
  readonly sourceIdentity?: string;
  readonly ec2RoleDelivery?: string;
  readonly federatedProvider?: string;
  readonly invokedBy?: string;
  readonly fromConsole?: boolean;
  readonly inScopeOf?: Fields;
}

/** The credential of a session: its `userIdentity` is built once and shared by all its records. */
export function sessionCredential(session: Session, traits: SessionTraits): Credential {
  const { role } = session;
  const principalArn = `arn:aws:sts::${role.account.accountId}:assumed-role/${role.name}/${session.name}`;
  const context: Record<string, unknown> = {
    sessionIssuer: Object.freeze({
      type: "Role",
      principalId: role.roleId,
      arn: role.arn,
      accountId: role.account.accountId,
      userName: role.name,
    }),
  };
  if (traits.federatedProvider !== undefined) {
    context["webIdFederationData"] = Object.freeze({ federatedProvider: traits.federatedProvider, attributes: {} });
  }
  context["attributes"] = Object.freeze({ creationDate: isoSecond(session.startedMs), mfaAuthenticated: "false" });
  if (traits.sourceIdentity !== undefined) context["sourceIdentity"] = traits.sourceIdentity;
  if (traits.ec2RoleDelivery !== undefined) context["ec2RoleDelivery"] = traits.ec2RoleDelivery;
  const identity: Record<string, unknown> = {
    type: "AssumedRole",
    principalId: `${role.roleId}:${session.name}`,
    arn: principalArn,
    accountId: role.account.accountId,
    accessKeyId: session.accessKeyId,
    sessionContext: Object.freeze(context),
  };
  if (traits.invokedBy !== undefined) identity["invokedBy"] = traits.invokedBy;
  if (traits.inScopeOf !== undefined) identity["inScopeOf"] = Object.freeze(traits.inScopeOf);
  return {
    userIdentity: Object.freeze(identity),
    principalArn,
    accessKeyId: session.accessKeyId,
    invokedBy: traits.invokedBy,
    fromConsole: traits.fromConsole ?? false,
  };
}

/** `responseElements` of AssumeRole and its relatives. */
export function issuedElements(session: Session, more: Fields = {}): Fields {
  return {
    credentials: {
      accessKeyId: session.accessKeyId,
      sessionToken: "REDACTED",
      expiration: responseDate(session.startedMs + session.lifeMs),
    },
    assumedRoleUser: {
      assumedRoleId: `${session.role.roleId}:${session.name}`,
      arn: `arn:aws:sts::${session.role.account.accountId}:assumed-role/${session.role.name}/${session.name}`,
    },
    ...more,
  };
}

export function roleResource(role: Role): ResourceReference {
  return { accountId: role.account.accountId, type: "AWS::IAM::Role", ARN: role.arn };
}

interface Kept {
  readonly credential: Credential;
  readonly renewsMs: number;
}

const nothingIssued: readonly CloudTrailRecord[] = Object.freeze([]);

/**
 * One session a workload, renewed 5 minutes before it ends. Sessions that have ended are forgotten,
 * so that what is held is bounded by the workloads of one session's life.
 */
export function sessionPerWorkload(
  role: Role,
  lifeMs: number,
  census: Census,
  issue: (session: Session, asking: Asking) => Held,
  nameSession: (workload: string, timeMs: number, random: Random) => string,
): CredentialSource {
  const kept = new Map<string, Kept>();
  return (asking) => {
    const { workload, timeMs } = asking.moment;
    const known = kept.get(workload);
    if (known !== undefined && timeMs < known.renewsMs) return { credential: known.credential, issuing: nothingIssued };
    for (const [name, old] of kept) {
      if (timeMs < old.renewsMs) continue;
      kept.delete(name);
      census.held--;
    }
    const name = nameSession(workload, timeMs, asking.random);
    const accessKeyId = uniqueId(asking.random, "ASIA");
    const held = issue({ role, name, accessKeyId, startedMs: timeMs, lifeMs }, asking);
    kept.set(workload, { credential: held.credential, renewsMs: timeMs + lifeMs - 300_000 });
    census.held++;
    return held;
  };
}
