import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import {
  type SettingsStore,
  type SettingsVersion,
  type StoredSettings,
  settingsHistoryLength,
} from "../../app/settings-store.ts";
import { settingsPk } from "../../contract/table.ts";
import type { Item } from "./conditional-writes.ts";
import { versionedItems } from "./versioned-items.ts";

const nothingSet: StoredSettings = { version: 0, settings: {} };

/** What a version of the settings holds besides who made it and when. */
const attributes = {
  reason: "reason",
  /** JSON. */
  settings: "settings",
} as const;

/** Live settings in the partition SETTINGS of the warden's table, one item a version. The newest one counts. */
export function dynamoSettings(parts: { readonly client: DynamoDBClient; readonly tableName: string }): SettingsStore {
  const versions = versionedItems({ ...parts, pk: settingsPk, named: "live settings" });

  const readVersion = (item: Item): SettingsVersion => {
    const read = versions.read(item);
    const reason = item[attributes.reason]?.S;
    if (reason === undefined) throw versions.damaged(item, "a field is missing or of the wrong type");
    return { ...read, reason };
  };

  const readSettings = (item: Item): StoredSettings => {
    const { version } = readVersion(item);
    try {
      return { version, settings: JSON.parse(item[attributes.settings]?.S ?? "") };
    } catch {
      throw versions.damaged(item, "they are not JSON");
    }
  };

  return {
    async load() {
      const [item] = await versions.newest(1);
      return item === undefined ? nothingSet : readSettings(item);
    },

    async loadVersion(version) {
      if (version === 0) return nothingSet;
      const item = await versions.find(version);
      return item === undefined ? undefined : readSettings(item);
    },

    save: (write) =>
      versions.append(write, {
        [attributes.reason]: { S: write.reason },
        [attributes.settings]: { S: JSON.stringify(write.settings) },
      }),

    history: async () => (await versions.newest(settingsHistoryLength)).map(readVersion),
  };
}
