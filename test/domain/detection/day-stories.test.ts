import fc from "fast-check";
import { assess } from "../../../lib/domain/assess.ts";
import { observeRightsChanged } from "../../../lib/domain/detection/observe-rights-changed.ts";
import { whoseRightsChanged } from "../../../lib/domain/detection/rights-changed.ts";
import type { Activity } from "../../../lib/domain/event/activity.ts";
import { defaultPolicy } from "../../../lib/domain/response/policy.ts";
import { termsFor } from "../../../lib/domain/terms.ts";
import { advanceStanding, emptyStanding, type Standing } from "../../../lib/domain/trust/standing.ts";
import { encodeStanding } from "../../../lib/domain/trust/standing-codec.ts";
import { assessAll, copyOf, eventIdOf, learned, nightlyBackup, nightOf, noRules } from "../learned.ts";
import { madeActivity, madeActor } from "../made-activity.ts";

const nights = 30;
const thief = "203.0.113.180";
const day = Date.UTC(2026, 2, 2 + nights);
const call = (minute: number, service: string, eventName: string, bent: Partial<Activity> = {}): Activity =>
  madeActivity({
    eventId: eventIdOf(0x90000 + minute),
    timeMs: nightOf(nights) + minute * 60_000,
    service,
    eventName,
    ...bent,
  });
const secret = (minute: number, secretId = "shop/database", bent: Partial<Activity> = {}) =>
  call(minute, "secretsmanager", "GetSecretValue", { record: { requestParameters: { secretId } }, ...bent });
const backup = learned(nightlyBackup(nights));
const readsSecrets = learned(
  [
    ...nightlyBackup(nights),
    ...Array.from({ length: nights }, (_, night) =>
      secret(0, "shop/database", { eventId: eventIdOf(0x80000 + night), timeMs: nightOf(night) + 30 * 60_000 }),
    ),
  ].sort((a, b) => a.timeMs - b.timeMs),
);
const told = (kind: string, activities: readonly Activity[], standing: Standing = backup) =>
  assessAll(copyOf(standing), activities).flatMap(({ signals }) => signals.filter((signal) => signal.kind === kind));

test("secrets read and then a network that was never seen are one story, told of the day", () => {
  const [signal] = told("secret-new-network", [secret(0), call(9, "s3", "GetObject", { sourceAddress: thief })]);
  expect(signal).toMatchObject({
    family: "sequence",
    band: "rare",
    bits: 1,
    points: 28.22,
    deterministic: false,
    sensitive: true,
    eventId: "",
    timeMs: day,
    observed: "a secret new to it was read, and a network new to it used, on one day: 203.0.113.0/24",
    expected: "on 29 days secrets were read from known networks alone",
  });
});

test("secrets that it reads every day count less, another one of them in full", () => {
  const away = call(9, "s3", "GetObject", { sourceAddress: thief });
  expect(told("secret-new-network", [secret(0), away], readsSecrets)).toMatchObject([{ points: 11.29 }]);
  expect(told("secret-new-network", [secret(0, "bank/root"), away], readsSecrets)).toMatchObject([{ points: 28.22 }]);
});

test("either alone, a private address and a service are no such story", () => {
  expect(told("secret-new-network", [secret(0)])).toEqual([]);
  expect(told("secret-new-network", [call(9, "s3", "GetObject", { sourceAddress: thief })])).toEqual([]);
  for (const sourceAddress of ["10.0.0.4", "athena.amazonaws.com", "nonsense"]) {
    expect(told("secret-new-network", [secret(0), call(9, "s3", "GetObject", { sourceAddress })])).toEqual([]);
  }
  expect(
    told("secret-new-network", [secret(0), call(9, "s3", "GetObject", { sourceAddress: thief })], emptyStanding()),
  ).toEqual([]);
});

const grant = (minute: number) =>
  call(minute, "iam", "AttachUserPolicy", { record: { requestParameters: { userName: "backup" } } });

test("rights that it gave itself and calls that it never made are one story", () => {
  const uses = [call(4, "ec2", "RunInstances"), call(5, "ec2", "TerminateInstances")];
  const signals = told("privilege-used", [grant(3), ...uses]);
  expect(signals.map(({ observed }) => observed)).toEqual([
    "its rights were changed, and 1 call new to it made",
    "its rights were changed, and 2 calls new to it made",
  ]);
  expect(signals.at(-1)).toMatchObject({ family: "sequence", points: 25.4, sensitive: true, eventId: "", timeMs: day });
  expect(told("privilege-used", [grant(3)])).toEqual([]);
  expect(told("privilege-used", uses)).toEqual([]);
  expect(told("privilege-used", [grant(3), call(4, "s3", "PutObject")])).toEqual([]);
  const refused = { ...grant(3), errorCode: "AccessDenied" };
  expect(told("privilege-used", [refused, ...uses])).toEqual([]);
});

test("rights that another identity gave count the same, whichever is known first", () => {
  const admin = madeActor("role", { accessKeyId: "ASIAADMIN" });
  const use = call(4, "ec2", "RunInstances");
  const advanced = () => {
    const standing = copyOf(backup);
    advanceStanding(standing, use.timeMs, { weight: 1, thresholds: { alert: 60 } });
    return standing;
  };
  const before = advanced();
  expect(observeRightsChanged(before.baseline, grant(3), admin)).toEqual([]);
  const after = assessAll(before, [use]).flatMap(({ signals }) => signals);
  const late = advanced();
  assessAll(late, [use]);
  const [first] = observeRightsChanged(late.baseline, grant(3), admin);
  expect(first).toMatchObject({ kind: "privilege-used" });
  expect(after.find(({ kind }) => kind === "privilege-used")).toEqual(first);
});

test("whose rights were changed is read from the request, where it succeeded and names one", () => {
  const asked = (eventName: string, requestParameters: unknown, bent: Partial<Activity> = {}) =>
    whoseRightsChanged(call(0, "iam", eventName, { record: { requestParameters }, ...bent }));
  expect(asked("AttachRolePolicy", { roleName: "worker" })).toBe("arn:aws:iam::111122223333:role/worker");
  expect(asked("PutUserPolicy", { userName: "backup" }, { region: "cn-north-1" })).toBe(
    "arn:aws-cn:iam::111122223333:user/backup",
  );
  expect(asked("AttachRolePolicy", { roleName: "worker" }, { errorCode: "AccessDenied" })).toBeUndefined();
  expect(asked("AttachRolePolicy", { roleName: "../x y" })).toBeUndefined();
  expect(asked("AttachRolePolicy", null)).toBeUndefined();
  expect(asked("ListRoles", { roleName: "worker" })).toBeUndefined();
});

const events: readonly Activity[] = [
  call(0, "s3", "PutObject"),
  secret(1),
  secret(2, "bank/root"),
  grant(3),
  call(4, "ec2", "RunInstances"),
  call(5, "s3", "GetObject", { sourceAddress: thief }),
  call(6, "s3", "GetObject", { sourceAddress: "198.51.100.7" }),
  call(7, "iam", "CreateAccessKey", { record: { requestParameters: { userName: "backup" } }, sourceAddress: thief }),
  call(8, "sts", "AssumeRole", { record: { requestParameters: { roleArn: "arn:aws:iam::999988887777:role/x" } } }),
  call(9, "s3", "PutObject", { accountId: "999988887777" }),
  secret(50, "shop/prod/database"),
];

test("whatever the order within the hour, and with duplicates, the standing is the same to the byte", () => {
  const actor = madeActor();
  const terms = termsFor(actor.identity.key, noRules, defaultPolicy);
  const bytes = (activities: readonly Activity[], from: Standing) => {
    const standing = copyOf(from);
    for (const activity of activities) assess(activity, actor, standing, terms, activity.timeMs);
    return encodeStanding(standing);
  };
  fc.assert(
    fc.property(
      fc.shuffledSubarray([...events], { minLength: 3 }),
      fc.infiniteStream(fc.nat()),
      fc.constantFrom(backup, readsSecrets),
      (some, random, from) => {
        const inOrder = [...some].sort((a, b) => a.timeMs - b.timeMs);
        const again = some.filter(() => (random.next().value as number) % 2 === 0);
        expect(bytes([...some, ...again], from)).toEqual(bytes(inOrder, from));
      },
    ),
    { numRuns: 60 },
  );
});
