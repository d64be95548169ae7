import type { CloudTrailRecord } from "../../../domain/event/activity.ts";
import type { Fields } from "../call.ts";
import type { Credential } from "../credentials/credential.ts";
import type { DescribedIdentity } from "../identity-spec.ts";
import type { Organisation } from "../organisation.ts";

/** The identity of this name and account. Throws where the organisation has none. */
export function identityNamed(organisation: Organisation, name: string, accountId: string): DescribedIdentity {
  const found = organisation.identities.find((one) => one.name === name && one.accountId === accountId);
  if (found === undefined) {
    throw new RangeError(`no identity is called "${name}" in account ${accountId}; make the organisation larger`);
  }
  return found;
}

/** A credential as its own records show it, and the last of those records. */
export interface LiveCredential {
  readonly credential: Credential;
  readonly lastRecord: CloudTrailRecord;
}

/**
 * The credential that an identity used last before a time: what someone who steals it then would hold.
 * Found by running that identity alone up to then. Throws where it had done nothing yet.
 */
export function liveCredential(organisation: Organisation, identityKey: string, timeMs: number): LiveCredential {
  let lastRecord: CloudTrailRecord | undefined;
  for (const timed of organisation.recordsOf(identityKey)) {
    if (timed.timeMs > timeMs) break;
    if (keyOf(timed.record) === identityKey) lastRecord = timed.record;
  }
  if (lastRecord === undefined) {
    throw new RangeError(
      `${identityKey} has done nothing before ${new Date(timeMs).toISOString()}; choose a later time`,
    );
  }
  const userIdentity = lastRecord["userIdentity"] as Fields;
  const credential: Credential = {
    userIdentity,
    principalArn: String(userIdentity["arn"]),
    accessKeyId: String(userIdentity["accessKeyId"]),
    invokedBy: undefined,
    fromConsole: false,
  };
  return { credential, lastRecord };
}

function keyOf(record: CloudTrailRecord): unknown {
  const user = record["userIdentity"] as Fields;
  const context = user["sessionContext"] as { sessionIssuer?: { arn?: string } } | undefined;
  return context?.sessionIssuer?.arn ?? user["arn"];
}
