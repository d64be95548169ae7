import { isIP } from "node:net";
import type { UserIdentity } from "../../domain/event/activity.ts";
import type { ApiCall } from "./api-call.ts";
import { isoSeconds } from "./operation.ts";
import type { Caller } from "./session.ts";

/** CloudTrail's userIdentity for a caller; of a refused credential only the key's id is known. */
export function cloudTrailUserIdentity(caller: Caller | undefined, call: ApiCall, accountId: string): UserIdentity {
  if (caller === undefined) return { type: "Unknown", accountId, accessKeyId: call.accessKeyId };
  const { principal, session, arn, userId } = caller;
  const invokedBy = isIP(call.sourceAddress) === 0 ? { invokedBy: call.sourceAddress } : {};
  // Of a service-specific credential a record names the user alone.
  const key = caller.onlyService === undefined ? { accessKeyId: caller.accessKeyId } : {};
  const base = { principalId: userId, arn, accountId, ...key };
  if (session === undefined) return { type: "IAMUser", ...base, userName: principal.name, ...invokedBy };
  const attributes = { creationDate: isoSeconds(session.issuedMs), mfaAuthenticated: "false" };
  const sourceIdentity = session.sourceIdentity === undefined ? {} : { sourceIdentity: session.sourceIdentity };
  if (session.kind === "session-token") {
    return { type: "IAMUser", ...base, userName: principal.name, sessionContext: { attributes }, ...invokedBy };
  }
  const sessionIssuer = {
    type: session.kind === "role" ? "Role" : "IAMUser",
    principalId: principal.id,
    arn: principal.arn,
    accountId,
    userName: principal.name,
  };
  const federated =
    session.webIdentityProvider === undefined
      ? {}
      : { webIdFederationData: { federatedProvider: session.webIdentityProvider, attributes: {} } };
  return {
    type: session.kind === "role" ? "AssumedRole" : "FederatedUser",
    ...base,
    sessionContext: { sessionIssuer, ...federated, attributes, ...sourceIdentity },
    ...invokedBy,
  };
}
