import fc from "fast-check";
import { emptyBaseline } from "../../../lib/domain/behaviour/baseline.ts";
import { hourMs } from "../../../lib/domain/behaviour/calendar.ts";
import type { SessionLink } from "../../../lib/domain/behaviour/session-links.ts";
import { mostImpactSentences } from "../../../lib/domain/response/containment.ts";
import { type ContainmentTarget, playbookNames } from "../../../lib/domain/response/decision.ts";
import { type Dependents, impactOf } from "../../../lib/domain/response/impact.ts";
import { anyCharacter } from "../../any-character.ts";
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
  ]);
});

test("whether it is the last key is said where it is known, and that it is not where it is not", () => {
  const last = (activeKeys?: number) =>
    impactOf(madeTarget("disable-access-key"), dependents([], { activeKeys })).join(" ");
  expect(last()).toContain("is not known");
  expect(last(1)).toContain("last active key");
  expect(last(2)).toContain("has 2 active keys");
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
  const said = impactOf(target, dependents([], { identityKey, tags, production })).at(-1);
  if (expected === undefined) expect(said).not.toMatch(/production/);
  else expect(said).toMatch(expected);
});

test("whatever was recorded, an estimate is a few printable lines", () => {
  const text = fc.string({ unit: anyCharacter, maxLength: 300 });
  fc.assert(
    fc.property(fc.array(text, { maxLength: 6 }), text, fc.constantFrom(...playbookNames), (makers, key, playbook) => {
      const sessions = makers.map((maker, at) => link(at, 1, maker));
      const tags = { env: "prod", [key]: key };
      const said = impactOf(madeTarget(playbook), dependents(sessions, { identityKey: key, tags }));
      expect(said.length).toBeLessThanOrEqual(mostImpactSentences);
      for (const sentence of said) {
        expect(sentence.length).toBeLessThan(700);
        expect(sentence).toMatch(/^[^\p{Cc}\p{Cf}\p{Zl}\p{Zp}]*$/u);
      }
    }),
  );
});
