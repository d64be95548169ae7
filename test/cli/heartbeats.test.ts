import { memorySettings } from "../../lib/adapters/memory/settings.ts";
import { memoryStandings } from "../../lib/adapters/memory/standings.ts";
import type { StoredStanding } from "../../lib/app/ports.ts";
import { main } from "../../lib/cli/main.ts";
import type { WardenStores } from "../../lib/cli/warden-stores.ts";
import { hourMs } from "../../lib/domain/behaviour/calendar.ts";
import { encodeStanding } from "../../lib/domain/trust/standing-codec.ts";
import { learned, nightlyBackup, nightOf } from "../domain/learned.ts";
import { captured } from "./small-world.ts";

const nights = 36;
const key = (name: string) => `arn:aws:iam::111122223333:role/${name}`;
const stored = new Map<string, StoredStanding>(
  [
    [key("silent"), encodeStanding(learned(nightlyBackup(nights)))] as const,
    [key("alive"), encodeStanding(learned(nightlyBackup(nights + 5)))] as const,
    [key("broken"), Uint8Array.of(255)] as const,
  ].map(([identityKey, bytes]) => [identityKey, { identityKey, version: 1, bytes, openCase: undefined }]),
);
const stores = {
  standings: memoryStandings(stored),
  settings: memorySettings(),
  nowMs: () => nightOf(nights) + 3 * hourMs,
  close: async () => undefined,
} as unknown as WardenStores;

const call = async (...argv: readonly string[]) => {
  const { world, out, err } = await captured({ openStores: async () => stores });
  const code = await main(["heartbeats", ...argv], world);
  return { code, out: out(), err: err() };
};

test("lists who fell silent, since when, and what could not be read", async () => {
  expect(await call("--table", "warden")).toEqual({
    code: 0,
    err: "",
    out: `1 identity of 3 fell silent

last active (UTC)  missed             kind             identity
2026-04-06 03:00   Tuesday 03:00 UTC  access-key-user  ${key("silent")}
the stored standing of ${key("broken")} cannot be read
`,
  });
});

test("tells the same to machines, and of another time", async () => {
  const { out } = await call("--table", "warden", "--json");
  expect(JSON.parse(out)).toMatchObject({
    format: "nhi-heartbeats/1",
    identities: 3,
    silent: [{ identityKey: key("silent"), missed: "Tuesday 03:00 UTC" }],
  });
  expect((await call("--table", "warden", "--at", "1d")).out).toMatch(/^0 identities of 3 fell silent\n/);
});

test("says what it does not take", async () => {
  expect(await call("--table", "warden", "worker")).toMatchObject({
    code: 2,
    err: "nhi: heartbeats takes options only, not worker; for one identity: nhi explain\n",
  });
  expect((await call("--help")).out).toMatch(/^nhi heartbeats\n/);
});
