import type { Activity } from "../../../lib/domain/event/activity.ts";
import { emptyStanding } from "../../../lib/domain/trust/standing.ts";
import { assessAll, copyOf, eventIdOf, learned, nightlyBackup, nightOf } from "../learned.ts";
import { madeActivity, madeActor } from "../made-activity.ts";

const nights = 30;
const role = madeActor("role", { accessKeyId: "ASIAROLE" });
const backup = learned(nightlyBackup(nights));
const worker = learned(nightlyBackup(nights), { actor: role });
const iam = (eventName: string, requestParameters: unknown, bent: Partial<Activity> = {}): Activity =>
  madeActivity({
    eventId: eventIdOf(0xd0000),
    timeMs: nightOf(nights) + 60_000,
    service: "iam",
    eventName,
    record: { requestParameters },
    ...bent,
  });
const told = (activity: Activity, actor = madeActor(), standing = actor === role ? worker : backup) =>
  assessAll(copyOf(standing), [activity], { actor }).flatMap(({ signals }) =>
    signals.filter(({ kind }) => kind === "self-dealing"),
  );

test("a user that makes itself a key deals with itself: a weighty signal, and no fact", () => {
  const [signal, ...more] = told(iam("CreateAccessKey", { userName: "backup" }));
  expect(more).toEqual([]);
  expect(signal).toMatchObject({
    family: "sequence",
    band: "unseen",
    points: 26,
    deterministic: false,
    sensitive: true,
    eventId: eventIdOf(0xd0000),
    observed: "CreateAccessKey for itself",
    expected: "credentials and rights of its own are changed by others",
  });
  expect(signal?.bits).toBeGreaterThan(3);
});

test.each<[string, unknown]>([
  ["CreateAccessKey", null],
  ["CreateAccessKey", { userName: "BACKUP" }],
  ["UpdateAccessKey", { userName: "backup", accessKeyId: "AKIAOTHER", status: "Active" }],
  ["CreateLoginProfile", { userName: "backup" }],
  ["DetachUserPolicy", { userName: "backup", policyArn: "arn:aws:iam::aws:policy/AWSDenyAll" }],
  ["AddUserToGroup", { userName: "backup", groupName: "admins" }],
])("%s with %j is for itself", (eventName, request) => {
  expect(told(iam(eventName, request))).toHaveLength(1);
});

test.each<[string, unknown, Partial<Activity>]>([
  ["CreateAccessKey", { userName: "somebody-else" }, {}],
  ["AttachUserPolicy", {}, {}],
  ["UpdateAccessKey", { userName: "backup", status: "Inactive" }, {}],
  ["CreateAccessKey", null, { errorCode: "AccessDenied" }],
  ["CreateAccessKey", undefined, {}],
  ["CreateAccessKey", { userName: 7 }, {}],
  ["ListAccessKeys", { userName: "backup" }, {}],
])("%s with %j is not", (eventName, request, bent) => {
  expect(told(iam(eventName, request, bent))).toEqual([]);
});

const trusting = (principal: string) =>
  JSON.stringify({ Statement: [{ Effect: "Allow", Principal: { AWS: principal }, Action: "sts:AssumeRole" }] });

test("a role that changes itself, or lets itself into another role, is told", () => {
  expect(told(iam("AttachRolePolicy", { roleName: "worker" }), role)).toMatchObject([
    { observed: "AttachRolePolicy for its own role" },
  ]);
  const admin = { roleName: "admin", policyDocument: trusting(role.identity.key) };
  expect(told(iam("UpdateAssumeRolePolicy", admin), role)).toMatchObject([
    { observed: "UpdateAssumeRolePolicy that lets itself into role admin" },
  ]);
  const session = "arn:aws:sts::111122223333:assumed-role/worker/i-1";
  expect(told(iam("CreateRole", { roleName: "x", assumeRolePolicyDocument: trusting(session) }), role)).toHaveLength(1);
  const others = { roleName: "admin", policyDocument: trusting(`${role.identity.key}-of-others`) };
  expect(told(iam("UpdateAssumeRolePolicy", others), role)).toEqual([]);
  expect(told(iam("AttachRolePolicy", { roleName: "worker-2" }), role)).toEqual([]);
});

test("a key that rotates itself by habit is none, one that did so once counts little, a young identity's counts less", () => {
  const rotations = (every: number) =>
    nightlyBackup(nights).map((activity, index) =>
      index % (6 * every) === 0
        ? iam("CreateAccessKey", { userName: "backup" }, { eventId: activity.eventId, timeMs: activity.timeMs })
        : activity,
    );
  const next = iam("CreateAccessKey", { userName: "backup" });
  expect(told(next, undefined, learned(rotations(5)))).toEqual([]);
  expect(told(next, undefined, learned(rotations(16)))).toMatchObject([{ points: 7.8, expected: "on 2 of 30 days" }]);
  expect(told(next, undefined, emptyStanding())).toMatchObject([{ points: 15.6 }]);
});

test("hostile names stay printable and bounded", () => {
  const roleName = `\u202e\n${"x".repeat(500)}`;
  const [signal] = told(iam("UpdateAssumeRolePolicy", { roleName, policyDocument: trusting(role.identity.key) }), role);
  expect(signal?.observed.length).toBeLessThanOrEqual(120);
  expect(signal?.observed).not.toMatch(/\p{C}/u);
});
