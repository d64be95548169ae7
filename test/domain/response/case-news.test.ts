import fc from "fast-check";
import type { SignalKind } from "../../../lib/domain/detection/signal.ts";
import type { Case, StoryEntry } from "../../../lib/domain/response/case.ts";
import {
  afterTelling,
  leastBetweenUpdatesMs,
  mostUpdatesADay,
  newsOf,
  tellingOf,
  toldOf,
} from "../../../lib/domain/response/case-news.ts";
import { noon } from "../trust/contributions.ts";
import { line, madeCase } from "./made-case.ts";

const hourMs = 3_600_000;
const role = { playbook: "revoke-role-sessions", accountId: "111122223333", roleName: "worker" } as const;
const network = line("network", "network 203.0.113.0/24");
const opened = madeCase([network], { trust: 58 });
const told = afterTelling(opened, "first", noon);
const deepened = (bent: Partial<Case>): Case => ({ ...told, ...bent });
const later = noon + leastBetweenUpdatesMs;
const telling = (file: Case, nowMs = later, isLow = true) => tellingOf(file, file.told, isLow, nowMs);

test("a case under review is told to nobody; an alert is, once", () => {
  expect(tellingOf(madeCase([network], { action: "review" }), undefined, true, noon)).toBeUndefined();
  expect(tellingOf(opened, undefined, true, noon)).toBe("first");
  expect(telling(told)).toBeUndefined();
});

test("every rise of the response is told at once: another action, or a target in a mode that only observes", () => {
  expect(telling(deepened({ action: "ask", target: role }), noon + 1)).toBe("escalation");
  expect(telling(deepened({ target: role }), noon + 1)).toBe("escalation");
  const contained = afterTelling(deepened({ action: "contain", target: role }), "escalation", noon + 1);
  expect(telling(contained, noon + 2)).toBeUndefined();
});

test.each<[string, Partial<Case>]>([
  ["a family of evidence that it had none of", { story: [network, line("action", "action iam:CreateUser")] }],
  ["a fact", { story: [network, line("network", "network 198.51.100.0/24", { deterministic: true })] }],
  ["another containment", { containmentIds: ["containment-1"] }],
  ["fifteen points of trust less", { trust: 43 }],
])("%s is told an hour after the last time, and not before", (_, bent) => {
  const file = deepened(bent);
  expect(telling(file, later - 1)).toBeUndefined();
  expect(telling(file, later)).toBe("update");
  expect(telling(afterTelling(file, "update", later), later + 24 * hourMs)).toBeUndefined();
});

test("more of the same is no news, nor a family too weak to count, nor another kind once trust has recovered", () => {
  expect(
    telling(deepened({ story: [network, line("network", "network 198.51.100.0/24")], trust: 44 })),
  ).toBeUndefined();
  expect(
    telling(deepened({ story: [network, line("hour-of-week", "active at night", { points: 3 })] })),
  ).toBeUndefined();
  const another = deepened({ story: [network, line("region", "region eu-south-1")] });
  expect(telling(another, later, false)).toBeUndefined();
  expect(telling(deepened({ containmentIds: ["containment-1"] }), later, false)).toBe("update");
});

test("whatever comes, a case is told at most once an hour and six times a day at one level, and nothing is lost", () => {
  const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 * hourMs }), fc.integer({ min: 0, max: 8 })), {
    minLength: 1,
    maxLength: 80,
  });
  fc.assert(
    fc.property(steps, (times) => {
      let file = told;
      let nowMs = noon;
      const updates: number[] = [];
      const lines: StoryEntry[] = [network];
      for (const [passed, loss] of times) {
        nowMs += passed;
        lines.push(line("action", `action a:${lines.length}`));
        const containmentIds = [...file.containmentIds, ...(loss === 0 ? [`containment-${nowMs}`] : [])];
        file = { ...file, story: lines.slice(-40), trust: Math.max(0, file.trust - loss), containmentIds };
        const now = tellingOf(file, file.told, true, nowMs);
        if (now === undefined) continue;
        expect(now).toBe("update");
        updates.push(nowMs);
        file = afterTelling(file, now, nowMs);
      }
      for (const [index, timeMs] of updates.entries()) {
        expect(timeMs - (updates[index - 1] ?? noon)).toBeGreaterThanOrEqual(leastBetweenUpdatesMs);
        expect(updates.filter((other) => other <= timeMs && timeMs - other < 24 * hourMs).length).toBeLessThanOrEqual(
          mostUpdatesADay,
        );
      }
      expect(file.told?.updatesMs.length).toBeLessThanOrEqual(mostUpdatesADay);
      expect(file.told?.lines.length).toBeLessThanOrEqual(40);
      // What was held back is there for the next time.
      const news = newsOf(file, file.told as NonNullable<Case["told"]>);
      expect(file.containmentIds.length - (file.told?.containments ?? 0)).toBe(news.containments);
    }),
    { numRuns: 50 },
  );
});

test("news are what was not told: lines, families, facts, trust", () => {
  const more: readonly [SignalKind, string][] = [
    ["action", "action iam:CreateUser"],
    ["rule-match", "rule a: b"],
  ];
  const file = deepened({
    trust: 21,
    story: [network, ...more.map(([kind, observed]) => line(kind, observed, { deterministic: kind === "rule-match" }))],
  });
  expect(newsOf(file, file.told as NonNullable<Case["told"]>)).toMatchObject({
    sinceMs: noon,
    trustBefore: 58,
    lostTrust: true,
    families: ["activity", "rule"],
    fact: true,
    containments: 0,
    lines: [{ what: "action" }, { what: "rule-match" }],
  });
});

test("a case that was stored before this was noted counts as told as it stood, if it had come to an alert", () => {
  expect(toldOf(madeCase([network], { action: "review" }))).toBeUndefined();
  expect(toldOf(undefined)).toBeUndefined();
  expect(toldOf(opened)).toMatchObject({ toldMs: opened.updatedMs, action: "alert", families: ["network"] });
  expect(tellingOf(opened, toldOf(opened), true, noon + 48 * hourMs)).toBeUndefined();
});
