import { type SettingsStore, type SettingsWrite, settingsHistoryLength } from "../../app/settings-store.ts";

/** Live settings of one process. */
export function memorySettings(): SettingsStore {
  const versions: SettingsWrite[] = [];
  const at = (version: number) => {
    if (version === 0) return { version, settings: {} };
    const write = versions[version - 1];
    return write === undefined ? undefined : { version, settings: structuredClone(write.settings) };
  };
  return {
    load: async () => at(versions.length) ?? { version: 0, settings: {} },
    loadVersion: async (version) => at(version),
    async save(write) {
      if (write.expectedVersion !== versions.length) return false;
      versions.push(structuredClone(write));
      return true;
    },
    history: async () =>
      versions
        .map(({ expectedVersion, settings: _, ...version }) => ({ version: expectedVersion + 1, ...version }))
        .reverse()
        .slice(0, settingsHistoryLength),
  };
}
