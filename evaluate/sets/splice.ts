import type { CloudTrailRecord } from "../../lib/domain/event/activity.ts";
import { readRecord } from "../../lib/domain/event/read-record.ts";
import type { Identity } from "../../lib/domain/identity/identity.ts";
import { resolveActor } from "../../lib/domain/identity/resolve-actor.ts";
import { timeOf } from "./record-files.ts";
import { type Fields, replaceTexts, shifted } from "./rewrite.ts";

/** Somebody with a life of its own, whose credential the attack is done with. */
export interface Victim {
  readonly key: string;
  readonly name: string;
  readonly accountId: string;
  /** `userIdentity` as the victim's last own record showed it. */
  readonly userIdentity: Fields;
}

/** Who acts in an attack's records, in the order of their first record. */
export function principalsOf(records: readonly CloudTrailRecord[]): readonly Identity[] {
  const principals = new Map<string, Identity>();
  for (const record of records) {
    const identity = identityOf(record);
    if (identity !== undefined && identity.kind !== "aws-service" && !principals.has(identity.key))
      principals.set(identity.key, identity);
  }
  return [...principals.values()];
}

export function identityOf(record: CloudTrailRecord): Identity | undefined {
  const reading = readRecord(record);
  return reading.kind === "activity" ? resolveActor(reading.activity).identity : undefined;
}

/**
 * The attack's records as the victims' own: their identity and account, from `startMs` on. Network, user agent, region,
 * parameters and the names of what is attacked stay as they were. Where the attack itself makes the session that it
 * goes on with, that session keeps its name and key; otherwise the victim's own live credential is what was stolen.
 */
export function spliceAttack(
  records: readonly CloudTrailRecord[],
  victims: ReadonlyMap<string, Victim>,
  startMs: number,
): readonly CloudTrailRecord[] {
  const byMs = startMs - timeOf(records[0] as CloudTrailRecord);
  const made = new Set(records.flatMap(issuedKeyOf));
  const inside = new Map<string, string>();
  const whole = new Map<string, string>();
  for (const [key, victim] of victims) {
    inside.set(key, victim.key);
    const accountId = key.split(":")[4];
    if (accountId !== undefined && accountId !== "") inside.set(accountId, victim.accountId);
    const name = key.split("/").at(-1);
    if (name !== undefined) whole.set(name, victim.name);
  }
  // Longer ones first: an ARN holds its account's number.
  const replacements = { inside: [...inside].sort(([a], [b]) => b.length - a.length), whole };
  return records.map((record) => {
    const identity = identityOf(record);
    const victim = identity === undefined ? undefined : victims.get(identity.key);
    const moved = shifted(record, byMs);
    const rewritten = replaceTexts(moved, replacements) as CloudTrailRecord;
    if (victim === undefined) return rewritten;
    const user = moved["userIdentity"] as Fields;
    const keptSession = made.has(String(user["accessKeyId"]));
    return { ...rewritten, userIdentity: keptSession ? ownSession(user, victim) : liveIdentity(user, victim) };
  });
}

function issuedKeyOf(record: CloudTrailRecord): readonly string[] {
  const response = record["responseElements"] as { credentials?: { accessKeyId?: unknown } } | null | undefined;
  const key = response?.credentials?.accessKeyId;
  return typeof key === "string" ? [key] : [];
}

/** A new session of the victim's role, with the name and key that the attack gave it. */
function ownSession(user: Fields, { userIdentity, accountId }: Victim): Fields {
  const victimContext = userIdentity["sessionContext"] as Fields;
  const issuer = victimContext["sessionIssuer"] as Fields;
  const sessionName = String(user["principalId"]).split(":").at(-1);
  return {
    ...user,
    principalId: `${issuer["principalId"]}:${sessionName}`,
    arn: `arn:aws:sts::${accountId}:assumed-role/${issuer["userName"]}/${sessionName}`,
    accountId,
    sessionContext: { ...(user["sessionContext"] as Fields), sessionIssuer: issuer },
  };
}

/** The victim's own credential; without a key where the attack used none, as when somebody signs in with a password. */
function liveIdentity(user: Fields, { userIdentity }: Victim): Fields {
  if (user["accessKeyId"] !== undefined) return userIdentity;
  const { accessKeyId: _unused, ...rest } = userIdentity;
  return rest;
}
