import { embeddedMetrics } from "../../../lib/adapters/cloudwatch/embedded-metrics.ts";
import type { BatchReport } from "../../../lib/app/assess-batch.ts";
import { metrics } from "../../../lib/contract/metrics.ts";
import { assessorOn, memoryParts, nightsOfBackup, reading, theft } from "../../app/organisation-batches.ts";
import { nightOf } from "../../domain/learned.ts";

const now = nightOf(30) + 60_000;
const figuresOf = (reports: readonly BatchReport[], ages: readonly number[] = []) =>
  JSON.parse(embeddedMetrics(reports, ages, now, 0));

async function reports(): Promise<BatchReport[]> {
  const assess = assessorOn(memoryParts());
  const junk = { kind: "unreadable", unreadable: { reason: "not-json", detail: "", excerpt: "" } } as const;
  return [await assess([...nightsOfBackup(30), junk], now), await assess([reading(theft(30))], now)];
}

test("the figures of several reports are added up in one line", async () => {
  const line = embeddedMetrics(await reports(), [1_000, 2_000], now, 3);
  expect(line).not.toContain("\n");
  expect(JSON.parse(line)).toMatchObject({
    [metrics.recordsRead]: 181,
    [metrics.recordsSetAside]: 1,
    [metrics.identitiesTouched]: 2,
    [metrics.standingConflicts]: 0,
    [metrics.findings]: 0,
    [metrics.alerts]: 1,
    [metrics.containmentsStarted]: 1,
    [metrics.notInForce]: 3,
    [metrics.eventAge]: [1_000, 2_000],
  });
});

test("every figure is described once with its unit, without any dimension, as the format asks", async () => {
  const { _aws, ...figures } = figuresOf(await reports(), [5]);
  expect(_aws.Timestamp).toBe(now);
  expect(_aws.CloudWatchMetrics).toHaveLength(1);
  const [{ Namespace, Dimensions, Metrics }] = _aws.CloudWatchMetrics;
  expect([Namespace, Dimensions]).toEqual([metrics.namespace, [[]]]);
  expect(Metrics.map(({ Name }: { Name: string }) => Name).sort()).toEqual(Object.keys(figures).sort());
  for (const { Name, Unit } of Metrics) expect(Unit).toBe(Name === metrics.eventAge ? "Milliseconds" : "Count");
});

test("no ages give no age, more than a hundred give a hundred", () => {
  expect(figuresOf([], [])[metrics.eventAge]).toBeUndefined();
  expect(
    figuresOf(
      [],
      Array.from({ length: 250 }, (_, index) => index),
    )[metrics.eventAge],
  ).toHaveLength(100);
  expect(figuresOf([])[metrics.recordsRead]).toBe(0);
});
