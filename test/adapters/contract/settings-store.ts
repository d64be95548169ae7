import fc from "fast-check";
import { type SettingsStore, type SettingsWrite, settingsHistoryLength } from "../../../lib/app/settings-store.ts";
import { readLiveSettings } from "../../../lib/domain/response/live-settings.ts";
import { liveOf, someLive } from "../../domain/response/made-settings.ts";

export const settingsWrite = (
  expectedVersion: number,
  settings: object,
  change: Partial<SettingsWrite> = {},
): SettingsWrite => ({
  expectedVersion,
  changedBy: "Ana",
  changedAtMs: 1_700_000_000_000,
  change: "set something",
  reason: "one region only",
  restored: undefined,
  settings: liveOf(settings),
  ...change,
});

/** What every SettingsStore promises. `open` gives an empty one. */
export function settingsStoreContract(open: () => Promise<SettingsStore>): void {
  const weight = (network: number) => ({ signalWeights: { network } });

  test("a store in which nothing was set has version 0, nothing set and no history", async () => {
    const store = await open();
    expect(await store.load()).toEqual({ version: 0, settings: {} });
    expect(await store.loadVersion(0)).toEqual({ version: 0, settings: {} });
    expect(await store.loadVersion(1)).toBeUndefined();
    expect(await store.history()).toEqual([]);
  });

  test("any settings come back as they were saved", async () => {
    const store = await open();
    let version = 0;
    await fc.assert(
      fc.asyncProperty(someLive, async (settings) => {
        expect(await store.save({ ...settingsWrite(version, {}), settings })).toBe(true);
        version += 1;
        const stored = await store.load();
        expect(stored.version).toBe(version);
        expect(readLiveSettings(stored.settings)).toEqual({ settings });
      }),
      { numRuns: 15 },
    );
  });

  test("earlier versions stay as they were, and history tells who, when, what and why, newest first", async () => {
    const store = await open();
    await store.save(settingsWrite(0, weight(0.5)));
    await store.save(settingsWrite(1, weight(0), { changedBy: "Ben", reason: "" }));
    await store.save(settingsWrite(2, {}, { restored: 0 }));
    expect(readLiveSettings((await store.loadVersion(1))?.settings)).toEqual({ settings: liveOf(weight(0.5)) });
    expect(readLiveSettings((await store.loadVersion(2))?.settings)).toEqual({ settings: liveOf(weight(0)) });
    const { expectedVersion: _, settings: __, ...said } = settingsWrite(0, {});
    expect(await store.history()).toEqual([
      { ...said, version: 3, restored: 0 },
      { ...said, version: 2, changedBy: "Ben", reason: "" },
      { ...said, version: 1 },
    ]);
  });

  test("of writers that race from one version exactly one is written", async () => {
    const store = await open();
    const weights = [0, 0.5, 1.5, 2];
    const outcomes = await Promise.all(weights.map((network) => store.save(settingsWrite(0, weight(network)))));
    const winners = weights.filter((_, at) => outcomes[at]);
    expect(winners).toHaveLength(1);
    const stored = await store.load();
    expect([stored.version, readLiveSettings(stored.settings)]).toEqual([
      1,
      { settings: liveOf(weight(winners[0] ?? 9)) },
    ]);
    expect(await store.save(settingsWrite(0, {}))).toBe(false);
    expect(await store.history()).toHaveLength(1);
  });

  test("history gives the newest versions first, also beyond nine of them, and no more than it promises", async () => {
    const store = await open();
    for (let version = 0; version < settingsHistoryLength + 3; version++) await store.save(settingsWrite(version, {}));
    const versions = (await store.history()).map(({ version }) => version);
    expect(versions).toEqual(Array.from({ length: settingsHistoryLength }, (_, at) => settingsHistoryLength + 3 - at));
  });
}
