import { memoryContainments } from "../../lib/adapters/memory/containments.ts";
import type { AssessorParts } from "../../lib/app/assess-batch.ts";
import type { ContainmentRecord } from "../../lib/app/ports.ts";
import type { Activity } from "../../lib/domain/event/activity.ts";
import type { ContainmentRequest } from "../../lib/domain/response/containment.ts";
import type { Policy } from "../../lib/domain/response/policy.ts";
import { eventIdOf, nightlyBackup, nightOf } from "../domain/learned.ts";
import { madeActivity } from "../domain/made-activity.ts";
import { assessorOn, enforcing, memoryParts, reading, storedIn } from "./organisation-batches.ts";

export const nights = 30;
export const minuteMs = 60_000;
export const policy: Policy = { ...enforcing, decoys: ["arn:aws:s3:::payroll-backup-2019"] };
export const home = "i-0123456789abcdef0";
export const second = "i-0fedcba9876543210";
const keys: Readonly<Record<string, string>> = { [home]: "ASIAIOSFODNN7EXAMPLE", [second]: "ASIAI44QH8DHBEXAMPLE" };

/** A session of the role `worker`, begun the evening before the night. */
const userOf = (name: string, night: number) => ({
  type: "AssumedRole",
  arn: `arn:aws:sts::111122223333:assumed-role/worker/${name}`,
  principalId: `AROAEXAMPLEEXAMPLE11:${name}`,
  accountId: "111122223333",
  accessKeyId: keys[name] as string,
  sessionContext: {
    sessionIssuer: {
      type: "Role",
      arn: "arn:aws:iam::111122223333:role/worker",
      principalId: "AROAEXAMPLEEXAMPLE11",
      accountId: "111122223333",
      userName: "worker",
    },
    attributes: { creationDate: new Date(nightOf(night) - 60 * minuteMs).toISOString(), mfaAuthenticated: "false" },
  },
});

export const call = (name: string, minute: number, bent: Partial<Activity> = {}): Activity =>
  madeActivity({
    eventId: eventIdOf(0xbeef00 + minute),
    timeMs: nightOf(nights) + minute * minuteMs,
    user: userOf(name, nights),
    ...bent,
  });
/** Touches what nobody has a reason to touch: one fact is enough. */
export const touch = (name: string, minute: number): Activity =>
  call(name, minute, {
    eventName: "GetObject",
    readOnly: true,
    record: { requestParameters: { bucketName: "payroll-backup-2019", key: "salaries.csv" } },
  });
/** Something new that is no fact and not enough by itself. */
export const oddity = (name: string, minute: number): Activity =>
  call(name, minute, { userAgent: `tool-${minute}/1.0` });

/** Ports on which thirty nights of the role `worker` were learned. */
export async function learned(bent: Partial<AssessorParts> = {}) {
  const parts = memoryParts();
  const containments = memoryContainments();
  const assess = assessorOn(parts, { policy, containments, ...bent });
  const history = nightlyBackup(nights, { user: userOf(home, 0) });
  await assess(history.map(reading), nightOf(nights));
  const at = (minute: number, ...activities: Activity[]) =>
    assess(activities.map(reading), nightOf(nights) + minute * minuteMs + 1_000);
  const started = () => parts.playbooks.started();
  /** What the playbook of the latest request recorded in the end. */
  const ended = (state: ContainmentRecord["state"], minute: number, request = started().at(-1) as ContainmentRequest) =>
    containments.put({
      containmentId: request.containmentId,
      request,
      state,
      outcome: state,
      updatedAt: new Date(nightOf(nights) + minute * minuteMs).toISOString(),
    } as ContainmentRecord);
  const caseNow = async () => (await storedIn(parts.standings))[0]?.openCase;
  return { parts, at, started, ended, caseNow, containments };
}
