import { attackFiles, timeOf } from "../../evaluate/sets/record-files.ts";
import type { Fields } from "../../evaluate/sets/rewrite.ts";
import { identityOf, principalsOf, spliceAttack, type Victim } from "../../evaluate/sets/splice.ts";
import type { CloudTrailRecord } from "../../lib/domain/event/activity.ts";

// The attacks are real records from ../shared/cloudtrail.
const files = attackFiles();
const startMs = Date.UTC(2026, 2, 26, 10, 24);
const accountId = "111122223333";

const victimOf = (key: string): Victim => {
  if (key.includes(":user/")) {
    const arn = `arn:aws:iam::${accountId}:user/nightly`;
    const userIdentity = { type: "IAMUser", arn, accountId, userName: "nightly", accessKeyId: "AKIAIOSFODNN7EXAMPLE" };
    return { key: arn, name: "nightly", accountId, userIdentity };
  }
  const arn = `arn:aws:iam::${accountId}:role/worker`;
  const sessionIssuer = { type: "Role", arn, accountId, principalId: "AROAEXAMPLE", userName: "worker" };
  const userIdentity = {
    type: "AssumedRole",
    arn: `arn:aws:sts::${accountId}:assumed-role/worker/live`,
    accountId,
    principalId: "AROAEXAMPLE:live",
    accessKeyId: "ASIAIOSFODNN7EXAMPLE",
    sessionContext: { sessionIssuer, attributes: { creationDate: "2026-03-26T08:00:00Z" } },
  };
  return { key: arn, name: "worker", accountId, userIdentity };
};

const splice = (records: readonly CloudTrailRecord[]) => {
  const victims = new Map(principalsOf(records).map(({ key }) => [key, victimOf(key)] as const));
  return { victims, spliced: spliceAttack(records, victims, startMs) };
};

const kept = [
  "eventID",
  "eventName",
  "eventSource",
  "awsRegion",
  "sourceIPAddress",
  "userAgent",
  "errorCode",
  "readOnly",
];

test("all twenty techniques are there, each in order of time", () => {
  expect(files).toHaveLength(20);
  for (const { records } of files) {
    const times = records.map(timeOf);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  }
});

test.each(files)("$name is the victims' own, and otherwise what it was", ({ records }) => {
  const { victims, spliced } = splice(records);
  expect(spliced).toHaveLength(records.length);
  const accountsBefore = new Set([...victims.keys()].map((key) => key.split(":")[4] as string));
  for (const [index, record] of spliced.entries()) {
    const before = records[index] as CloudTrailRecord;
    for (const field of kept) expect(record[field]).toEqual(before[field]);
    expect(record["recipientAccountId"]).toBe(accountId);
    expect(identityOf(record)?.key).toBe(victims.get(identityOf(before)?.key as string)?.key);
    expect(timeOf(record) - startMs).toBe(timeOf(before) - timeOf(records[0] as CloudTrailRecord));
    for (const account of accountsBefore) expect(JSON.stringify(record)).not.toContain(account);
  }
});

test("the records that were read stay as they were", () => {
  const before = JSON.stringify(files);
  for (const { records } of files) splice(records);
  expect(JSON.stringify(files)).toBe(before);
});

test("a session that the attack makes keeps its key and name; any other is the victim's live one", () => {
  const keysOf = (name: string) => {
    const file = files.find((one) => one.name === name);
    const records = file?.records ?? [];
    return splice(records).spliced.map((record) => (record["userIdentity"] as Fields)["accessKeyId"]);
  };
  expect(keysOf("defense-evasion.organizations-leave").at(-1)).toBe("ASIA36EV31F1RB3OA8IG");
  expect(keysOf("credential-access.ec2-steal-instance-credentials").at(-1)).toBe("ASIAIOSFODNN7EXAMPLE");
  expect(keysOf("initial-access.console-login-without-mfa")).toEqual([undefined]);
});
