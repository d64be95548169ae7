import { resolveActor } from "../../../lib/domain/identity/resolve-actor.ts";
import { activityOf, type RawRecord, recordsOf } from "../event/cloudtrail-sets.ts";

export const eksProvider =
  "arn:aws:iam::123456789012:oidc-provider/oidc.eks.eu-west-1.amazonaws.com/id/EXAMPLED539D4633E53DE1B71EXAMPLE";

/** A record of stolen instance credentials, with some fields of its session changed. */
export function roleRecord(bend: (record: RawRecord) => void = () => {}): RawRecord {
  const record = recordsOf("otrf-ec2-proxy-s3-exfil").find((item) => item["userIdentity"].type === "AssumedRole");
  if (record === undefined) throw new Error("the set has no assumed role");
  delete record["userIdentity"].sessionContext.ec2RoleDelivery;
  rename(record, "worker");
  bend(record);
  return record;
}

export function rename(record: RawRecord, session: string): void {
  const { userIdentity } = record;
  userIdentity.arn = `arn:aws:sts::123456789123:assumed-role/MordorNginxStack-BankingWAFRole-9S3E0UAE1MM0/${session}`;
  userIdentity.principalId = `${userIdentity.principalId.split(":")[0]}:${session}`;
}

export const roleArn = "arn:aws:iam::123456789123:role/MordorNginxStack-BankingWAFRole-9S3E0UAE1MM0";
export const actorOf = (record: unknown) => resolveActor(activityOf(record));
export const identityOf = (userIdentity: object, more: object = {}) =>
  actorOf({ ...roleRecord(), ...more, userIdentity }).identity;
