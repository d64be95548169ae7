import { memoryHistory } from "../../lib/adapters/memory/event-history.ts";
import type { EventHistory, HistoryQuery } from "../../lib/app/event-history.ts";
import { runSweep, type SweepProgress } from "../../lib/app/sweep.ts";
import { readStart } from "../../lib/domain/response/sweep/read-start.ts";
import type { Suspect } from "../../lib/domain/response/sweep/suspect.ts";
import { defaultLimits } from "../../lib/domain/response/sweep/sweep.ts";
import {
  activitiesFrom,
  assume,
  call,
  createKey,
  key,
  roleArn,
  startMs,
} from "../domain/response/sweep/made-records.ts";

const stolen = { accessKeyId: key("AKIA", 1), userName: "ci" };
const inUsEast = [
  createKey(stolen, 10, "bob", key("AKIA", 2)),
  createKey({ accessKeyId: key("AKIA", 2), userName: "bob" }, 20, "eve", key("AKIA", 3)),
];
const inEurope = [
  call({ accessKeyId: key("AKIA", 3), userName: "eve" }, "ssm:StartSession", 30, { target: "i-1" }),
  assume(stolen, 15, "app", "build", key("ASIA", 4)),
];

/** Histories of several places; `instead` may answer a look-up otherwise. */
function history(
  places: Readonly<Record<string, readonly object[]>>,
  instead?: (place: string, query: HistoryQuery) => Error | undefined,
) {
  const asked: { place: string; query: HistoryQuery }[] = [];
  const histories = Object.entries(places).map(([name, records]) => memoryHistory(activitiesFrom(records), { name }));
  const whole: EventHistory = {
    places: histories.flatMap((one) => one.places),
    async *lookUp(place, query) {
      asked.push({ place: place.name, query });
      const one = histories.find(({ places: [only] }) => only?.name === place.name) as EventHistory;
      yield* one.lookUp(place, query);
      const error = instead?.(place.name, query);
      if (error !== undefined) throw error;
    },
  };
  return { whole, asked };
}

const request = (startKey: string, change: Partial<Parameters<typeof runSweep>[1]> = {}) => ({
  start: readStart(startKey) as Suspect,
  startKey,
  fromMs: startMs,
  untilMs: startMs + 3_600_000,
  ...change,
});
const keys = (steps: readonly { readonly key: string | undefined }[]) => steps.map((step) => step.key);

test("what was made in one place is followed in all of them", async () => {
  const { whole, asked } = history({ "us-east-1": inUsEast, "eu-west-1": inEurope });
  const report = await runSweep({ history: whole }, request(key("AKIA", 1)));
  expect(keys(report.contain)).toEqual([key("AKIA", 1), key("AKIA", 2), "AROAAPPXXXXXXXXXXXXXX:build", key("AKIA", 3)]);
  expect(report.undo).toMatchObject([{ thing: "open shell", by: `access-key:${key("AKIA", 3)}` }]);
  expect(report).toMatchObject({
    isTruncated: false,
    cuts: [],
    places: ["us-east-1", "eu-west-1"],
    accounts: ["111122223333"],
    lookUps: 8,
    records: 4,
  });
  // Each suspect once in each place.
  expect(new Set(asked.map(({ place, query }) => `${place} ${query.value}`)).size).toBe(asked.length);
});

test("progress tells each look-up, and never more than are needed", async () => {
  const told: SweepProgress[] = [];
  const { whole } = history({ a: inUsEast, b: inEurope });
  await runSweep({ history: whole, onProgress: (one) => told.push(one) }, request(key("AKIA", 1)));
  expect(told.filter(({ lookUps }) => lookUps > 0)).toHaveLength(8);
  expect(told.every(({ lookUps, ofLookUps }) => lookUps <= ofLookUps)).toBe(true);
  expect(told.at(-1)).toEqual({ step: 3, lookUps: 2, ofLookUps: 2, records: 4, suspects: 4 });
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])(
  "a failure of look-up %i loses nothing that was found, and is told",
  async (failing) => {
    let lookUps = 0;
    const { whole } = history({ "us-east-1": inUsEast, "eu-west-1": inEurope }, () =>
      ++lookUps === failing ? new Error("no page\u001b[31m") : undefined,
    );
    const report = await runSweep({ history: whole }, request(key("AKIA", 1)));
    expect(report.contain).toHaveLength(4);
    expect(report.isTruncated).toBe(true);
    expect(report.cuts).toEqual([
      {
        reason: "look-up",
        where: expect.stringMatching(/^(us-east-1|eu-west-1)$/),
        why: expect.stringMatching(
          /^the calls of access key A[KS]IA0+\d could not be looked up: no page\\u\{1b\}\[31m$/,
        ),
      },
    ]);
  },
);

test("a place that goes on failing is not asked any further, the others are", async () => {
  const { whole, asked } = history({ "us-east-1": inUsEast, "eu-west-1": inEurope }, (place) =>
    place === "eu-west-1" ? new Error("AccessDenied") : undefined,
  );
  const report = await runSweep({ history: whole }, request(key("AKIA", 1)));
  expect(asked.filter(({ place }) => place === "eu-west-1")).toHaveLength(2);
  expect(asked.filter(({ place }) => place === "us-east-1")).toHaveLength(4);
  expect(report.cuts.map(({ reason }) => reason)).toEqual(["look-up", "look-up", "look-up"]);
  expect(report.cuts.map(({ why }) => why)).toContainEqual(expect.stringContaining("not asked any further"));
});

test("a start that no record knows is no clean bill", async () => {
  const { whole } = history({ a: inUsEast });
  const report = await runSweep({ history: whole }, request(key("AKIA", 9)));
  expect([report.contain.length, report.isTruncated]).toEqual([1, true]);
  expect(report.cuts).toMatchObject([{ reason: "start", where: `access key ${key("AKIA", 9)}` }]);
});

test("calls that leave nothing show that the start is known", async () => {
  const { whole } = history({ a: [call(stolen, "iam:ListUsers", 1)] });
  expect((await runSweep({ history: whole }, request(key("AKIA", 1)))).cuts).toEqual([]);
});

test("limits of records are told: of one look-up, and of all", async () => {
  const many = Array.from({ length: 30 }, (_, at) => createKey(stolen, at, `u${at}`, key("AKIA", 100 + at)));
  const { whole } = history({ a: many });
  const one = await runSweep(
    { history: whole },
    request(key("AKIA", 1), { limits: { ...defaultLimits, recordsPerLookUp: 10 } }),
  );
  expect(one.cuts).toMatchObject([
    { reason: "records", where: "a", why: expect.stringContaining("more than 10 records") },
  ]);
  expect(one.contain).toHaveLength(11);
  const all = await runSweep(
    { history: whole },
    request(key("AKIA", 1), { limits: { ...defaultLimits, records: 20 } }),
  );
  expect(all.cuts).toMatchObject([
    { reason: "records", where: "the sweep", why: expect.stringContaining("30 suspects were not") },
  ]);
  expect(all.contain).toHaveLength(31);
});

test("a role's sessions and a temporary key's origin are looked for before the time as well", async () => {
  const hours = (count: number) => count * 3_600_000;
  const records = [
    assume({ accessKeyId: key("AKIA", 7), userName: "zoe" }, -11 * 3_600, "app", "build", key("ASIA", 4)),
    createKey({ accessKeyId: key("ASIA", 4), session: ["app", "build"] }, 5, "bob", key("AKIA", 8)),
  ];
  const { whole, asked } = history({ a: records });
  const ofRole = await runSweep({ history: whole }, request(roleArn("app")));
  expect(keys(ofRole.contain)).toEqual([roleArn("app"), "AROAAPPXXXXXXXXXXXXXX:build", key("AKIA", 8)]);
  expect(asked[0]?.query.fromMs).toBe(startMs - hours(12));
  const ofKey = await runSweep({ history: whole }, request(key("ASIA", 4)));
  expect(ofKey.origins).toMatchObject([{ makerAccessKeyId: key("AKIA", 7) }]);
  expect(keys(ofKey.contain)).toEqual([key("ASIA", 4), key("AKIA", 8)]);
});

test("what was missing before it began is part of the report", async () => {
  const { whole } = history({ a: inUsEast });
  const missing = [{ reason: "unreadable", where: "a.json", why: "is damaged" }] as const;
  const report = await runSweep({ history: whole }, request(key("AKIA", 1), { missing }));
  expect([report.isTruncated, report.cuts]).toEqual([true, missing]);
});
