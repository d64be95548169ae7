import fc from "fast-check";
import {
  type PlaybookName,
  playbookLadders,
  playbookNames,
  trustPlaybooks,
} from "../../../lib/domain/response/decision.ts";
import { readTarget } from "../../../lib/domain/response/read-target.ts";
import { isResourceTarget } from "../../../lib/domain/response/resource-target.ts";
import { narrowerOf, strengthOf, strongerOf } from "../../../lib/domain/response/target-ladder.ts";
import { principalOf, targetText } from "../../../lib/domain/response/target-text.ts";
import { anyCharacter } from "../../any-character.ts";
import { accessKeyId, madeTarget, principalIds } from "./made-targets.ts";

const byPeople: readonly PlaybookName[] = [
  "pin-instance-location",
  "disable-service-credential",
  "restrict-trust-profile",
];
const known = { principalIds, accessKeyIds: [accessKeyId] };

test("what people may choose instead stands below, the widest first, as far as its credential is known", () => {
  expect(narrowerOf(madeTarget("quarantine-role"), known)).toEqual([
    madeTarget("revoke-role-sessions"),
    madeTarget("deny-role-session"),
    { ...madeTarget("deny-role-session"), principalId: principalIds[1] },
  ]);
  expect(narrowerOf(madeTarget("quarantine-role"))).toEqual([madeTarget("revoke-role-sessions")]);
  expect(narrowerOf(madeTarget("quarantine-user"), known)).toEqual([
    madeTarget("revoke-user-sessions"),
    madeTarget("disable-access-key"),
  ]);
  for (const narrowest of ["deny-role-session", "disable-access-key", ...byPeople] as const) {
    expect(narrowerOf(madeTarget(narrowest), known)).toEqual([]);
  }
});

test.each([...new Set(playbookLadders.flat())])(
  "what is stronger than %s stands above it, on the same principal, and ends",
  (playbook) => {
    let target = madeTarget(playbook);
    for (let steps = 0; steps < 3; steps++) {
      const next = strongerOf(target);
      if (next === undefined) break;
      expect(strengthOf(next.playbook)).toBeGreaterThan(strengthOf(target.playbook));
      expect(principalOf(next)).toBe(principalOf(target));
      // What only people can name is never offered in the place of something wider.
      if (!byPeople.includes(target.playbook)) expect(narrowerOf(next, known)).toContainEqual(target);
      target = next;
    }
    if (!isResourceTarget(target)) expect(target.playbook).toMatch(/^quarantine-/);
    expect(strongerOf(target)).toBeUndefined();
  },
);

test("a certificate's profile is disabled where denying the certificate is not enough", () => {
  expect(strongerOf(madeTarget("restrict-trust-profile"))).toEqual(madeTarget("disable-trust-profile"));
});

test.each(trustPlaybooks)("%s stands on no ladder: nothing leads to it, and it leads to nothing", (playbook) => {
  expect(narrowerOf(madeTarget(playbook), known)).toEqual([]);
  expect(strongerOf(madeTarget(playbook))).toBeUndefined();
  expect(strengthOf(playbook)).toBe(0);
});

test("credentials that no record of AWS could name are never offered", () => {
  const text = fc.string({ unit: anyCharacter, maxLength: 60 });
  fc.assert(
    fc.property(fc.array(text, { maxLength: 20 }), fc.constantFrom(...playbookNames), (texts, playbook) => {
      const offered = narrowerOf(madeTarget(playbook), { principalIds: texts, accessKeyIds: texts });
      expect(offered.length).toBeLessThanOrEqual(6);
      for (const one of offered) expect(readTarget(one)).toEqual(one);
    }),
  );
});

test.each(playbookNames)("a stored target of %s is read back, and a bent one is not", (playbook) => {
  const target = madeTarget(playbook);
  expect(readTarget(JSON.parse(JSON.stringify(target)))).toEqual(target);
  expect(readTarget({ ...target, more: "text" })).toEqual(target);
  expect(targetText(target)).toContain("account 111122223333");
  for (const name of Object.keys(target)) {
    expect(readTarget({ ...target, [name]: undefined })).toBeUndefined();
    expect(readTarget({ ...target, [name]: "a b\n" })).toBeUndefined();
  }
});

test.each<[string, object]>([
  [
    "an instance of another account",
    { instanceArn: "arn:aws:ec2:eu-west-1:999999999999:instance/i-0123456789abcdef0" },
  ],
  ["a wildcard for an instance", { instanceArn: "arn:aws:ec2:eu-west-1:111122223333:instance/*" }],
  ["a wildcard for a VPC", { vpcId: "vpc-*" }],
  ["the whole internet", { addresses: ["203.0.113.10", "0.0.0.0/0"] }],
  ["one address that is none", { addresses: ["203.0.113.10", "here"] }],
  ["an address that is no text", { addresses: [7] }],
  ["more addresses than a place has", { addresses: Array.from({ length: 51 }, (_, at) => `203.0.113.${at}`) }],
  ["no list", { addresses: { length: 0 } }],
])("an instance is not pinned to %s", (_, bent) => {
  expect(readTarget({ ...madeTarget("pin-instance-location"), ...bent })).toBeUndefined();
});

test.each(["ACCA", "AKIAIOSFODNN7EXAMPLE", "ACCAEXAMPLE*EXAMPLE123", "accaexampleexample123", `ACCA${"A".repeat(29)}`])(
  "%s is no service-specific credential",
  (serviceSpecificCredentialId) => {
    expect(readTarget({ ...madeTarget("disable-service-credential"), serviceSpecificCredentialId })).toBeUndefined();
  },
);

test("a target that is read holds lists of its own, which nobody else can change", () => {
  const addresses = ["203.0.113.10"];
  const target = readTarget({ ...madeTarget("pin-instance-location"), addresses });
  addresses.push("0.0.0.0/0");
  expect(target).toMatchObject({ addresses: ["203.0.113.10"] });
});

test.each([undefined, null, "revoke-role-sessions", 1, [], {}])("%j is no target", (value) => {
  expect(readTarget(value)).toBeUndefined();
});
