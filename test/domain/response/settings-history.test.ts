import fc from "fast-check";
import { applyPreset, type Settings } from "../../../lib/domain/response/apply-preset.ts";
import { defaultPolicy } from "../../../lib/domain/response/policy.ts";
import { problemText } from "../../../lib/domain/response/policy-problem.ts";
import {
  changeSettings,
  currentSettings,
  mostVersions,
  type SettingsHistory,
  startSettings,
  undoSettings,
} from "../../../lib/domain/response/settings-history.ts";

const first = applyPreset(defaultPolicy, []);
const start = startSettings(first, "set-up", 1_000);

function changed(history: SettingsHistory, change: Partial<Settings>, atMs = 2_000): SettingsHistory {
  const answer = changeSettings(history, change, "maria", atMs);
  if ("problems" in answer) throw new Error(answer.problems.map(problemText).join("\n"));
  return answer.history;
}

const weight = (network: number): Partial<Settings> => ({ signalWeights: { network } });
const inForce = (history: SettingsHistory) => currentSettings(history).settings;

test("a change makes the next version, with who and when, and leaves the rest", () => {
  const history = changed(start, applyPreset(defaultPolicy, ["strict"]), 5_000);
  expect(currentSettings(history)).toMatchObject({ version: 2, who: "maria", atMs: 5_000, restores: undefined });
  expect(inForce(history).thresholds).toEqual({ review: 85, alert: 70, contain: 50 });
  const next = changed(history, { disabledRules: ["root-used"] });
  expect(inForce(next)).toEqual({ ...inForce(history), disabledRules: ["root-used"] });
  expect(start.versions).toHaveLength(1);
});

test("a change that changes nothing makes no version", () => {
  const history = changed(start, { signalWeights: { network: 1.5, action: 0.5 } });
  expect(changed(history, { signalWeights: { action: 0.5, network: 1.5 } })).toBe(history);
});

test("what no policy may say is refused with its place and a remedy", () => {
  const refused = (change: object): string => {
    const answer = changeSettings(start, change as Partial<Settings>, "maria", 2_000);
    return "problems" in answer ? answer.problems.map(problemText).join("\n") : "taken";
  };
  expect(refused(weight(3))).toMatch(/signalWeights\.network is 3; allowed is a number from 0 to 2/);
  expect(refused({ thresholds: { review: 50, alert: 60, contain: 40 } })).toMatch(/review >= alert/);
  expect(refused({ presets: ["paranoid"] })).toMatch(/presets\[0\] is "paranoid"; allowed is one of api_protection/);
  expect(refused({ kindWeights: { lambda: 9 } })).toMatch(
    /kindWeights\.lambda is 9; allowed is a number from 0.5 to 2/,
  );
  expect(refused({ kindWeights: { lamda: 1 } })).toMatch(/Did you mean lambda\?/);
  expect(refused({ disabledRules: ["../etc"] })).toMatch(/disabledRules\[0\]/);
});

test("undo goes back one change at a time, and each undo is a version of its own", () => {
  const history = changed(changed(changed(start, weight(1.1)), weight(1.2)), weight(1.3));
  const once = undoSettings(history, "omar", 3_000) as SettingsHistory;
  expect(currentSettings(once)).toMatchObject({ version: 5, restores: 3, who: "omar", atMs: 3_000 });
  expect(inForce(once).signalWeights).toEqual({ network: 1.2 });
  const twice = undoSettings(once, "omar", 3_001) as SettingsHistory;
  expect(inForce(twice).signalWeights).toEqual({ network: 1.1 });
  const changedAgain = changed(twice, weight(0.5));
  expect(inForce(undoSettings(changedAgain, "omar", 3_002) as SettingsHistory).signalWeights).toEqual({ network: 1.1 });
});

test("undoing everything ends at the first settings", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 20 }), (weights) => {
      let history = weights.reduce((soFar, tenths) => changed(soFar, weight(tenths / 10)), start);
      const changes = history.versions.length - 1;
      for (let undone = 0; undone < changes; undone++)
        history = undoSettings(history, "omar", 3_000) as SettingsHistory;
      expect(inForce(history)).toEqual(first);
      expect(undoSettings(history, "omar", 3_000)).toBeUndefined();
    }),
  );
});

test("the history is bounded, versions are never used twice, and what was dropped cannot be brought back", () => {
  let history = start;
  for (let step = 0; step < 3 * mostVersions; step++) history = changed(history, weight((step % 20) / 10));
  expect(history.versions).toHaveLength(mostVersions);
  const versions = history.versions.map(({ version }) => version);
  expect(versions).toEqual([...new Set(versions)].sort((a, b) => a - b));
  expect(versions.at(-1)).toBe(3 * mostVersions + 1);
  let undone = 0;
  for (let next = undoSettings(history, "omar", 1); next !== undefined; next = undoSettings(history, "omar", 1)) {
    history = next;
    undone += 1;
  }
  expect(undone).toBeLessThan(mostVersions);
});

test("a name is made printable and bounded", () => {
  const history = startSettings(first, `maria\u001b[31m\n${"x".repeat(500)}`, 1);
  const { who } = currentSettings(history);
  expect(who).toMatch(/^[ -~\u2026]*$/);
  expect(who.length).toBeLessThanOrEqual(120);
});
