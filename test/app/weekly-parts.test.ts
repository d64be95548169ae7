import type { Concern } from "../../lib/app/group-readings.ts";
import { weeklyParts } from "../../lib/app/weekly-parts.ts";
import { dayMs, hourMs } from "../../lib/domain/behaviour/calendar.ts";
import { madeActivity, madeActor } from "../domain/made-activity.ts";

/** A Thursday: the week before it closes at one o'clock. */
const thursday = Date.UTC(2026, 2, 5);
const at = (timeMs: number): Concern => ({ kind: "activity", activity: madeActivity({ timeMs }), actor: madeActor() });
const timesIn = (groups: ReadonlyMap<string, readonly Concern[]>) =>
  Object.fromEntries(
    [...groups].map(([key, group]) => [
      key,
      group.map((concern) => (concern.kind === "activity" ? concern.activity.timeMs - thursday : 0)),
    ]),
  );

test("a batch of one week stays as it is", () => {
  const groups = new Map([
    ["a", [at(thursday + hourMs), at(thursday + 5 * dayMs)]],
    ["b", [at(thursday + 7 * dayMs + hourMs - 1)]],
  ]);
  const parts = weeklyParts(groups);
  expect(parts).toHaveLength(1);
  expect(parts[0]?.groups).toBe(groups);
});

test("no batch has no parts", () => {
  expect(weeklyParts(new Map())).toEqual([]);
});

test("a batch is cut an hour after each week's end, oldest first, and loses nothing", () => {
  const parts = weeklyParts(
    new Map([
      ["a", [at(thursday), at(thursday + hourMs - 1), at(thursday + hourMs), at(thursday + 21 * dayMs)]],
      ["b", [at(thursday + 2 * dayMs)]],
    ]),
  );
  expect(parts.map(({ groups }) => timesIn(groups))).toEqual([
    { a: [0, hourMs - 1] },
    { a: [hourMs], b: [2 * dayMs] },
    { a: [21 * dayMs] },
  ]);
  const [first, second, third] = parts.map(({ openWeek }) => openWeek);
  expect([(second ?? 0) - (first ?? 0), (third ?? 0) - (second ?? 0)]).toEqual([1, 2]);
});
