import type { CloudTrailRecord } from "../../lib/domain/event/activity.ts";
import { organisation } from "../../lib/local/organisation/organisation.ts";
import { dayMs } from "../../lib/local/organisation/time-text.ts";
import { type Settings, warden } from "../warden.ts";
import { type AttackOutcome, runWindow } from "../window.ts";
import { labelled, recordsOfSet, timeOf } from "./record-files.ts";
import { type Fields, replaceTexts } from "./rewrite.ts";
import { identityOf } from "./splice.ts";

const set = "otrf-ec2-proxy-s3-exfil";
const historyDays = 28;
/** A web server's instance role, like the one that was stolen. */
const likeness = "web-frontend-instance";

export interface StolenRole {
  readonly name: string;
  readonly records: number;
  readonly benignRecords: number;
  readonly outcome: AttackOutcome;
}

/**
 * The recorded theft of an instance role's session, replayed as it was. The recording holds nothing that the role did
 * before, so it is given the four weeks of a simulated web server's role, under its own name and account.
 */
export async function runStolenRole(settings: Settings, seed: number): Promise<StolenRole> {
  const records = recordsOfSet(set);
  const thefts = labelled(set, "attack");
  const isTheft = (record: CloudTrailRecord) => thefts.has(String(record["eventID"]));
  const stolen = records.find(isTheft);
  const identity = stolen === undefined ? undefined : identityOf(stolen);
  if (stolen === undefined || identity === undefined) throw new Error(`${set} holds no attack record`);
  const one = warden(settings);
  const startMs = Math.floor(timeOf(records[0] as CloudTrailRecord) / dayMs) * dayMs - historyDays * dayMs;
  const issuer = ((stolen["userIdentity"] as Fields)["sessionContext"] as Fields)["sessionIssuer"] as Fields;
  for (const batch of history(issuer, identity.key, identity.accountId, startMs, seed)) {
    await one.feed(batch, timeOf(batch.at(-1) as CloudTrailRecord));
  }
  const outcome = await runWindow(
    settings,
    one.standings(),
    records.map((record) => ({ timeMs: timeOf(record), record, attack: isTheft(record) })),
  );
  return { name: set, records: records.length, benignRecords: records.length - thefts.size, outcome };
}

function* history(
  issuer: Fields,
  key: string,
  accountId: string,
  startMs: number,
  seed: number,
): Generator<readonly CloudTrailRecord[], void, undefined> {
  const made = organisation({ seed, startMs, days: historyDays });
  const like = made.identities.find(({ name }) => name === likeness);
  if (like === undefined) throw new RangeError(`the simulated organisation has no ${likeness}`);
  const replacements = {
    inside: [
      [like.key, key],
      [like.accountId, accountId],
      [String(like.principalId), String(issuer["principalId"])],
      [`assumed-role/${like.name}/`, `assumed-role/${issuer["userName"]}/`],
    ] as const,
    whole: new Map([[like.name, String(issuer["userName"])]]),
  };
  let batch: CloudTrailRecord[] = [];
  for (const { record } of made.recordsOf(like.key)) {
    batch.push(replaceTexts(record, replacements) as CloudTrailRecord);
    if (batch.length < 500) continue;
    yield batch;
    batch = [];
  }
  if (batch.length > 0) yield batch;
}
