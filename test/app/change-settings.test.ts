import fc from "fast-check";
import { memorySettings } from "../../lib/adapters/memory/settings.ts";
import { changeSettings, type SettingsNote, settingsOf, undoSettings } from "../../lib/app/change-settings.ts";
import type { SettingsStore } from "../../lib/app/settings-store.ts";
import type { LiveSettings } from "../../lib/domain/response/live-settings.ts";

const note: SettingsNote = { by: "Ana", atMs: 1_000, reason: "why" };
const weigh = (store: SettingsStore, network: unknown, more: Partial<SettingsNote> = {}) =>
  changeSettings(store, (settings) => ({ ...settings, signalWeights: { network } }), "set", { ...note, ...more });
const inForce = async (store: SettingsStore): Promise<LiveSettings> => settingsOf(await store.load());
const weightIn = async (store: SettingsStore) => (await inForce(store)).signalWeights.network;

test("a change is a version with who, when and why, and leaves the rest", async () => {
  const store = memorySettings();
  await changeSettings(store, (settings) => ({ ...settings, presets: ["strict"] }), "preset add strict", note);
  const done = await weigh(store, 0.5, { by: "Ben", atMs: 2_000 });
  expect(done).toMatchObject({ version: 2, isChanged: true, before: { signalWeights: {} } });
  expect(await inForce(store)).toMatchObject({ presets: ["strict"], signalWeights: { network: 0.5 } });
  expect((await store.history())[0]).toEqual({
    version: 2,
    changedBy: "Ben",
    changedAtMs: 2_000,
    change: "set",
    reason: "why",
    restored: undefined,
  });
});

test("a change that changes nothing makes no version, and one that is not right none either", async () => {
  const store = memorySettings();
  await weigh(store, 1.5);
  expect(await weigh(store, 1.5)).toMatchObject({ version: 1, isChanged: false });
  await expect(weigh(store, 3)).rejects.toThrow("signalWeights.network is 3; allowed is a number from 0 to 2");
  const enforce = (settings: LiveSettings) => ({ ...settings, mode: "enforce" });
  await expect(changeSettings(store, enforce, "set", note)).rejects.toThrow("nobody is to widen a response");
  expect((await store.load()).version).toBe(1);
});

test("undo goes back one change at a time, each as a version of its own, and can be undone", async () => {
  const store = memorySettings();
  for (const weight of [1.1, 1.2, 1.3]) await weigh(store, weight);
  expect(await undoSettings(store, note, undefined)).toMatchObject({ version: 4, restored: 2, isChanged: true });
  expect(await weightIn(store)).toBe(1.2);
  expect((await undoSettings(store, note, undefined)).restored).toBe(1);
  expect((await undoSettings(store, note, undefined)).restored).toBe(0);
  expect(await weightIn(store)).toBeUndefined();
  await expect(undoSettings(store, note, undefined)).rejects.toThrow("nothing to undo");
  await undoSettings(store, note, 3);
  expect(await weightIn(store)).toBe(1.3);
  await weigh(store, 0);
  await undoSettings(store, note, undefined);
  expect(await weightIn(store)).toBe(1.3);
  await expect(undoSettings(store, note, 99)).rejects.toThrow("There is no version 99; the newest is 9");
});

test("undoing everything ends where it began", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: 20 }), { maxLength: 12 }), async (weights) => {
      const store = memorySettings();
      for (const tenths of weights) await weigh(store, tenths / 10);
      const changes = (await store.load()).version;
      for (let undone = 0; undone < changes; undone++) await undoSettings(store, note, undefined);
      expect(await inForce(store)).toMatchObject({ signalWeights: {} });
      await expect(undoSettings(store, note, undefined)).rejects.toThrow("nothing to undo");
    }),
  );
});

test("changes at the same time are all kept, whichever is written first", async () => {
  const store = memorySettings();
  const rules = ["a", "b", "c", "d"];
  await Promise.all(
    rules.map((ruleId) =>
      changeSettings(
        store,
        (settings) => ({ ...settings, disabledRules: [...settings.disabledRules, ruleId] }),
        `off ${ruleId}`,
        note,
      ),
    ),
  );
  expect([...(await inForce(store)).disabledRules].sort()).toEqual(rules);
  expect((await store.load()).version).toBe(4);
});

test("a store that always has another writer first gives up, and says so", async () => {
  const store: SettingsStore = { ...memorySettings(), save: async () => false };
  await expect(weigh(store, 0)).rejects.toThrow("Others changed the live settings 5 times");
});

test("a version that cannot be read is built on by no change, and undo is the way out", async () => {
  const store = memorySettings();
  await weigh(store, 0.5);
  const hostile = { mode: "enforce" } as never;
  await store.save({
    ...note,
    expectedVersion: 1,
    changedBy: "x",
    changedAtMs: 1,
    change: "x",
    restored: undefined,
    settings: hostile,
  });
  await expect(weigh(store, 1)).rejects.toThrow("Version 2 of the live settings cannot be read");
  expect(await undoSettings(store, note, undefined)).toMatchObject({ version: 3, restored: 1, isChanged: true });
  expect(await weightIn(store)).toBe(0.5);
  await expect(undoSettings(store, note, 2)).rejects.toThrow("Version 2 of the live settings cannot be read");
});

test("what people call themselves and why is stored printable and short", async () => {
  const store = memorySettings();
  await weigh(store, 0, { by: `\u001b[31m${"x".repeat(500)}`, reason: "a\nb\u202e" });
  const [version] = await store.history();
  expect(version?.changedBy).toMatch(/^\\u\{1b\}\[31mx+\.\.\.$/);
  expect(version?.changedBy).toHaveLength(100);
  expect(version?.reason).toBe("a\\nb\\u{202e}");
});
