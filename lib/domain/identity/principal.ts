import type { Activity, UserIdentity } from "../event/activity.ts";
import { isLongTermKey } from "./access-key-id.ts";
import { arnPart, partitionOf } from "./arn.ts";
import type { Identity } from "./identity.ts";
import { identityOf, identityOfArn } from "./identity-memo.ts";
import { evidence, type KindEvidence } from "./kind-evidence.ts";
import { consoleEvidence } from "./role-evidence.ts";

/** An account's root: the key is its ARN, put together where the record leaves it out. */
export function rootOf(accountId: string, region: string, found: KindEvidence): Identity {
  return identityOf(`arn:${partitionOf(region)}:iam::${accountId}:root`, found, accountId, "root");
}

/** An IAM user, by its ARN, else by its name; a console login that failed may name nobody. */
export function userOf(activity: Activity): Identity {
  const { user } = activity;
  const arn = user.arn;
  const found = consoleEvidence(activity);
  if (arn?.includes(":user/") === true) return userOfArn(arn, user.accessKeyId, found);
  const accountId = user.accountId ?? activity.accountId;
  const name = user.userName;
  // What somebody typed wrongly into the console, possibly a password, CloudTrail replaces by this text.
  if (name === undefined || name === "" || name === "HIDDEN_DUE_TO_SECURITY_REASONS") {
    return unnamedOf(activity, found ?? evidence.user);
  }
  const key = `arn:${partitionOf(activity.region)}:iam::${accountId}:user/${name}`;
  return identityOf(key, found ?? evidence.user, accountId, name);
}

/** An IAM user of a known ARN. */
export function userOfArn(arn: string, accessKeyId: string | undefined, found: KindEvidence | undefined): Identity {
  if (found !== undefined) return identityOfArn(arn, found);
  if (arn.includes("/BedrockAPIKey-")) return identityOfArn(arn, evidence.bedrockUserName);
  return identityOfArn(arn, isLongTermKey(accessKeyId) ? evidence.longTermKey : evidence.user);
}

/** An AWS service that acts for itself. "AWS Internal" names none, and the source address or event source does. */
export function serviceOf(activity: Activity, found: KindEvidence): Identity {
  const invoker = activity.user.invokedBy;
  const name =
    invoker !== undefined && isServiceName(invoker)
      ? invoker
      : activity.sourceAddress !== undefined && isServiceName(activity.sourceAddress)
        ? activity.sourceAddress
        : activity.eventSource;
  return identityOf(`service:${name}`, found, "", name);
}

/** Whether `userOf` and `serviceOf` need nothing but `userIdentity` and whether AWS says that the console was used. */
export const isToldByUserAlone = ({ type, arn, invokedBy }: UserIdentity): boolean =>
  type === "IAMUser"
    ? arn?.includes(":user/") === true
    : type === "AWSService" && invokedBy !== undefined && isServiceName(invokedBy);

function isServiceName(text: string): boolean {
  return text.endsWith(".amazonaws.com") || text.endsWith(".amazonaws.com.cn") || text.endsWith(".amazon.com");
}

/**
 * Somebody of whom the record gives only the account (`AWSAccount`): a caller of another account, or, in records of
 * KMS and S3 above all, one of this account. Another account is one identity: its roles are its own to make, any
 * number of them. Principals of this account are told apart by their unique id, without the session after the colon.
 */
export function accountOf(activity: Activity): Identity {
  const { user } = activity;
  const accountId = user.accountId ?? "";
  if (accountId === "ANONYMOUS_PRINCIPAL" || (accountId === "" && !user.principalId)) {
    return identityOf("unknown:anonymous", evidence.anonymous, "", "anonymous");
  }
  if (accountId === "") return unnamedOf(activity, evidence.unknown);
  if (accountId !== activity.accountId) {
    return identityOf(`account:${accountId}`, evidence.otherAccount, accountId, accountId);
  }
  const uniqueId = uniqueIdOf(user.principalId);
  if (uniqueId === undefined) return identityOf(`account:${accountId}`, evidence.accountUnknown, accountId, accountId);
  return identityOf(`account:${accountId}/${uniqueId}`, evidenceOfUniqueId(uniqueId), accountId, uniqueId);
}

/** IAM user guide, "Unique identifiers": AROA is a role, AIDA a user. */
function evidenceOfUniqueId(uniqueId: string): KindEvidence {
  if (uniqueId.startsWith("ARO")) return evidence.accountRole;
  return uniqueId.startsWith("AIDA") ? evidence.accountUser : evidence.accountUnknown;
}

/** `AROA…` of `AROA…:session`; undefined where the text is no unique id. */
function uniqueIdOf(principalId: string | undefined): string | undefined {
  if (principalId === undefined) return undefined;
  const colon = principalId.indexOf(":");
  const uniqueId = colon < 0 ? principalId : principalId.slice(0, colon);
  return /^A[A-Z0-9]{15,31}$/.test(uniqueId) ? uniqueId : undefined;
}

/** Nobody that can be named: one identity for each account and unique id, so that a flood of names makes none. */
export function unnamedOf(activity: Activity, found: KindEvidence): Identity {
  const { user } = activity;
  const accountId = user.accountId || activity.accountId;
  const uniqueId = uniqueIdOf(user.principalId);
  const key = uniqueId === undefined ? `unknown:${accountId}` : `unknown:${accountId}/${uniqueId}`;
  return identityOf(key, found, accountId, uniqueId ?? "unknown");
}

/** A person of IAM Identity Center, who is not in IAM and has no ARN. */
export function identityCenterUserOf(activity: Activity): Identity {
  const { onBehalfOf, accountId } = activity.user;
  if (onBehalfOf?.userId === undefined) return unnamedOf(activity, evidence.identityCenterUser);
  const store = onBehalfOf.identityStoreArn ?? "identity-center";
  const key = `${store}/user/${onBehalfOf.userId}`;
  return identityOf(key, evidence.identityCenterUser, accountId || arnPart(store, 4), onBehalfOf.userId);
}

/** A person who is asking STS for a session with a SAML assertion. */
export function samlUserOf(activity: Activity): Identity {
  const { user } = activity;
  const provider = user.identityProvider ?? "";
  const name = user.userName ?? "";
  return identityOf(`saml:${provider}#${name}`, evidence.samlUser, arnPart(provider, 4), name);
}
