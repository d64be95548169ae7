import type { Activity } from "../../../lib/domain/event/activity.ts";
import { defaultPolicy } from "../../../lib/domain/response/policy.ts";
import { emptyStanding } from "../../../lib/domain/trust/standing.ts";
import { assessAll, copyOf, eventIdOf, learned, nightlyBackup, nightOf, shownBy } from "../learned.ts";
import { madeActivity } from "../made-activity.ts";

const nights = 30;
const secret = (secretId: string, bent: Partial<Activity> = {}): Partial<Activity> => ({
  service: "secretsmanager",
  eventName: "GetSecretValue",
  action: "secretsmanager:GetSecretValue",
  readOnly: true,
  record: { requestParameters: { secretId } },
  ...bent,
});
const reader = learned(
  nightlyBackup(nights).map((activity, index) => ({ ...activity, ...secret(`prod/orders-${Math.floor(index / 6)}`) })),
);
const tonight = (bent: Partial<Activity>) =>
  madeActivity({ eventId: eventIdOf(0xabc000), timeMs: nightOf(nights) + 60_000, ...bent });
const kinds = (bent: Partial<Activity>, policy = defaultPolicy) =>
  shownBy(copyOf(reader), tonight(bent), { policy }).signals.map(({ kind }) => kind);

test("another secret than ever is a deviation, the next one in a numbered row is none", () => {
  expect(kinds(secret("prod/orders-4711"))).toEqual([]);
  expect(kinds(secret("prod/payroll"))).toEqual(["resource"]);
  const [signal] = shownBy(copyOf(reader), tonight(secret("prod/payroll"))).signals;
  expect(signal).toMatchObject({ family: "activity", sensitive: true, observed: "resource secret prod/payroll" });
  expect(signal?.expected).toBe("secret prod/orders-# (30 of 30 days)");
});

test("a decoy is a fact, whoever touches it and whatever else is unknown", () => {
  const policy = { ...defaultPolicy, decoys: ["prod/legacy/*"] };
  const touch = tonight(secret("prod/legacy/master"));
  for (const standing of [copyOf(reader), emptyStanding()]) {
    const { signals } = shownBy(standing, touch, { policy });
    expect(signals.find(({ kind }) => kind === "decoy")).toMatchObject({ deterministic: true, points: 95 });
  }
  expect(kinds(secret("prod/orders-1"), policy)).toEqual([]);
  const listing = tonight({
    service: "s3",
    eventName: "ListObjects",
    action: "s3:ListObjects",
    record: { requestParameters: { bucketName: "payroll-backup-2019" } },
  });
  const named = { ...defaultPolicy, decoys: ["arn:aws:s3:::payroll-backup-*"] };
  expect(shownBy(emptyStanding(), listing, { policy: named }).signals.map(({ kind }) => kind)).toContain("decoy");
});

test("hostile names are bounded, and a flood of them forgets no habit", () => {
  const standing = copyOf(reader);
  for (let index = 0; index < 2_000; index++) {
    const name = `${String.fromCharCode(97 + (index % 26))}${"xyzuvw"[index % 6]}/${"q".repeat(index % 900)}\u202e`;
    assessAll(standing, [tonight(secret(name, { eventId: eventIdOf(index) }))]);
  }
  expect(standing.baseline.marks.size).toBeLessThan(500);
  expect(standing.baseline.marks.size).toBeGreaterThan(50);
  const usual = tonight(secret("prod/orders-9"));
  expect(shownBy(standing, usual).signals.filter(({ kind }) => kind === "resource")).toEqual([]);
});
