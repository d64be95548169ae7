import type { Notice } from "../event/activity.ts";
import { partitionOf } from "./arn.ts";
import type { Actor, Identity } from "./identity.ts";

/**
 * The principal that a notice is about. GuardDuty names a user or a role by its name alone, without the path,
 * so the key is the one of the path `/`; AWS Health names only the access key.
 */
export function actorOfNotice(notice: Notice): Actor {
  return {
    identity: identityOfNotice(notice),
    workload: undefined,
    sessionName: undefined,
    principalId: notice.principalId,
    sessionStartedMs: undefined,
    accessKeyId: notice.accessKeyId,
    sourceIdentity: undefined,
    invokedBy: undefined,
  };
}

function identityOfNotice({ userType, userName, accountId, accessKeyId, region, principalArn }: Notice): Identity {
  const reason = `named by the notice as ${userType ?? "an access key"}`;
  const partition = partitionOf(region);
  const name = userName ?? accessKeyId ?? "unknown";
  if (userName !== undefined && (userType === "IAMUser" || userType === undefined)) {
    return { key: `arn:${partition}:iam::${accountId}:user/${name}`, kind: "access-key-user", accountId, name, reason };
  }
  if (userName !== undefined && (userType === "AssumedRole" || userType === "Role")) {
    const key = principalArn ?? `arn:${partition}:iam::${accountId}:role/${name}`;
    return { key, kind: "role", accountId, name, reason };
  }
  if (userType === "Root")
    return { key: `arn:${partition}:iam::${accountId}:root`, kind: "root", accountId, name: "root", reason };
  return { key: `access-key:${accessKeyId ?? "unknown"}`, kind: "unknown", accountId, name, reason };
}
