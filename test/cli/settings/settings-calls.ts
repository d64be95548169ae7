import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { memorySettings } from "../../../lib/adapters/memory/settings.ts";
import type { SettingsStore } from "../../../lib/app/settings-store.ts";
import { main } from "../../../lib/cli/main.ts";
import type { WardenStores } from "../../../lib/cli/warden-stores.ts";
import { captured } from "../small-world.ts";

/** A working folder and a store of live settings made before each test, and calls of `nhi` with both. */
export function settingsCalls() {
  let cwd = "";
  let store: SettingsStore;
  let closed = 0;
  beforeEach(() => {
    cwd = mkdtempSync(join(tmpdir(), "nhi-settings-"));
    store = memorySettings();
    closed = 0;
  });
  afterEach(() => rmSync(cwd, { recursive: true }));
  const call = async (argv: readonly string[], change: Partial<SettingsStore> = {}) => {
    const stores = { settings: { ...store, ...change }, nowMs: () => 0, close: async () => void closed++ };
    const openStores = async () => stores as unknown as WardenStores;
    const { world, out, err } = await captured({ cwd, openStores, nowMs: () => Date.UTC(2026, 0, 2, 3) });
    return { code: await main(argv, world), out: out(), err: err() };
  };
  return {
    call,
    /** With the table that every call has to name. */
    remote: (argv: readonly string[], change?: Partial<SettingsStore>) => call([...argv, "--table", "warden"], change),
    json: async (argv: readonly string[]) => JSON.parse((await call([...argv, "--table", "warden", "--json"])).out),
    policy: (text: string) => writeFileSync(join(cwd, "warden.yaml"), text),
    store: () => store,
    closed: () => closed,
  };
}
