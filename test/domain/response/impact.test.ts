import fc from "fast-check";
import { emptyBaseline } from "../../../lib/domain/behaviour/baseline.ts";
import { hourMs } from "../../../lib/domain/behaviour/calendar.ts";
import type { SessionLink } from "../../../lib/domain/behaviour/session-links.ts";
import type { IdentityInventory, InventoryKey } from "../../../lib/domain/inventory/identity-inventory.ts";
import { mostImpactSentences } from "../../../lib/domain/response/containment.ts";
import { type ContainmentTarget, playbookNames } from "../../../lib/domain/response/decision.ts";
import { type Dependents, impactOf } from "../../../lib/domain/response/impact.ts";
import { anyCharacter } from "../../any-character.ts";
import { madeInventory } from "../inventory/made-inventory.ts";
import { learned, nightlyBackup } from "../learned.ts";
import { madeTarget } from "./made-targets.ts";

const nowMs = Date.UTC(2026, 2, 2, 12);
const link = (key: number, hoursAgo: number, maker = ""): SessionLink => ({
  key,
  startedMs: nowMs - hoursAgo * hourMs,
  maker,
  networks: [],
});
const dependents = (sessions: readonly SessionLink[], bent: Partial<Dependents> = {}): Dependents => ({
  identityKey: "arn:aws:iam::111122223333:role/worker",
  baseline: { ...emptyBaseline(), sessions: [...sessions], presenceDays: 0b1111 },
  nowMs,
  ...bent,
});

test("an estimate says what stops, who asked for the sessions of a day, and how busy the identity was", () => {
  const ci = "arn:aws:iam::111122223333:role/ci as repo:acme/shop";
  const cron = "arn:aws:iam::111122223333:role/cron";
  const sessions = [link(1, 1, ci), link(2, 2, ci), link(3, 20, cron), link(4, 30, "arn:aws:iam::1:role/old")];
  expect(impactOf(madeTarget("revoke-role-sessions"), dependents(sessions))).toEqual([
    "Every workload of the role stops until it gets new credentials; instances and functions may need a restart for that.",
    "3 sessions began in the last 24 hours, as far as was seen.",
    "The role is shared: its sessions were asked for by arn:aws:iam::111122223333:role/ci, arn:aws:iam::111122223333:role/cron.",
    "The identity was active on 4 of the last 32 days.",
    "There is no inventory of it: how it is tagged and who may take it is not known.",
  ]);
});

test("as many sessions as are remembered are said to be at least so many", () => {
  const all = Array.from({ length: 32 }, (_, key) => link(key, 1));
  expect(impactOf(madeTarget("deny-role-session"), dependents(all))[1]).toMatch(/^At least 32 sessions/);
});

test("of an instance it is said which ways out are left to it, and of a credential what works on", () => {
  const [pinned] = impactOf(madeTarget("pin-instance-location"), dependents([]));
  expect(pinned).toBe(
    "The instance works on from 203.0.113.10, 198.51.100.0/28, 2001:db8:1::/64 and through endpoints of vpc-0123456789abcdef0; its calls from any other address stop.",
  );
  const many = Array.from({ length: 12 }, (_, at) => `203.0.113.${at}`);
  const wide = { ...madeTarget("pin-instance-location"), addresses: many } as ContainmentTarget;
  expect(impactOf(wide, dependents([]))[0]).toContain("203.0.113.7 and 4 more and through");
  const endpointsOnly = { ...madeTarget("pin-instance-location"), addresses: [] } as ContainmentTarget;
  expect(impactOf(endpointsOnly, dependents([]))[0]).toMatch(/every call that it makes to a public address stops\.$/);
  expect(impactOf(madeTarget("disable-service-credential"), dependents([link(1, 1, "x")]))).toEqual([
    "Everything that signs in with this credential stops; the user's keys and other credentials work on.",
    "The identity was active on 4 of the last 32 days.",
    "There is no inventory of it: what keys and tags it has is not known.",
  ]);
});

test("how far the work reached is said from what was learned", () => {
  const baseline = learned(nightlyBackup(20)).baseline;
  const said = impactOf(madeTarget("disable-access-key"), { identityKey: "x", baseline, nowMs });
  expect(said.find((sentence) => sentence.startsWith("It worked with"))).toBe(
    "It worked with 1 service; at most about 6 calls on a usual day.",
  );
});

describe("what IAM showed of a key that is to be disabled", () => {
  const target = madeTarget("disable-access-key");
  const own = "accessKeyId" in target ? target.accessKeyId : "";
  const key = (accessKeyId: string, bent: Partial<InventoryKey> = {}): InventoryKey => ({
    accessKeyId,
    isActive: true,
    createdMs: nowMs - 400 * 24 * hourMs,
    lastUsedMs: "never",
    ...bent,
  });
  const other = (bent: Partial<InventoryKey> = {}) => key("AKIAOTHEREXAMPLE0000", bent);
  const said = (keys: readonly InventoryKey[] | undefined, bent: Partial<IdentityInventory> = {}) =>
    impactOf(target, dependents([], { inventory: madeInventory({ keys, readAtMs: nowMs - 9 * hourMs, ...bent }) })).at(
      -1,
    );

  test("is whether it is the last one that works", () => {
    expect(said([key(own)])).toBe(
      "It is the user's last active key, as IAM was read on 2026-03-02: everything of this user stops.",
    );
    expect(said([key(own), other({ isActive: false })])).toMatch(/last active key/);
    expect(said([key(own), other({ lastUsedMs: nowMs - 59 * hourMs })])).toBe(
      "The user has 1 other active key, as IAM was read on 2026-03-02: AKIAOTHEREXAMPLE0000, last used 2 days before.",
    );
    expect(said([key(own), other()])).toMatch(/AKIAOTHEREXAMPLE0000, never used\.$/);
  });

  test("is not guessed where it was not read, or is not there", () => {
    expect(said(undefined)).toBe("Whether the user has another active key is not known: its keys could not be read.");
    expect(said([])).toBe("This key was not there when IAM was read on 2026-03-02; the user had no active key then.");
    expect(impactOf(target, dependents([])).at(-1)).toBe(
      "There is no inventory of it: whether the user has another active key is not known.",
    );
  });

  test("is told with a warning where it is old, and a protected identity with what follows", () => {
    const old = { readAtMs: nowMs - 5 * 24 * hourMs };
    expect(said([key(own)], old)).toMatch(/read on 2026-02-25, 5 days ago: it may no longer be so: everything/);
    expect(said([key(own)], { isProtected: true })).toBe(
      "It is tagged as protected, as IAM was read on 2026-03-02: the playbook refuses.",
    );
  });
});

test("who may take a role is said, so that its sharers are seen", () => {
  const trustedBy = { services: ["ec2.amazonaws.com"], accounts: ["444455556666"], providers: [], named: 0 };
  const inventory = madeInventory({
    kind: "role",
    takers: 3,
    trustedBy: { ...trustedBy, ownAccount: true, anybody: false },
  });
  expect(impactOf(madeTarget("quarantine-role"), dependents([], { inventory })).at(-1)).toBe(
    "It may be taken by ec2.amazonaws.com, account 444455556666, at least 3 users and roles of its own account.",
  );
});

test.each([
  ["prod-worker", "arn:aws:iam::1:role/prod-worker", {}, /name says/],
  ["orders.production", "x", {}, /name says/],
  ["product-catalogue", "x", {}, undefined],
  ["reproducer", "x", {}, undefined],
  ["worker", "x", { Environment: "Production" }, /tagged Environment=Production/],
  ["worker", "x", { Owner: "production" }, undefined],
  ["worker", "arn:aws:iam::444455556666:role/worker", {}, /policy lists/],
])("%s (%s) with the tags %j is said to be production or not", (roleName, identityKey, tags, expected) => {
  const target = { ...madeTarget("revoke-role-sessions"), roleName };
  const production = ["arn:aws:iam::444455556666:*"];
  const inventory = madeInventory({ tags: Object.entries(tags).map(([key, value]) => ({ key, value })) });
  const said = impactOf(target, dependents([], { identityKey, inventory, production })).join(" ");
  if (expected === undefined) expect(said).not.toMatch(/production/);
  else expect(said).toMatch(expected);
});

test("whatever was recorded, an estimate is a few printable lines", () => {
  const text = fc.string({ unit: anyCharacter, maxLength: 300 });
  fc.assert(
    fc.property(fc.array(text, { maxLength: 6 }), text, fc.constantFrom(...playbookNames), (makers, key, playbook) => {
      const sessions = makers.map((maker, at) => link(at, 1, maker));
      const names = [key, ...makers];
      const inventory = madeInventory({
        tags: [
          { key, value: key },
          { key: "env", value: "prod" },
        ],
        keys: names.slice(0, 4).map((accessKeyId) => ({ accessKeyId, isActive: true, createdMs: 0, lastUsedMs: 0 })),
        takers: 2,
        trustedBy: { services: names, accounts: ["1"], providers: names, named: 0, ownAccount: true, anybody: true },
      });
      const said = impactOf(madeTarget(playbook), dependents(sessions, { identityKey: key, inventory }));
      expect(said.length).toBeLessThanOrEqual(mostImpactSentences);
      for (const sentence of said) {
        expect(sentence.length).toBeLessThan(700);
        expect(sentence).toMatch(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u);
      }
    }),
  );
});
