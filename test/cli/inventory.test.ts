import { memoryAccountReader } from "../../lib/adapters/memory/account-reader.ts";
import { memoryInventories } from "../../lib/adapters/memory/inventories.ts";
import { memorySettings } from "../../lib/adapters/memory/settings.ts";
import { memoryStandings } from "../../lib/adapters/memory/standings.ts";
import type { StoredStanding } from "../../lib/app/ports.ts";
import { takeInventory } from "../../lib/app/take-inventory.ts";
import { main } from "../../lib/cli/main.ts";
import type { WardenStores } from "../../lib/cli/warden-stores.ts";
import { encodeStanding } from "../../lib/domain/trust/standing-codec.ts";
import { listingOf } from "../../lib/local/account/account-listing.ts";
import { inventoriedAccount, readAtMs } from "../adapters/contract/account-reader.ts";
import { madeInventory } from "../domain/inventory/made-inventory.ts";
import { learned, nightlyBackup } from "../domain/learned.ts";
import { captured } from "./small-world.ts";

const key = (resource: string) => `arn:aws:iam::111122223333:${resource}`;
const inventories = memoryInventories();
const deployKeys: string[] = [];
beforeAll(async () => {
  const account = inventoriedAccount();
  const reader = memoryAccountReader((nowMs) => listingOf(account, nowMs));
  await takeInventory({ reader, inventories, protectedTag: "nhi-warden:protected" }, readAtMs);
  deployKeys.push(...(account.state().users.get("deploy")?.accessKeys ?? []).map(({ accessKeyId }) => accessKeyId));
});

const identityKey = key("user/deploy");
const bytes = encodeStanding(learned(nightlyBackup(20)));
const standings = new Map<string, StoredStanding>([
  [identityKey, { identityKey, version: 1, bytes, openCase: undefined }],
]);
const storesWith = (bent: Partial<WardenStores>) =>
  ({
    standings: memoryStandings(standings),
    settings: memorySettings(),
    openCases: { identityKeys: async function* () {} },
    inventories,
    nowMs: () => readAtMs + 3_600_000,
    close: async () => undefined,
    ...bent,
  }) as unknown as WardenStores;

const callOn = async (bent: Partial<WardenStores>, argv: readonly string[]) => {
  const { world, out, err } = await captured({ openStores: async () => storesWith(bent) });
  const code = await main([...argv, "--table", "warden"], world);
  return { code, out: out(), err: err() };
};
const call = (...argv: readonly string[]) => callOn({}, ["inventory", ...argv]);

test("lists what IAM showed, the most worth looking at first", async () => {
  const { code, out, err } = await call();
  expect([code, err]).toEqual([0, ""]);
  expect(out.split("\n").map((line) => line.trimEnd())).toEqual([
    "4 identities in the inventory of IAM",
    "",
    "kind  active keys  oldest    administrator  services  identity",
    `role  -            -         yes            all       ${key("role/admin")}`,
    `user  2            400 days  reachable      2         ${key("user/deploy")}`,
    `role  -            -         -              1         ${key("role/worker")}`,
    `user  0            -         -              0         ${key("user/ana,o.hara")}`,
    "",
  ]);
});

test("tells one identity with its keys, its reach, and what of its rights it uses", async () => {
  const { out } = await call("deploy");
  expect(out).toBe(`${key("user/deploy")}
Inventory, as IAM was read on 2026-11-20
  user of 400 days, no password, no MFA
  key ${deployKeys[0]} active, 400 days old, last used 2 days before
  key ${deployKeys[1]} active, 30 days old, never used
  newest key made 2026-10-21 03:00:00 UTC
  tags: environment=production
  It can come to more rights than it has: it may take the role admin, an administrator.
  It may take at least 1 role of its account: admin; its policies name roles of any account.
  It was seen to use 1 of at most 2 services that it is granted (50 %).
  Granted and not seen to be used:
    sts
  In the last 32 days it worked with 1 service; at most about 6 calls on a usual day.
`);
  expect((await call("worker")).out).toContain("The warden has not seen it act");
});

test("tells the same to machines", async () => {
  const one = JSON.parse((await call("deploy", "--json")).out);
  expect(one).toMatchObject({
    format: "nhi-inventory/1",
    used: { used: 1, granted: 2, ratio: 0.5 },
    inventory: { identityKey },
  });
  const all = JSON.parse((await call("--json")).out);
  expect(all).toMatchObject({ format: "nhi-inventories/1", inventories: expect.any(Array) });
  expect(all.inventories).toHaveLength(4);
});

test("nhi explain shows it too, and does without where it cannot be read", async () => {
  expect((await callOn({}, ["explain", identityKey])).out).toMatch(/^Inventory, as IAM was read on 2026-11-20$/m);
  const deaf = { ...inventories, get: () => Promise.reject(new Error("AccessDenied")) };
  const { code, out } = await callOn({ inventories: deaf }, ["explain", identityKey]);
  expect(code).toBe(0);
  expect(out).not.toContain("Inventory,");
});

test("an empty inventory and an old one are said to be that", async () => {
  expect((await callOn({ inventories: memoryInventories() }, ["inventory"])).out).toMatch(/IAM was not read yet/);
  const old = memoryInventories();
  await old.put(madeInventory({ keys: undefined, hasMfa: undefined, identityKey: key("user/a\u202eb") }), 0);
  const listed = (await callOn({ inventories: old }, ["inventory"])).out;
  expect(listed).toMatch(/not known/);
  expect(listed).toMatch(/1 entry older than three days/);
  expect(listed).not.toContain("\u202e");
  const shown = (await callOn({ inventories: old }, ["inventory", "*user/a*"])).out;
  expect(shown).toMatch(/days ago: it may no longer be so/);
});

test("says what it does not take", async () => {
  expect(await call("nobody")).toMatchObject({
    code: 2,
    err: "nhi: the inventory has no identity that fits nobody; see all with: nhi inventory\n",
  });
  expect((await call("*role*")).err).toMatch(/^nhi: 2 identities fit \*role\*, such as arn:.*; give one\n$/);
  expect((await call("a", "b")).err).toMatch(/takes one identity at most/);
  expect((await call("--help")).out).toMatch(/^nhi inventory \[IDENTITY\]\n/);
});
