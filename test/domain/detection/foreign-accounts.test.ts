import fc from "fast-check";
import { openedTo } from "../../../lib/domain/detection/foreign-accounts.ts";
import { defaultPolicy } from "../../../lib/domain/response/policy.ts";
import { copyOf, eventIdOf, learned, nightlyBackup, nightOf, shownBy } from "../learned.ts";
import { madeActivity } from "../made-activity.ts";

const own = "111122223333";
const asked = (requestParameters: unknown, bent: object = {}) =>
  madeActivity({
    eventId: eventIdOf(0xabc000),
    timeMs: nightOf(30),
    service: "ec2",
    eventName: "ModifySnapshotAttribute",
    action: "ec2:ModifySnapshotAttribute",
    readOnly: false,
    record: { requestParameters },
    ...bent,
  });
const opened = (requestParameters: unknown) => openedTo(asked(requestParameters), (account) => account === own);
const trustOf = (principal: unknown) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" }],
  });

test.each<[string, unknown, string[]]>([
  [
    "a plain id, as snapshots are shared",
    { createVolumePermission: { add: { items: [{ userId: "999988887777" }] } } },
    ["999988887777"],
  ],
  ["a role trust", { policyDocument: trustOf({ AWS: "arn:aws:iam::999988887777:root" }) }, ["999988887777"]],
  ["several", { a: ["888877776666", "arn:aws:iam::999988887777:role/x"] }, ["888877776666", "999988887777"]],
  ["the own account", { policyDocument: trustOf({ AWS: `arn:aws:iam::${own}:root` }) }, []],
  ["longer runs of digits and parts of names", { a: "1234567890123", b: "x999988887777", c: "999988887777abc" }, []],
  ["no request", null, []],
])("%s", (_, request, accounts) => {
  expect(opened(request).accounts).toEqual(accounts);
});

test.each<[string, unknown, boolean]>([
  ["a trust for everybody", { policyDocument: trustOf("*") }, true],
  ["a trust for every AWS principal", { policyDocument: trustOf({ AWS: "*" }) }, true],
  ["a policy as a map", { bucketPolicy: { Statement: [{ Principal: "*" }] } }, true],
  ["a snapshot for all", { createVolumePermission: { add: { items: [{ group: "all" }] } } }, true],
  ["a public ACL", { "x-amz-acl": "public-read" }, true],
  ["a function URL without a check", { authType: "NONE", functionName: "f" }, true],
  [
    "every action of one principal",
    { policyDocument: JSON.stringify({ Statement: [{ Action: "*", Principal: { Service: "ec2.amazonaws.com" } }] }) },
    false,
  ],
  ["a word that is all", { name: "all" }, false],
])("%s", (_, request, everybody) => {
  expect(opened(request).everybody).toBe(everybody);
});

test("sharing with a stranger is a sensitive deviation; with the organisation's account it is none", () => {
  const standing = learned(nightlyBackup(30));
  const share = asked({ createVolumePermission: { add: { items: [{ userId: "999988887777" }] } } });
  const kinds = (policy = defaultPolicy, activity = share) =>
    shownBy(copyOf(standing), activity, { policy }).signals.map(({ kind }) => kind);
  expect(kinds()).toContain("foreign-account");
  expect(kinds({ ...defaultPolicy, organisationAccounts: ["999988887777"] })).not.toContain("foreign-account");
  expect(kinds(defaultPolicy, { ...share, errorCode: "AccessDenied" })).not.toContain("foreign-account");
  expect(kinds({ ...defaultPolicy, signalWeights: { "foreign-account": 0 } })).not.toContain("foreign-account");
});

test("whatever a request holds, the answer is bounded and comes soon", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (request) => {
      const { accounts } = opened(request);
      expect(accounts.length).toBeLessThanOrEqual(8);
      for (const account of accounts) expect(account).toMatch(/^\d{12}$/);
    }),
  );
  const bomb = { a: `${'"Principal":{'.repeat(20_000)}`, b: "group".repeat(20_000), c: '\\"'.repeat(30_000) };
  expect(opened(bomb)).toEqual({ accounts: [], everybody: false });
});
