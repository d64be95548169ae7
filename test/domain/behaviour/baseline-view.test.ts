import { baselineView } from "../../../lib/domain/behaviour/baseline-view.ts";
import { emptyStanding } from "../../../lib/domain/trust/standing.ts";
import { copyOf, learned, nightlyBackup, nightOf } from "../learned.ts";
import { madeActivity } from "../made-activity.ts";

test("nothing was seen of an identity that did nothing", () => {
  const view = baselineView("key", emptyStanding().baseline);
  expect(view).toEqual({
    identityKey: "key",
    activeDays: 0,
    actions: [],
    networks: [],
    regions: [],
    agents: [],
    assumedBy: [],
    resourceClasses: [],
    hours: Array(168).fill(0),
    busiestHour: 0,
  });
});

test("shows every value with its days, the open ones among them, and the same after it was stored", () => {
  const standing = learned([...nightlyBackup(10), madeActivity({ timeMs: nightOf(10), eventName: "DeleteObject" })]);
  const view = baselineView("key", standing.baseline);
  expect(view.activeDays).toBe(11);
  expect([...view.actions].sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual([
    { name: "s3:DeleteObject", days: 1 },
    { name: "s3:GetObject", days: 10 },
    { name: "s3:ListObjects", days: 10 },
    { name: "s3:PutObject", days: 10 },
  ]);
  expect(view.networks).toEqual([{ name: "192.0.2.0/24", days: 11 }]);
  expect(view.agents).toEqual([{ name: "boto3", days: 11 }]);
  expect(view.busiestHour).toBeGreaterThan(4);
  // 03:00 UTC of every weekday, and Thursday the 12th is still open.
  expect(view.hours.flatMap((weeks, hour) => (weeks > 0 ? [hour] : []))).toEqual([3, 27, 51, 75, 99, 123, 147]);
  expect(baselineView("key", copyOf(standing).baseline)).toEqual(view);
});

test("what was seen on days held back alone is marked, and their hours are left out", () => {
  const standing = learned(nightlyBackup(3));
  const { baseline } = standing;
  baseline.suspendedDays = 1;
  baseline.openHours[0] = 1 << 12;
  const view = baselineView("key", baseline);
  expect(view.activeDays).toBe(2);
  expect(view.actions.every(({ isHeldBack, days }) => isHeldBack === undefined && days === 2)).toBe(true);
  expect(view.hours[12 + 48]).toBe(0);
  baseline.suspendedDays = 0xffffffff;
  expect(baselineView("key", baseline).actions.every(({ isHeldBack }) => isHeldBack === true)).toBe(true);
});
