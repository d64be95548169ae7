import { groupReadings } from "../../lib/app/group-readings.ts";
import type { Reading } from "../../lib/domain/event/activity.ts";
import { activityOf, recordsOf } from "../domain/event/cloudtrail-sets.ts";
import { eventIdOf, nightOf } from "../domain/learned.ts";
import { madeActivity } from "../domain/made-activity.ts";
import { backupActivity, backupKey, reading } from "./organisation-batches.ts";

const at = (minute: number, eventId = eventIdOf(minute)) =>
  reading(backupActivity({ eventId, timeMs: nightOf(0) + minute * 60_000 }));

const now = Date.UTC(2026, 10, 21);

const idsOf = (readings: readonly Reading[], key = backupKey) =>
  groupReadings([readings], now)
    .groups.get(key)
    ?.map((concern) => (concern.kind === "notice" ? concern.notice.noticeId : concern.activity.eventId));

test("what an identity did is put in order of time, then of event id where times are not in order already", () => {
  expect(idsOf([at(3), at(1), at(2)])).toEqual([1, 2, 3].map((minute) => eventIdOf(minute)));
  expect(idsOf([at(5), at(1, "b"), at(1, "a")])).toEqual(["a", "b", eventIdOf(5)]);
});

test("an AssumeRole call concerns who asks and who is assumed", () => {
  const record = recordsOf("boogy-eks-production").find(
    ({ eventName, responseElements }) => eventName === "AssumeRoleWithWebIdentity" && responseElements?.credentials,
  );
  const { groups, activities } = groupReadings([[reading(activityOf(record))]], now);
  expect(activities).toBe(1);
  const kinds = [...groups].flatMap(([key, concerns]) => concerns.map(({ kind }) => [key.includes(":role/"), kind]));
  expect(kinds).toEqual(
    expect.arrayContaining([
      [true, "session"],
      [false, "activity"],
    ]),
  );
});

test("what an AWS service does by itself is counted and shown, but has no standing; the session it makes has", () => {
  const user = { type: "AWSService", invokedBy: "ec2.amazonaws.com" };
  const record = {
    eventID: "e1",
    eventName: "AssumeRole",
    eventSource: "sts.amazonaws.com",
    eventTime: "2026-03-02T03:00:00Z",
    awsRegion: "eu-west-1",
    recipientAccountId: "111122223333",
    userIdentity: user,
    requestParameters: { roleArn: "arn:aws:iam::111122223333:role/worker", roleSessionName: "i-0123456789abcdef0" },
    responseElements: { credentials: { accessKeyId: "ASIAEXAMPLE" } },
  };
  const seen: string[] = [];
  const plain = madeActivity({ user });
  const { groups, activities } = groupReadings([[reading(activityOf(record)), reading(plain)]], now, (activity) =>
    seen.push(activity.action),
  );
  expect(activities).toBe(2);
  expect(seen).toEqual(["sts:AssumeRole", "s3:PutObject"]);
  expect([...groups].map(([key, concerns]) => [key, concerns.map(({ kind }) => kind)])).toEqual([
    ["arn:aws:iam::111122223333:role/worker", ["session"]],
  ]);
});

test("every reading is counted once: as an activity, a notice or as unreadable", () => {
  const unreadable = { reason: "not-json", detail: "", excerpt: "" } as const;
  const notice = {
    noticeId: "n",
    timeMs: nightOf(0) + 90_000,
    accountId: "111122223333",
    region: "eu-west-1",
    source: "guardduty",
    type: "T",
    severity: 1,
    accessKeyId: undefined,
    principalId: undefined,
    userName: "backup",
    userType: "IAMUser",
  } as const;
  const readings = [at(2), { kind: "notice", notice } as const, at(1), { kind: "unreadable", unreadable } as const];
  expect(groupReadings([readings], now)).toMatchObject({ activities: 2, notices: 1, unreadable: [unreadable] });
  expect(idsOf(readings)).toEqual([eventIdOf(1), "n", eventIdOf(2)]);
});
