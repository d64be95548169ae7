import fc from "fast-check";
import type { Signal } from "../../../lib/domain/detection/signal.ts";
import type { StoryEntry } from "../../../lib/domain/response/case.ts";
import { mergeStory, placeOf, storyLength, storyOf, weightiest } from "../../../lib/domain/response/story.ts";
import { digestLength, digestStory, digestText } from "../../../lib/domain/response/story-digest.ts";
import { madeActivity } from "../made-activity.ts";
import { contribution, noon } from "../trust/contributions.ts";
import { line } from "./made-case.ts";

const minuteMs = 60_000;
const kinds = ["action", "service", "network", "error", "rule-match", "resource", "region"] as const;
const anyStory = fc.array(
  fc.record({
    kind: fc.constantFrom(...kinds),
    minute: fc.integer({ min: 0, max: 600 }),
    points: fc.integer({ min: 1, max: 60 }),
    fact: fc.boolean(),
  }),
  { maxLength: 90 },
);
const storyFrom = (made: readonly { kind: (typeof kinds)[number]; minute: number; points: number; fact: boolean }[]) =>
  mergeStory(
    [],
    made.map(({ kind, minute, points, fact }, index) =>
      line(kind, `${kind} ${index}`, { timeMs: noon + minute * minuteMs, points, deterministic: fact }),
    ),
  );

test("a count of the day stands where it was reached, and is still of its day", () => {
  const day = Date.UTC(2026, 2, 2);
  const { credential: _, ...count } = contribution({
    kind: "new-actions",
    family: "sequence",
    eventId: "",
    timeMs: day,
  });
  const activity = madeActivity({ eventId: "shown", timeMs: noon });
  const [entry] = storyOf(activity, [count as Signal]);
  expect(entry).toMatchObject({ timeMs: day, seenMs: noon, eventId: "shown" });
  expect(placeOf(entry as StoryEntry)).toBe(noon);
  // Of an earlier day it stands at that day's end.
  const [late] = storyOf(madeActivity({ timeMs: noon + 3 * 86_400_000 }), [count as Signal]);
  expect(placeOf(late as StoryEntry)).toBe(day + 86_400_000 - 1);
  const theft = line("network", "network 203.0.113.0/24", { timeMs: noon - minuteMs });
  expect(mergeStory([], [entry as StoryEntry, theft]).map(({ what }) => what)).toEqual(["network", "new-actions"]);
});

test("what a story keeps depends on what there was, not on the order or the portions that it came in", () => {
  fc.assert(
    fc.property(anyStory, fc.infiniteStream(fc.nat()), (made, numbers) => {
      const all = storyFrom(made);
      const whole = weightiest(all, storyLength);
      const shuffled = all
        .map((entry) => ({ entry, at: numbers.next().value as number }))
        .sort((a, b) => a.at - b.at)
        .map(({ entry }) => entry);
      const piece = shuffled.reduce<readonly StoryEntry[]>(
        (kept, entry) => weightiest(mergeStory(kept, [entry]), storyLength),
        [],
      );
      expect(new Set(piece)).toEqual(new Set(whole));
    }),
    { numRuns: 60 },
  );
});

test("a flood of one kind pushes out none of another, nor a fact, nor the hardest blow", () => {
  const flood = Array.from({ length: 100 }, (_, index) => line("action", `action a:${index}`, { points: 20 }));
  const last = noon + 600 * minuteMs;
  const others = [
    line("region", "region eu-south-1", { points: 2, timeMs: last }),
    line("action", "action iam:CreateUser", { points: 50, timeMs: last }),
    line("decoy", "a decoy", { points: 1, deterministic: true, timeMs: last }),
  ];
  const kept = weightiest(mergeStory(flood, others), storyLength);
  expect(kept).toHaveLength(storyLength);
  expect(kept).toEqual(expect.arrayContaining(others));
});

test("a digest has at most fifteen lines, in order of time, and leaves no entry out", () => {
  fc.assert(
    fc.property(anyStory, fc.integer({ min: 2, max: digestLength }), (made, most) => {
      const story = storyFrom(made);
      const digest = digestStory(story, most);
      expect(digest.length).toBeLessThanOrEqual(most);
      expect(digest.flatMap(({ entries }) => entries)).toHaveLength(story.length);
      expect(new Set(digest.flatMap(({ entries }) => entries))).toEqual(new Set(story));
      expect(digest.map(({ firstMs }) => firstMs)).toEqual(digest.map(({ firstMs }) => firstMs).sort((a, b) => a - b));
      const strongest = Math.max(...story.map(({ points }) => points));
      if (story.length > 0) expect(digest.some(({ points }) => points === strongest)).toBe(true);
    }),
  );
});

test("a short story is told as it is; of a long one the rest of a kind is one line with its count and its names", () => {
  const few = storyFrom([{ kind: "action", minute: 1, points: 9, fact: false }]);
  expect(digestStory(few).map(digestText)).toEqual(["action 0; expected: something else"]);
  const many = Array.from({ length: 20 }, (_, index) =>
    line("action", `action s3:Call${index}`, { points: 40 - index, timeMs: noon + index * minuteMs }),
  );
  const digest = digestStory(many, 4);
  expect(digest.map(digestText)).toEqual([
    ...[0, 1, 2].map((index) => `action s3:Call${index}; expected: something else`),
    "17x action: s3:Call3, s3:Call4, s3:Call5 and 14 more",
  ]);
  expect(digest.at(-1)).toMatchObject({ firstMs: noon + 3 * minuteMs, lastMs: noon + 19 * minuteMs, points: 37 });
  const rules = [1, 2, 3].map((index) => line("rule-match", `rule r-${index}: A title`, { points: 9 }));
  expect(digestStory(rules, 2).map(digestText).at(-1)).toBe("2x rule-match: r-2, r-3");
});

test("where there are more kinds than lines, the last line holds what is left of several", () => {
  const story = kinds.map((kind, index) => line(kind, `${kind} x`, { points: 60 - index }));
  const digest = digestStory(story, 3);
  expect(digest).toHaveLength(3);
  expect(digest.find(({ entries }) => entries.length > 1)?.what).toBeUndefined();
});
