import { readEvent } from "../../../lib/domain/event/read-event.ts";
import { actorOfNotice } from "../../../lib/domain/identity/notice-actor.ts";

const role = "arn:aws:iam::111122223333:role/apps/exporter";
const finding = (bent: object = {}) => ({
  version: "0",
  id: "22222222-dcba-4444-dcba-333333333333",
  "detail-type": "Access Analyzer Finding",
  source: "aws.access-analyzer",
  account: "111122223333",
  time: "2026-03-02T03:00:05Z",
  region: "eu-west-1",
  detail: {
    id: "finding-1",
    status: "ACTIVE",
    resourceType: "AWS::IAM::Role",
    resource: role,
    updatedAt: "2026-03-02T03:00:00Z",
    principal: { AWS: "999988887777" },
    action: ["sts:AssumeRole"],
    isPublic: false,
    isDeleted: false,
    ...bent,
  },
});

test("an active finding about a role is a notice about that very role, path and all", () => {
  const [reading] = readEvent(finding());
  expect(reading).toMatchObject({
    kind: "notice",
    notice: {
      noticeId: "finding-1",
      source: "access-analyzer",
      severity: 5,
      accountId: "111122223333",
      userName: "exporter",
    },
  });
  if (reading?.kind === "notice") {
    expect(reading.notice.timeMs).toBe(Date.UTC(2026, 2, 2, 3));
    expect(actorOfNotice(reading.notice).identity).toMatchObject({ key: role, kind: "role", name: "exporter" });
  }
});

test("a role that everybody may assume weighs more", () => {
  const [reading] = readEvent(finding({ isPublic: true }));
  expect(reading).toMatchObject({ notice: { severity: 8, type: "a role that everybody may assume" } });
});

test.each<[string, object]>([
  ["a bucket", { resourceType: "AWS::S3::Bucket", resource: "arn:aws:s3:::b" }],
  ["a settled finding", { status: "RESOLVED" }],
  ["a deleted role", { isDeleted: true }],
  ["no ARN", { resource: 7 }],
  ["an ARN that is no role's", { resource: "arn:aws:iam::111122223333:user/x" }],
])("%s is refused with the reason, and accuses nobody", (_, bent) => {
  expect(readEvent(finding(bent))).toMatchObject([{ kind: "unreadable", unreadable: { reason: "not-an-event" } }]);
});
