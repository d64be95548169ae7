import { refuseFuture } from "../../lib/app/refuse-future.ts";
import type { Notice, Reading } from "../../lib/domain/event/activity.ts";
import { readRecord } from "../../lib/domain/event/read-record.ts";
import { nightOf } from "../domain/learned.ts";
import { madeActivity } from "../domain/made-activity.ts";
import { assessorOn, memoryParts, nightsOfBackup, storedIn } from "./organisation-batches.ts";

const now = Date.UTC(2026, 3, 1, 12);
const hourMs = 3_600_000;
const at = (timeMs: number): Reading => ({ kind: "activity", activity: madeActivity({ timeMs }) });
const notice = (timeMs: number): Reading => ({ kind: "notice", notice: { noticeId: "n", timeMs } as Notice });

test("an event or notice of more than an hour from now is set aside, and says why; one within the hour is not", () => {
  const near = [at(now), at(now + hourMs), notice(now + hourMs)];
  expect(refuseFuture(near, now)).toBe(near);
  const refused = refuseFuture([at(now + hourMs + 1), at(now), notice(now + 99 * hourMs)], now);
  expect(refused.map(({ kind }) => kind)).toEqual(["unreadable", "activity", "unreadable"]);
  expect(refused[0]).toMatchObject({
    unreadable: { reason: "bad-event-time", detail: expect.stringContaining("hour from now") },
  });
});

test("a time that no date can hold does not stop the batch", () => {
  expect(
    readRecord({ eventSource: "s3.amazonaws.com", eventName: "GetObject", eventTime: "1969-12-31T23:59:59Z" }),
  ).toMatchObject({
    kind: "unreadable",
    unreadable: { reason: "bad-event-time" },
  });
});

test("one event of next year neither moves a standing nor hides what comes after it", async () => {
  const history = nightsOfBackup(20);
  const clean = memoryParts();
  await assessorOn(clean)(history, nightOf(20));
  const disturbed = memoryParts();
  const assess = assessorOn(disturbed);
  const report = await assess([at(nightOf(20) + 365 * 24 * hourMs), ...history], nightOf(20));
  expect(report.setAside).toHaveLength(1);
  expect(await storedIn(disturbed.standings)).toEqual(await storedIn(clean.standings));
});
