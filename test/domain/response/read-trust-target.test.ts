import fc from "fast-check";
import { adviceBeside } from "../../../lib/domain/response/companion.ts";
import { playbookNames, type TrustPlaybook, trustPlaybooks } from "../../../lib/domain/response/decision.ts";
import { trustDenyOf } from "../../../lib/domain/response/policies/deny-trust.ts";
import { readTarget } from "../../../lib/domain/response/read-target.ts";
import { refusedOf, targetText } from "../../../lib/domain/response/target-text.ts";
import { anyCharacter } from "../../any-character.ts";
import { madeTarget, madeTrustTarget } from "./made-targets.ts";

const accountId = "111122223333";
const made = (playbook: TrustPlaybook) => madeTrustTarget(playbook, accountId, "worker");

test("whatever somebody wrote into a target, no wildcard, variable or quotation mark comes into a trust policy", () => {
  const text = fc.oneof(
    fc.string({ unit: anyCharacter, maxLength: 40 }),
    fc.stringMatching(/^[\w.:/*?${}"-]{1,40}$/),
    ...trustPlaybooks.flatMap((playbook) => Object.values(made(playbook)).map((value) => fc.constant(value))),
  );
  const fields = fc.record({
    provider: text,
    claim: text,
    claimValue: text,
    namespace: text,
    serviceAccount: text,
    principalArn: text,
  });
  fc.assert(
    fc.property(fc.constantFrom(...trustPlaybooks), fields, (playbook, given) => {
      const target = readTarget({ playbook, accountId, roleName: "worker", ...given });
      if (target === undefined) return;
      for (const value of Object.values(target)) expect(value).toMatch(/^[^*?$"\\\p{C}]{1,512}$/u);
      const { Principal, ...rest } = trustDenyOf(target as ReturnType<typeof made>);
      expect([Principal, rest.Effect, JSON.stringify(rest)]).toEqual(["*", "Deny", expect.not.stringMatching(/[*?$]/)]);
    }),
  );
});

test.each<[string, TrustPlaybook, object]>([
  ["a claim that many share", "deny-oidc-claim", { claim: "aud" }],
  ["a claim of another provider", "deny-oidc-claim", { provider: "example.com" }],
  ["a provider with its scheme", "deny-oidc-claim", { provider: "https://token.actions.githubusercontent.com" }],
  ["a provider longer than IAM allows", "deny-service-account", { provider: `${"a".repeat(250)}.com` }],
  ["a second service account behind the first", "deny-service-account", { serviceAccount: "cart:other" }],
  ["a namespace of all", "deny-service-account", { namespace: "*" }],
  [
    "a principal of the role's own account",
    "deny-foreign-principal",
    { principalArn: `arn:aws:iam::${accountId}:root` },
  ],
  ["a session", "deny-foreign-principal", { principalArn: "arn:aws:sts::999999999999:assumed-role/a/b" }],
  ["everybody", "deny-foreign-principal", { principalArn: "*" }],
])("%s is no target", (_, playbook, bent) => {
  expect(readTarget(made(playbook))).toEqual(made(playbook));
  expect(readTarget({ ...made(playbook), ...bent })).toBeUndefined();
});

test.each(trustPlaybooks)(
  "%s is told with whom it refuses, and that open sessions are another containment",
  (playbook) => {
    const target = made(playbook);
    const identityKey = `arn:aws:iam::${accountId}:role/team/worker`;
    expect(targetText(target)).toContain(refusedOf(target));
    expect(adviceBeside({ target, identityKey })).toContain(
      `nhi contain ${identityKey} --playbook revoke-role-sessions`,
    );
  },
);

test("nothing goes with the other playbooks", () => {
  for (const playbook of playbookNames.filter((name) => !trustPlaybooks.some((one) => one === name))) {
    expect(adviceBeside({ target: madeTarget(playbook), identityKey: "any" })).toBeUndefined();
  }
});
