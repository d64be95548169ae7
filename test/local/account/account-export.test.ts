import { createSimulatedAccount } from "../../../lib/local/account/simulated-account.ts";
import { accountId, callOf, exampleAccount, startMs, verdict } from "./example-account.ts";

test("an account that went through JSON decides as before, also about what is not enforced yet", () => {
  const { account, keys } = exampleAccount();
  const by = { service: "ec2.amazonaws.com" };
  const session = account.startSession({ roleName: "web-server", sessionName: "i-01", by }, startMs);
  account.attempt(callOf(keys[1]), startMs);
  account.iam("updateAccessKey", { UserName: "deploy-bot", AccessKeyId: keys[0], Status: "Inactive" }, startMs);

  const restore = JSON.parse(JSON.stringify(account.export()));
  const again = createSimulatedAccount({ accountId, restore });
  for (const one of [account, again]) {
    expect(verdict(one, callOf(keys[0]), startMs + 3_999)).toBe("allowed");
    expect(verdict(one, callOf(keys[0]), startMs + 4_000)).toBe("InvalidClientTokenId");
    expect(verdict(one, callOf(session.accessKeyId), startMs + 4_000)).toBe("allowed");
    expect(verdict(one, callOf(session.accessKeyId), startMs + 3_600_000)).toBe("ExpiredToken");
  }
  const lastUsed = again.iam("getAccessKeyLastUsed", { AccessKeyId: keys[1] }, startMs);
  expect(lastUsed).toHaveProperty("AccessKeyLastUsed.ServiceName", "s3");
});

test("ids that are issued after a restart differ from those before it", () => {
  const { account } = exampleAccount();
  const restore = JSON.parse(JSON.stringify(account.export()));
  const again = createSimulatedAccount({ accountId, restore });
  const id = (one: typeof account) =>
    (one.iam("createUser", { UserName: "next" }, startMs)["User"] as { UserId: string }).UserId;
  expect(id(again)).toBe(id(account));
  const known = [...account.state().users.values()].map((user) => user.id);
  expect(new Set(known).size).toBe(known.length);
});

test("another account's data, data of another version and an odd account id are refused", () => {
  const { account } = exampleAccount();
  const restore = account.export();
  expect(() => createSimulatedAccount({ accountId: "444455556666", restore })).toThrow(
    /belongs to account 111122223333/,
  );
  const newer = { ...restore, formatVersion: 2 as 1 };
  expect(() => createSimulatedAccount({ accountId, restore: newer })).toThrow(/format version 2/);
  expect(() => createSimulatedAccount({ accountId: "12" })).toThrow(/12 digits/);
});
