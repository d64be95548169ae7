import fc from "fast-check";
import type { Activity } from "../../../../lib/domain/event/activity.ts";
import { findingsOf } from "../../../../lib/domain/response/sweep/found.ts";
import { readStart } from "../../../../lib/domain/response/sweep/read-start.ts";
import type { Suspect } from "../../../../lib/domain/response/sweep/suspect.ts";
import {
  beginSweep,
  defaultLimits,
  type Sweep,
  type SweepLimits,
  sweepStep,
} from "../../../../lib/domain/response/sweep/sweep.ts";
import { planOf } from "../../../../lib/domain/response/sweep/sweep-plan.ts";
import { account, activitiesFrom, assume, call, createKey, key, roleArn, userArn } from "./made-records.ts";

const startOf = (text: string): Suspect => {
  const start = readStart(text);
  if (typeof start === "string") throw new Error(start);
  return start;
};

/** Runs a sweep over records that all of its look-ups would give. */
const sweepOf = (text: string, activities: readonly Activity[], limits: Partial<SweepLimits> = {}) => {
  let sweep: Sweep = beginSweep(startOf(text), { ...defaultLimits, ...limits });
  let steps = 0;
  while (sweep.frontier.length > 0) {
    steps++;
    const findings = sweep.frontier.flatMap((node) => activities.map((activity) => findingsOf(node, activity)));
    const found = findings.flatMap((one) => one.found);
    sweep = sweepStep(sweep, { found, origins: findings.flatMap(({ origins }) => origins), cuts: [] });
  }
  return { plan: planOf(sweep, text, new Set([account])), steps };
};
const names = (steps: readonly { readonly thing: string; readonly name: string }[]) =>
  steps.map(({ thing, name }) => `${thing} ${name}`);

const stolen = { accessKeyId: key("AKIA", 1), userName: "ci" };

/** A theft in which each thing makes the next, in the order of the story. */
const theft = [
  createKey(stolen, 10, "bob", key("AKIA", 2)),
  assume(stolen, 20, "app", "s1", key("ASIA", 3)),
  call(
    { accessKeyId: key("AKIA", 2), userName: "bob" },
    "iam:CreateUser",
    30,
    { userName: "eve" },
    { user: { userName: "eve", arn: userArn("eve") } },
  ),
  call(
    { accessKeyId: key("AKIA", 9), userName: "eve" },
    "iam:CreateRole",
    40,
    { roleName: "back" },
    { role: { roleName: "back", arn: roleArn("back") } },
  ),
  assume({ accessKeyId: key("AKIA", 77), userName: "outside" }, 50, "back", "x", key("ASIA", 4)),
  call({ accessKeyId: key("ASIA", 4), session: ["back", "x"] }, "secretsmanager:GetSecretValue", 60, {
    secretId: "db",
  }),
  call({ accessKeyId: key("ASIA", 3), session: ["app", "s1"] }, "signin:GetSigninToken", 70, null, {
    GetSigninToken: "Success",
  }),
  call({ accessKeyId: key("ASIA", 5), session: ["app", "s1"], fromConsole: true }, "iam:AttachUserPolicy", 80, {
    userName: "ci",
    policyArn: "arn:p",
  }),
  call(stolen, "iam:UpdateLoginProfile", 90, { userName: "zoe" }),
  call(
    { accessKeyId: key("ASIA", 6), userName: "zoe" },
    "ssm:StartSession",
    100,
    { target: "i-1" },
    { sessionId: "zoe-1" },
  ),
  // What others did, or the same ones before, is none of it.
  call({ accessKeyId: key("ASIA", 7), userName: "zoe" }, "ssm:StartSession", 5, { target: "i-2" }),
  call({ accessKeyId: key("AKIA", 8), userName: "zoe" }, "ssm:GetParameter", 110, { name: "/zoes" }),
  call({ accessKeyId: key("AKIA", 12), userName: "bob" }, "ssm:GetParameter", 110, { name: "/bobs" }),
  call({ accessKeyId: key("ASIA", 13), session: ["app", "other"] }, "ssm:GetParameter", 110, { name: "/apps" }),
  call({ accessKeyId: key("ASIA", 14), session: ["app", "s1"] }, "ssm:GetParameter", 110, { name: "/apps-namesake" }),
];

test("everything that came of a key is found, sources first, and nothing of others", () => {
  const { plan } = sweepOf(key("AKIA", 1), activitiesFrom(theft));
  expect(names(plan.contain)).toEqual([
    `where it began access key ${key("AKIA", 1)}`,
    `access key ${key("AKIA", 2)}`,
    `role session role/app/s1 (${key("ASIA", 3)})`,
    "console password zoe",
    "user eve",
    "console session role/app",
    "role back",
    `role session role/back/x (${key("ASIA", 4)})`,
  ]);
  expect(plan.contain.map(({ depth }) => depth)).toEqual([0, 1, 1, 1, 2, 2, 3, 4]);
  expect(names(plan.undo)).toEqual(["open shell i-1", "attached policy ci"]);
  expect(names(plan.rotate)).toEqual(["secret db"]);
  expect([plan.isTruncated, plan.origins]).toEqual([false, []]);
  const [, made] = plan.contain;
  expect(made).toMatchObject({
    key: key("AKIA", 2),
    accountId: account,
    by: `access-key:${key("AKIA", 1)}`,
    event: { action: "iam:CreateAccessKey", eventId: expect.stringMatching(/^event-/) },
  });
});

test("the order of the records and their repetition change nothing, with and without limits that are reached", () => {
  const activities = activitiesFrom(theft);
  const limits = fc.constantFrom({}, { depth: 2 }, { suspects: 3 }, { depth: 1, suspects: 2 });
  const shuffled = fc.shuffledSubarray(activities, { minLength: activities.length });
  const again = fc.subarray(activities);
  fc.assert(
    fc.property(shuffled, again, limits, (one, repeated, limited) => {
      expect(sweepOf(key("AKIA", 1), [...one, ...repeated], limited).plan).toEqual(
        sweepOf(key("AKIA", 1), activities, limited).plan,
      );
    }),
    { numRuns: 100 },
  );
});

test("a key that two made counts for the one who was first", () => {
  const records = [
    createKey({ accessKeyId: key("AKIA", 3), userName: "bob" }, 30, "eve", key("AKIA", 4)),
    createKey(stolen, 10, "bob", key("AKIA", 3)),
    createKey(stolen, 20, "eve", key("AKIA", 4)),
  ];
  const { plan } = sweepOf(key("AKIA", 1), activitiesFrom(records));
  expect(plan.contain.map(({ name, by }) => [name, by])).toEqual([
    [`access key ${key("AKIA", 1)}`, undefined],
    [key("AKIA", 3), `access-key:${key("AKIA", 1)}`],
    [key("AKIA", 4), `access-key:${key("AKIA", 1)}`],
  ]);
});

test("what turns out to be the intruder's from an earlier time on is looked at again from then on", () => {
  const bob = { accessKeyId: key("AKIA", 2), userName: "bob" };
  const zoe = (second: number, target: string) =>
    call({ accessKeyId: key("ASIA", 6), userName: "zoe" }, "ssm:StartSession", second, { target });
  const records = [
    call(stolen, "iam:UpdateLoginProfile", 90, { userName: "zoe" }),
    createKey(stolen, 10, "bob", key("AKIA", 2)),
    call(bob, "iam:UpdateLoginProfile", 40, { userName: "zoe" }),
    zoe(30, "i-before"),
    zoe(50, "i-between"),
    zoe(100, "i-after"),
  ];
  const { plan } = sweepOf(key("AKIA", 1), activitiesFrom(records));
  expect(plan.undo.map(({ name }) => name)).toEqual(["i-between", "i-after"]);
});

test("circles end: sessions of two roles that go on assuming each other", () => {
  const a = (number: number) => ({ accessKeyId: key("ASIA", number), session: ["a", "s1"] as const });
  const b = (number: number) => ({ accessKeyId: key("ASIA", number), session: ["b", "s1"] as const });
  const records = [
    assume(a(1), 1, "b", "s1", key("ASIA", 2)),
    assume(b(2), 2, "a", "s1", key("ASIA", 1)),
    assume(b(2), 3, "a", "s1", key("ASIA", 3)),
    assume(a(3), 4, "b", "s1", key("ASIA", 2)),
    call(a(1), "iam:UpdateLoginProfile", 5, { userName: "zoe" }),
    call({ accessKeyId: key("ASIA", 9), userName: "zoe" }, "iam:UpdateLoginProfile", 6, { userName: "zoe" }),
  ];
  for (const start of [key("ASIA", 1), "AROAAXXXXXXXXXXXXXXXX:s1", roleArn("a")]) {
    const { plan, steps } = sweepOf(start, activitiesFrom(records));
    expect(plan.isTruncated).toBe(false);
    expect(steps).toBeLessThanOrEqual(6);
    expect(plan.suspects.length).toBeGreaterThan(2);
  }
});

test("any web of keys that make keys ends within its limits, and says when it reached them", () => {
  const edges = fc.array(fc.tuple(fc.nat(30), fc.nat(30), fc.nat(100)), { maxLength: 80 });
  fc.assert(
    fc.property(edges, fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 20 }), (web, depth, suspects) => {
      const records = web.map(([from, to, second]) =>
        createKey({ accessKeyId: key("AKIA", from), userName: `u${from}` }, second, `u${to}`, key("AKIA", to)),
      );
      const { plan, steps } = sweepOf(key("AKIA", 0), activitiesFrom(records), { depth, suspects });
      expect(steps).toBeLessThanOrEqual(depth + 1);
      expect(plan.suspects.length).toBeLessThanOrEqual(suspects);
      const followed = new Set(plan.suspects.map((one) => one.key));
      const isAllFollowed = plan.contain.every(({ leads }) => leads.every((one) => followed.has(one)));
      expect(plan.isTruncated).toBe(!isAllFollowed);
    }),
    { numRuns: 60 },
  );
});

test("a limit leaves out the latest, still lists them, and says so", () => {
  const records = [1, 2, 3, 4].map((number) => createKey(stolen, number, `u${number}`, key("AKIA", 10 + number)));
  const { plan } = sweepOf(key("AKIA", 1), activitiesFrom(records), { suspects: 3 });
  expect(plan.contain).toHaveLength(5);
  expect(plan.suspects.map(({ text }) => text)).toEqual(
    [1, 11, 12].map((number) => `access key ${key("AKIA", number)}`),
  );
  expect(plan.cuts).toEqual([
    {
      reason: "suspects",
      where: "the sweep",
      why: expect.stringMatching(/^2 suspects more were found and not followed: the limit is 3 suspects\./),
    },
  ]);
});

test("sessions of one name are one containment, with all of their credentials", () => {
  const records = [assume(stolen, 1, "app", "s1", key("ASIA", 3)), assume(stolen, 2, "app", "s1", key("ASIA", 2))];
  const { plan } = sweepOf(key("AKIA", 1), activitiesFrom(records));
  expect(plan.contain).toHaveLength(2);
  expect(plan.contain[1]).toMatchObject({
    credentials: [key("ASIA", 2), key("ASIA", 3)],
    event: { timeMs: expect.any(Number) },
  });
});

test("a session that went to another account is followed there, and it is said that its records are missing", () => {
  const { plan } = sweepOf(
    key("AKIA", 1),
    activitiesFrom([assume(stolen, 1, "far", "s1", key("ASIA", 2), "999999999999")]),
  );
  expect(plan.contain[1]).toMatchObject({ accountId: "999999999999" });
  expect(plan.cuts).toMatchObject([{ reason: "account", where: "account 999999999999" }]);
});

test("who issued the temporary key that it began with is told, and is not followed", () => {
  const records = [
    assume(stolen, 1, "app", "s1", key("ASIA", 2)),
    createKey({ accessKeyId: key("ASIA", 2), session: ["app", "s1"] }, 2, "bob", key("AKIA", 5)),
    createKey(stolen, 3, "zoe", key("AKIA", 6)),
  ];
  const { plan } = sweepOf(key("ASIA", 2), activitiesFrom(records));
  expect(plan.origins).toMatchObject([{ makerKey: userArn("ci"), makerAccessKeyId: key("AKIA", 1) }]);
  expect(plan.contain.map(({ key: of }) => of)).toEqual([key("ASIA", 2), key("AKIA", 5)]);
});

test.each([
  [key("AKIA", 1), "access-key"],
  [key("ASIA", 1), "access-key"],
  ["AROAAXXXXXXXXXXXXXXXX:i-0123", "session"],
  [`arn:aws:sts::${account}:assumed-role/app/build`, "session"],
  [userArn("team/ci"), "user"],
  [roleArn("service-role/app"), "role"],
])("%s is followed as %s", (text, kind) => {
  expect(startOf(text).kind).toBe(kind);
});

test.each([
  "",
  "ci",
  "AKIA*",
  "akia0000000000000001",
  "arn:aws:s3:::bucket",
  `arn:aws:iam::12:user/ci`,
  `${roleArn("a")}\u0007`,
  "AROAX:",
])("%j is refused, with what is allowed", (text) => {
  const problem = readStart(text);
  expect(problem).toMatch(/is nothing that can be followed; give an access key \(AKIA… or ASIA…\), a session/);
  expect(problem).not.toContain("\u0007");
});
