import fc from "fast-check";
import type { Case } from "../../../lib/domain/response/case.ts";
import { mostSweepLines, type SweepAddition, sweepLine, withSweep } from "../../../lib/domain/response/case-sweep.ts";
import { storyLength } from "../../../lib/domain/response/story.ts";
import { line, madeCase } from "./made-case.ts";
import { madeTarget } from "./made-targets.ts";

const derived = (id: string) => ({
  containmentId: `containment-${id}`,
  target: madeTarget("quarantine-user"),
  identityKey: "arn:aws:iam::111122223333:user/backup",
  sourceId: "containment-0",
  eventId: `event-${id}`,
  requestedMs: 5,
});
const addition = (more: Partial<SweepAddition> = {}): SweepAddition => ({
  derived: [derived("1")],
  people: ["function f: no playbook stops it"],
  replace: ["secret db"],
  isTruncated: false,
  told: { eventId: "event-1", text: "sweep of access key A: 1 containment asked for" },
  sweptMs: 9,
  ...more,
});

test("what a sweep found joins the case: its story, its containments, and what people have to do", () => {
  const told = { containments: 0 } as NonNullable<Case["told"]>;
  const file = withSweep(madeCase([line("action", "x")], { told }), addition());
  expect(file.story.map(({ what }) => what).sort()).toEqual(["action", sweepLine]);
  expect(file.containmentIds).toEqual(["containment-1"]);
  expect(file.sweep).toEqual({
    sweptMs: 9,
    isTruncated: false,
    derived: [derived("1")],
    people: ["function f: no playbook stops it"],
    replace: ["secret db"],
    omitted: 0,
  });
  // It was told by itself, so it is no news of the case a second time.
  expect(file.told?.containments).toBe(1);
});

test("the same again changes nothing; more of it is added, and what was not complete stays so", () => {
  const once = withSweep(madeCase([]), addition({ isTruncated: true }));
  expect(withSweep(once, addition({ sweptMs: 99 }))).toBe(once);
  const more = addition({
    derived: [derived("1"), derived("2")],
    told: { eventId: "e", text: "another" },
    sweptMs: 99,
  });
  const twice = withSweep(once, more);
  expect(twice.sweep).toMatchObject({ sweptMs: 99, isTruncated: true, derived: [derived("1"), derived("2")] });
  expect(twice.containmentIds).toEqual(["containment-1", "containment-2"]);
});

test("a sweep that found nothing is noted once", () => {
  const empty = addition({ derived: [], people: [], replace: [] });
  const file = withSweep(madeCase([]), empty);
  expect(file.story).toHaveLength(1);
  expect(withSweep(file, { ...empty, sweptMs: 77 })).toBe(file);
});

test("property: bounded, whatever is added, and a second time is the first", () => {
  const texts = fc.array(fc.string({ maxLength: 8 }), { maxLength: 60 });
  const additions = fc.array(
    fc.record({
      people: texts,
      replace: texts,
      isTruncated: fc.boolean(),
      ids: fc.array(fc.nat(20), { maxLength: 5 }),
    }),
    { maxLength: 8 },
  );
  fc.assert(
    fc.property(additions, (all) => {
      let file = madeCase(Array.from({ length: 45 }, (_, at) => line("action", `a${at}`)));
      for (const [at, { ids, ...rest }] of all.entries()) {
        const one = addition({
          ...rest,
          derived: [...new Set(ids)].map((id) => derived(String(id))),
          told: { eventId: "e", text: `sweep ${at}` },
        });
        file = withSweep(file, one);
        expect(withSweep(file, one)).toBe(file);
      }
      expect(file.sweep?.people.length ?? 0).toBeLessThanOrEqual(mostSweepLines);
      expect(file.sweep?.replace.length ?? 0).toBeLessThanOrEqual(mostSweepLines);
      expect(all.length === 0 || file.story.length <= storyLength).toBe(true);
      const known = file.sweep?.derived.map(({ containmentId }) => containmentId) ?? [];
      expect(new Set(known).size).toBe(known.length);
    }),
  );
});
