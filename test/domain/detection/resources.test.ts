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

/** A service that reads and writes items of one table, every night. */
const table = (tableName: string, bent: Partial<Activity> = {}): Partial<Activity> => ({
  service: "dynamodb",
  eventName: "PutItem",
  action: "dynamodb:PutItem",
  record: { requestParameters: { tableName } },
  ...bent,
});
const service = (nameOf: (night: number) => string) =>
  learned(nightlyBackup(nights).map((one, index) => ({ ...one, ...table(nameOf(Math.floor(index / 6))) })));
const told = (standing: ReturnType<typeof service>, bent: Partial<Activity>) =>
  shownBy(copyOf(standing), tonight(bent)).signals.filter(({ kind }) => kind === "resource");

test("another table is news for a service that has only ever used its own, also where a number alone tells them apart", () => {
  const tenant = service(() => "tenant-0012");
  expect(told(tenant, table("tenant-0012"))).toEqual([]);
  const [other] = told(tenant, table("tenant-0054"));
  expect(other).toMatchObject({ observed: "resource dynamodb-table tenant-0054", band: "unseen" });
  const [another] = told(tenant, table("payroll"));
  expect(another?.observed).toBe("resource dynamodb-table payroll");
  // A table of another sort says more than the next one of the same.
  expect(another?.points).toBeGreaterThan(other?.points ?? 100);
  const numbered = told(tenant, table("audit-7"));
  expect(numbered.map(({ observed }) => observed)).toEqual(["resource dynamodb-table audit-#"]);
});

test("for a service that gets another table every night the next one is no news, and a table of another sort is", () => {
  const dated = service((night) => `orders-202601${String(night + 1).padStart(2, "0")}`);
  expect(told(dated, table("orders-20260131"))).toEqual([]);
  expect(told(dated, table("payroll"))).toHaveLength(1);
});

test("a heavier call on a new table is told where a lighter one was not worth it, in either order", () => {
  const tenant = service(() => "tenant-0012");
  const reads = table("tenant-0054", { eventName: "GetItem", action: "dynamodb:GetItem", readOnly: true });
  const drops = table("tenant-0054", { eventName: "DeleteTable", action: "dynamodb:DeleteTable" });
  const strongest = (...bents: Partial<Activity>[]) => {
    const standing = copyOf(tenant);
    const made = bents.map((bent, index) => tonight({ ...bent, eventId: eventIdOf(0xabc100 + index) }));
    return Math.max(...assessAll(standing, made).flatMap(({ signals }) => signals.map(({ points }) => points)));
  };
  expect(strongest(reads, drops)).toBe(strongest(drops, reads));
});

test("a batch call is about each of its tables", () => {
  const tenant = service(() => "orders");
  const batch = { requestParameters: { requestItems: { orders: [], payroll: [] } } };
  expect(
    told(tenant, table("", { eventName: "BatchGetItem", action: "dynamodb:BatchGetItem", record: batch })).map(
      ({ observed }) => observed,
    ),
  ).toEqual(["resource dynamodb-table payroll"]);
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
