import type { Notice } from "../../../lib/domain/event/activity.ts";
import { actorOfNotice } from "../../../lib/domain/identity/notice-actor.ts";

const notice: Notice = {
  noticeId: "finding-1",
  timeMs: Date.UTC(2026, 2, 2),
  accountId: "111122223333",
  region: "eu-west-1",
  source: "guardduty",
  type: "Recon:IAMUser/MaliciousIPCaller",
  severity: 5,
  accessKeyId: "AKIAIOSFODNN7EXAMPLE",
  principalId: "AIDAEXAMPLE",
  userName: "backup",
  userType: "IAMUser",
};

test.each<[string, Partial<Notice>, { key: string; kind: string }]>([
  ["a user", {}, { key: "arn:aws:iam::111122223333:user/backup", kind: "access-key-user" }],
  [
    "a name without a type",
    { userType: undefined },
    { key: "arn:aws:iam::111122223333:user/backup", kind: "access-key-user" },
  ],
  [
    "an assumed role",
    { userType: "AssumedRole", userName: "worker" },
    { key: "arn:aws:iam::111122223333:role/worker", kind: "role" },
  ],
  ["a role", { userType: "Role", userName: "worker" }, { key: "arn:aws:iam::111122223333:role/worker", kind: "role" }],
  ["the root user", { userType: "Root", userName: "Root" }, { key: "arn:aws:iam::111122223333:root", kind: "root" }],
  ["China", { region: "cn-north-1" }, { key: "arn:aws-cn:iam::111122223333:user/backup", kind: "access-key-user" }],
  [
    "an access key alone",
    { userName: undefined, userType: undefined },
    { key: "access-key:AKIAIOSFODNN7EXAMPLE", kind: "unknown" },
  ],
  ["a federated user", { userType: "FederatedUser" }, { key: "access-key:AKIAIOSFODNN7EXAMPLE", kind: "unknown" }],
  [
    "nobody",
    { userName: undefined, userType: undefined, accessKeyId: undefined },
    { key: "access-key:unknown", kind: "unknown" },
  ],
])("a notice about %s is about that identity", (_, bent, expected) => {
  const actor = actorOfNotice({ ...notice, ...bent });
  expect(actor.identity).toMatchObject(expected);
  expect(actor.accessKeyId).toBe("accessKeyId" in bent ? bent.accessKeyId : notice.accessKeyId);
  expect(actor.principalId).toBe("AIDAEXAMPLE");
});
