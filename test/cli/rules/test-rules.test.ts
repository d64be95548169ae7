import { record, rulesFolder, ruleText } from "./rules-folder.ts";

const { write, call, json } = rulesFolder();

test("the built-in rules do what their samples say", async () => {
  const { code, out, err } = await call(["test"]);
  expect([code, err]).toEqual([0, ""]);
  expect(out).toMatch(/^\d+ rules, \d+ samples: all as expected\n$/);
});

test("samples beside a rule are run, and those that fail name the first field that did not fit", async () => {
  const ours = "  ours:\n    userIdentity.userName: ci\n  condition: call and not ours";
  write("rules/users.yml", ruleText("CreateUser").replace("  condition: call", ours));
  write("rules/users.tests/match/good.json", record({ userIdentity: { type: "IAMUser", userName: "other" } }));
  write("rules/users.tests/match/other-call.json", record({ eventName: "DeleteUser" }));
  write("rules/users.tests/match/ours.json", [record(), record()]);
  write("rules/users.tests/ignore/bad.json", record({ userIdentity: { type: "IAMUser", userName: "x\u202e" } }));
  write("rules/users.tests/ignore/nobody.json", record({ userIdentity: { type: "IAMUser" } }));
  const { code, out } = await call(["test", "rules"]);
  expect(code).toBe(2);
  expect(out.trimEnd().split("\n")).toEqual([
    'rules/users.tests/match/other-call.json: users does not match, and should; wanted: eventName is "CreateUser"; it is "DeleteUser"',
    'rules/users.tests/match/ours.json: users does not match, and should; not wanted: userIdentity.userName is "ci"; it is "ci"',
    'rules/users.tests/match/ours.json#2: users does not match, and should; not wanted: userIdentity.userName is "ci"; it is "ci"',
    'rules/users.tests/ignore/bad.json: users matches, and should not; wanted: userIdentity.userName is "ci"; it is "x\\u{202e}"',
    'rules/users.tests/ignore/nobody.json: users matches, and should not; wanted: userIdentity.userName is "ci"; it is missing',
    "1 rule, 6 samples: 5 not as expected",
  ]);
});

test("of several ways to match the nearest is shown", async () => {
  const ways =
    "  one:\n    eventName: DeleteUser\n    awsRegion: eu-west-1\n  two:\n    eventName: CreateUser\n    errorCode: AccessDenied\n  condition: (call and one) or two";
  write("a.yml", ruleText("Other").replace("  condition: call", ways));
  write("a.tests/match/a.json", record());
  const { failures } = await json(["test", "a.yml"]);
  expect(failures[0].why).toMatch(
    /errorCode is "AccessDenied"; it is missing|eventName is "Other"; it is "CreateUser"/,
  );
});

test("what a rule reads under nhi. comes from the sample's own key nhi, and its kind from the record", async () => {
  write(
    "tier.yml",
    ruleText("CreateUser").replace(
      "    eventName",
      "    nhi.tier: crown\n    nhi.kind: access-key-user\n    eventName",
    ),
  );
  const user = {
    type: "IAMUser",
    arn: "arn:aws:iam::111122223333:user/ci",
    accessKeyId: "AKIAIOSFODNN7EXAMPLE",
    userName: "ci",
  };
  write("tier.tests/match/crown.json", record({ nhi: { tier: "crown" }, userIdentity: user }));
  write("tier.tests/ignore/other.json", record({ nhi: { tier: "standard" }, userIdentity: user }));
  expect(await call(["test", "tier.yml"])).toMatchObject({ code: 0, out: "1 rule, 2 samples: all as expected\n" });
});

test("--samples names a folder by rule; rules without samples and samples without records are told", async () => {
  write("a.yml", ruleText("CreateUser"));
  write("b.yml", ruleText("DeleteUser"));
  write("samples/a/match/one.json", record());
  write("samples/a/ignore/list.json", "[1]");
  write("samples/a/ignore/text.json", "nothing");
  write("samples/a/ignore/no-time.json", record({ eventTime: "soon" }));
  const { code, out } = await call(["test", "--samples", "samples", "a.yml", "b.yml"]);
  expect(code).toBe(2);
  expect(out).toContain("samples/a/ignore/list.json: holds no record;");
  expect(out).toContain("samples/a/ignore/text.json: holds no record;");
  expect(out).toContain("samples/a/ignore/no-time.json: is no readable record:");
  expect(out).toContain("without samples: b\n2 rules, 2 samples: all as expected");
});

test("a broken rule is told and the others are tested", async () => {
  write("rules/a.yml", ruleText("CreateUser"));
  write("rules/a.tests/match/one.json", record());
  write("rules/b.yml", "title: b\n");
  const { code, out } = await call(["test", "rules"]);
  expect([code, out.includes("rules/b.yml:1: logsource: error:"), out.includes("1 rule, 1 sample: all")]).toEqual([
    2,
    true,
    true,
  ]);
});
