import { memoryNotices } from "../../lib/adapters/memory/notices.ts";
import { memoryPlaybooks } from "../../lib/adapters/memory/playbooks.ts";
import { memorySetAside } from "../../lib/adapters/memory/set-aside.ts";
import { memoryStandings } from "../../lib/adapters/memory/standings.ts";
import type { AssessBatch, AssessorParts } from "../../lib/app/assess-batch.ts";
import { createAssessor } from "../../lib/app/create-assessor.ts";
import type { StandingStore, StandingWrite } from "../../lib/app/ports.ts";
import type { Activity, CloudTrailRecord, Reading } from "../../lib/domain/event/activity.ts";
import { readRecord } from "../../lib/domain/event/read-record.ts";
import { defaultPolicy, type Policy } from "../../lib/domain/response/policy.ts";
import { eventIdOf, nightlyBackup, nightOf, noRules } from "../domain/learned.ts";
import { madeActivity } from "../domain/made-activity.ts";

export const enforcing: Policy = { ...defaultPolicy, mode: "enforce" };

/** Ports of one process, with what went through them. */
export function memoryParts() {
  const standings = memoryStandings();
  const writes: StandingWrite[][] = [];
  const store: StandingStore = {
    ...standings,
    async save(batch) {
      writes.push([...batch]);
      return standings.save(batch);
    },
  };
  const [notices, playbooks, setAside] = [memoryNotices(), memoryPlaybooks(), memorySetAside()];
  return { standings: store, notices, playbooks, setAside, writes };
}

export type MemoryParts = ReturnType<typeof memoryParts>;

export const assessorOn = (parts: MemoryParts, bent: Partial<AssessorParts> = {}): AssessBatch =>
  createAssessor({ ...parts, rules: noRules, policy: enforcing, ...bent });

export const backupKey = "arn:aws:iam::111122223333:user/backup";
const backupUser = {
  type: "IAMUser",
  arn: backupKey,
  accountId: "111122223333",
  userName: "backup",
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
};

export const reading = (activity: Activity): Reading => ({ kind: "activity", activity });
export const readingOf = (record: CloudTrailRecord): Reading => readRecord(record);

/** An activity of the backup's user, with its key. */
export const backupActivity = (bent: Partial<Activity> = {}, accessKeyId = backupUser.accessKeyId): Activity =>
  madeActivity({ user: { ...backupUser, accessKeyId }, ...bent });

export const nightsOfBackup = (nights: number): Reading[] => nightlyBackup(nights, { user: backupUser }).map(reading);

/** What a thief does with the key on a night: reads a secret from elsewhere, in another region, with another tool. */
export const theft = (night: number, minute = 0, accessKeyId = backupUser.accessKeyId): Activity =>
  backupActivity(
    {
      eventId: eventIdOf(0xdead00 + minute),
      timeMs: nightOf(night) + minute * 60_000,
      eventName: "GetSecretValue",
      service: "secretsmanager",
      sourceAddress: "203.0.113.77",
      userAgent: "aws-cli/2.22.7 Darwin/23",
      region: "ap-southeast-2",
    },
    accessKeyId,
  );

/** What is stored, as plain values in the order of keys. */
export async function storedIn(standings: StandingStore): Promise<{ key: string; bytes: string; openCase: unknown }[]> {
  const all: { key: string; bytes: string; openCase: unknown }[] = [];
  for await (const { identityKey, bytes, openCase } of standings.all()) {
    all.push({ key: identityKey, bytes: Buffer.from(bytes).toString("base64"), openCase });
  }
  return all.sort((a, b) => (a.key < b.key ? -1 : 1));
}

/** Ports on which thirty nights of the backup were learned; writes are counted from then on. */
export async function learnedParts(): Promise<MemoryParts> {
  const parts = memoryParts();
  await assessorOn(parts)(nightsOfBackup(30), nightOf(30));
  parts.writes.length = 0;
  return parts;
}
