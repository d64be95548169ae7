import type { Activity } from "../../lib/domain/event/activity.ts";
import { decodeStanding } from "../../lib/domain/trust/standing-codec.ts";
import { eventIdOf, nightOf } from "../domain/learned.ts";
import { madeActivity } from "../domain/made-activity.ts";
import { assessorOn, backupActivity, backupKey, learnedParts, reading, storedIn } from "./organisation-batches.ts";

const adminArn = "arn:aws:iam::111122223333:user/admin";
const at = (minute: number) => nightOf(30) + minute * 60_000;

/** An administrator attaches a policy to a user. */
const grant = (minute: number, userName: string): Activity =>
  madeActivity({
    eventId: eventIdOf(0xabc000 + minute),
    timeMs: at(minute),
    service: "iam",
    eventSource: "iam.amazonaws.com",
    eventName: "AttachUserPolicy",
    action: "iam:AttachUserPolicy",
    readOnly: false,
    user: { type: "IAMUser", arn: adminArn, accountId: "111122223333", userName: "admin", accessKeyId: "AKIAADMIN" },
    record: { requestParameters: { userName, policyArn: "arn:aws:iam::aws:policy/AdministratorAccess" } },
  });

const use = (minute: number): Activity =>
  backupActivity({
    eventId: eventIdOf(0xabd000 + minute),
    timeMs: at(minute),
    service: "ec2",
    eventSource: "ec2.amazonaws.com",
    eventName: "RunInstances",
    action: "ec2:RunInstances",
    readOnly: false,
  });

const kindsAgainstBackup = async (activities: readonly Activity[]) => {
  const parts = await learnedParts();
  await assessorOn(parts)(activities.map(reading), at(9));
  const stored = (await storedIn(parts.standings)).find(({ key }) => key === backupKey);
  const standing = decodeStanding(Buffer.from(stored?.bytes ?? "", "base64"));
  return standing.recent.map(({ kind }) => kind);
};

test("rights that an administrator gave and that are used at once count against who uses them, in either order", async () => {
  expect(await kindsAgainstBackup([grant(3, "backup"), use(4)])).toContain("privilege-used");
  expect(await kindsAgainstBackup([grant(5, "backup"), use(4)])).toContain("privilege-used");
  expect(await kindsAgainstBackup([grant(3, "somebody-else"), use(4)])).not.toContain("privilege-used");
});

test("nothing is stored of an identity that was never seen to act, because the change names it without its path", async () => {
  const parts = await learnedParts();
  const report = await assessorOn(parts)([reading(grant(3, "newcomer"))], at(9));
  expect((await storedIn(parts.standings)).map(({ key }) => key)).toEqual([adminArn, backupKey]);
  expect(report.standingWrites).toBe(1);
});
