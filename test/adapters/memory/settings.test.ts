import { memorySettings } from "../../../lib/adapters/memory/settings.ts";
import { settingsStoreContract } from "../contract/settings-store.ts";

describe("live settings in memory", () => {
  settingsStoreContract(async () => memorySettings());
});
