import fc from "fast-check";
import { accountId, allow, callOf, deny, exampleAccount, policy, startMs, verdict } from "./example-account.ts";

const denyTemporary = policy(deny("*", { Condition: { Null: { "aws:TokenIssueTime": "false" } } }));

test("a key that was set Inactive reads so at once, works on for the enforcement delay, and is then refused", () => {
  const { account, keys } = exampleAccount();
  const [first, second] = keys;
  account.iam("updateAccessKey", { UserName: "deploy-bot", AccessKeyId: first, Status: "Inactive" }, startMs);

  expect(account.iam("listAccessKeys", { UserName: "deploy-bot" }, startMs)["AccessKeyMetadata"]).toEqual([
    expect.objectContaining({ AccessKeyId: first, Status: "Inactive" }),
    expect.objectContaining({ AccessKeyId: second, Status: "Active" }),
  ]);
  expect(verdict(account, callOf(first), startMs + 3_999)).toBe("allowed");
  expect(verdict(account, callOf(first), startMs + 4_000)).toBe("InvalidClientTokenId");
});

test("the user's other key and other users' keys go on working", () => {
  const { account, keys } = exampleAccount();
  const [first, second, others] = keys;
  account.iam("updateAccessKey", { UserName: "deploy-bot", AccessKeyId: first, Status: "Inactive" }, startMs);

  expect(verdict(account, callOf(second), startMs + 60_000)).toBe("allowed");
  expect(verdict(account, callOf(others), startMs + 60_000)).toBe("allowed");
});

test("a key that is set Active again works again after the delay", () => {
  const { account, keys } = exampleAccount();
  const setTo = (Status: string, atMs: number) =>
    account.iam("updateAccessKey", { UserName: "deploy-bot", AccessKeyId: keys[0], Status }, atMs);
  setTo("Inactive", startMs);
  setTo("Active", startMs + 10_000);

  expect(verdict(account, callOf(keys[0]), startMs + 13_999)).toBe("InvalidClientTokenId");
  expect(verdict(account, callOf(keys[0]), startMs + 14_000)).toBe("allowed");
});

test("a deny takes effect only after the delay, however long the delay is", () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 60_000 }), fc.integer({ min: 0, max: 120_000 }), (delayMs, afterMs) => {
      const { account, keys } = exampleAccount({ enforcementDelayMs: delayMs });
      const denial = { UserName: "deploy-bot", PolicyName: "warden", PolicyDocument: policy(deny("*")) };
      account.iam("putUserPolicy", denial, startMs);
      const expected = afterMs < delayMs ? "allowed" : "explicit deny";
      expect(verdict(account, callOf(keys[0]), startMs + afterMs)).toBe(expected);
    }),
  );
});

test("whatever changes in between, what is enforced is what the control plane said one delay ago", () => {
  const changes = fc.array(fc.tuple(fc.integer({ min: 0, max: 5_000 }), fc.boolean()), { maxLength: 20 });
  fc.assert(
    fc.property(changes, fc.integer({ min: 0, max: 20_000 }), (steps, waitMs) => {
      const { account, keys } = exampleAccount();
      let nowMs = startMs;
      const told: { atMs: number; active: boolean }[] = [{ atMs: Number.NEGATIVE_INFINITY, active: true }];
      for (const [gapMs, active] of steps) {
        nowMs += gapMs;
        const Status = active ? "Active" : "Inactive";
        account.iam("updateAccessKey", { UserName: "deploy-bot", AccessKeyId: keys[0], Status }, nowMs);
        told.push({ atMs: nowMs, active });
      }
      const expected = told.findLast(({ atMs }) => atMs <= nowMs + waitMs - 4_000)?.active;
      expect(verdict(account, callOf(keys[0]), nowMs + waitMs)).toBe(expected ? "allowed" : "InvalidClientTokenId");
    }),
  );
});

test("sessions that a key obtained survive its deactivation, and end by a deny on the user", () => {
  const { account, keys } = exampleAccount();
  const asked = account.request(callOf(keys[0], "sts:GetSessionToken"), startMs);
  const response = asked.outcome === "succeeded" ? asked.response : {};
  const { AccessKeyId: session } = response["Credentials"] as { AccessKeyId: string };
  account.iam("updateAccessKey", { UserName: "deploy-bot", AccessKeyId: keys[0], Status: "Inactive" }, startMs);
  expect(verdict(account, callOf(session), startMs + 60_000)).toBe("allowed");

  const denial = { UserName: "deploy-bot", PolicyName: "warden", PolicyDocument: denyTemporary };
  account.iam("putUserPolicy", denial, startMs + 60_000);
  expect(verdict(account, callOf(session), startMs + 64_000)).toBe("explicit deny");
  expect(verdict(account, callOf(keys[1]), startMs + 64_000)).toBe("allowed");
});

test("what is made after the set-up is not enforced before the delay either", () => {
  const { account } = exampleAccount();
  account.iam("createUser", { UserName: "late-bot" }, startMs);
  account.iam(
    "putUserPolicy",
    { UserName: "late-bot", PolicyName: "s3", PolicyDocument: policy(allow("s3:*")) },
    startMs,
  );
  const made = account.iam("createAccessKey", { UserName: "late-bot" }, startMs);
  const { AccessKeyId } = made["AccessKey"] as { AccessKeyId: string };

  expect(verdict(account, callOf(AccessKeyId), startMs + 1_000)).toBe("InvalidClientTokenId");
  expect(verdict(account, callOf(AccessKeyId), startMs + 4_000)).toBe("allowed");
  expect(verdict(account, callOf(AccessKeyId, "ec2:RunInstances"), startMs + 4_000)).toBe("AccessDenied");
});

test("a denial says what AWS says, and where the deny stands", () => {
  const { account, keys } = exampleAccount();
  const PolicyDocument = policy(deny("s3:*"));
  account.iam("putUserPolicy", { UserName: "deploy-bot", PolicyName: "warden", PolicyDocument }, startMs);
  const resource = "arn:aws:s3:::invoices/2026";
  const outcome = account.attempt(callOf(keys[0], "s3:GetObject", { resource }), startMs + 4_000);

  expect(outcome).toMatchObject({ outcome: "denied", errorCode: "AccessDenied", explicitDeny: true });
  expect(outcome).toHaveProperty(
    "message",
    `User: arn:aws:iam::${accountId}:user/deploy-bot is not authorized to perform: s3:GetObject ` +
      `on resource: ${resource} with an explicit deny in an identity-based policy`,
  );
});

test("sts:GetCallerIdentity answers even to a principal to whom everything is denied", () => {
  const { account, keys } = exampleAccount();
  account.iam("putUserPolicy", { UserName: "deploy-bot", PolicyName: "w", PolicyDocument: policy(deny("*")) }, startMs);
  expect(verdict(account, callOf(keys[0], "sts:GetCallerIdentity"), startMs + 60_000)).toBe("allowed");
});

test("an attacker who removes the deny gets the access back, one delay later", () => {
  const { account, keys } = exampleAccount();
  const named = { UserName: "deploy-bot", PolicyName: "warden" };
  account.iam("putUserPolicy", { ...named, PolicyDocument: policy(deny("s3:*")) }, startMs);
  expect(verdict(account, callOf(keys[0]), startMs + 5_000)).toBe("explicit deny");

  const removed = account.request(callOf(keys[0], "iam:DeleteUserPolicy", { parameters: named }), startMs + 5_000);
  expect(removed.outcome).toBe("succeeded");
  expect(verdict(account, callOf(keys[0]), startMs + 8_999)).toBe("explicit deny");
  expect(verdict(account, callOf(keys[0]), startMs + 9_000)).toBe("allowed");
});
