import fc from "fast-check";
import { safePolicy } from "../../../lib/adapters/files/policy-file.ts";
import { signalFamilies } from "../../../lib/domain/detection/signal.ts";
import { type IdentityKind, identityKinds } from "../../../lib/domain/identity/identity.ts";
import { decide, type Evidence } from "../../../lib/domain/response/decide.ts";
import { responses } from "../../../lib/domain/response/decision.ts";
import { defaultPolicy, modes, type Policy } from "../../../lib/domain/response/policy.ts";
import { watchOf } from "../../../lib/domain/response/watch.ts";
import type { FamilyLoss } from "../../../lib/domain/trust/trust-score.ts";
import { madeActor } from "../made-activity.ts";
import { contribution } from "../trust/contributions.ts";

const loss = (
  family: FamilyLoss["family"],
  points: number,
  bent: { deterministic?: boolean; sensitive?: boolean } = {},
) => ({
  family,
  points,
  contribution: contribution({ family, points, ...bent }),
});

/** A key that is used from elsewhere, for what can harm: enough to contain. */
const damning: Evidence = {
  actor: madeActor(),
  trust: 30,
  losses: [loss("activity", 30, { sensitive: true }), loss("network", 30)],
  eventAgeMs: 60_000,
};
const enforcing: Policy = { ...defaultPolicy, mode: "enforce" };
const decided = (bent: Partial<Evidence> = {}, policy: Policy = enforcing) => {
  const evidence = { ...damning, ...bent };
  return decide(evidence, watchOf(policy, evidence.actor.identity.key), policy);
};
const role = (key: string, kind: IdentityKind = "role", reason = "made for a test") => {
  const actor = madeActor(kind, { accessKeyId: "ASIAWORKER" });
  return { ...actor, identity: { ...actor.identity, key, reason } };
};

test("two independent kinds of evidence with a sensitive action among them contain the key", () => {
  expect(decided()).toEqual({
    action: "contain",
    reasons: ["trust is 30, at or below 40", "independent evidence: what, where"],
    target: {
      playbook: "disable-access-key",
      accountId: "111122223333",
      userName: "backup",
      accessKeyId: "AKIAIOSFODNN7EXAMPLE",
    },
  });
});

test("one fact is enough by itself", () => {
  const losses = [loss("credential", 90, { deterministic: true })];
  expect(decided({ losses })).toMatchObject({
    action: "contain",
    reasons: ["trust is 30, at or below 40", "one fact is enough by itself"],
  });
});

test.each([
  [100, "observe"],
  [75.01, "observe"],
  [75, "review"],
  [60.01, "review"],
  [60, "alert"],
  [40.01, "alert"],
  [40, "contain"],
  [0, "contain"],
])("at trust %f the answer is %s", (trust, action) => {
  expect(decided({ trust }).action).toBe(action);
});

test.each([
  ["observe", "alert", "the policy only observes; it would have been contained"],
  ["ask", "ask", "the policy asks a person first"],
  ["enforce", "contain", "independent evidence: what, where"],
] as const)("in mode %s the answer is %s, and the target is named", (mode, action, reason) => {
  const decision = decided({}, { ...defaultPolicy, mode });
  expect(decision.action).toBe(action);
  expect(decision.reasons.at(-1)).toBe(reason);
  expect(decision.target).toMatchObject({ userName: "backup" });
});

const oldMs = 61 * 60_000;
test.each<[string, Partial<Evidence>, Policy?]>([
  ["the identity is protected by the policy", {}, { ...enforcing, protected: ["arn:aws:iam::*:user/back*"] }],
  ["the event is 61 minutes old, more than 60", { eventAgeMs: oldMs }],
  [
    "the event is 61 minutes old, more than 60",
    { eventAgeMs: oldMs, losses: [loss("credential", 90, { deterministic: true })] },
  ],
  ["only one kind of evidence, two are needed", { losses: [loss("activity", 30, { sensitive: true })] }],
  [
    "only one kind of evidence, two are needed",
    { losses: [loss("activity", 30, { sensitive: true }), loss("rule", 34, { sensitive: true }), loss("errors", 12)] },
  ],
  [
    "only one kind of evidence, two are needed",
    { losses: [loss("network", 30, { sensitive: true }), loss("place", 20)] },
  ],
  [
    "only one kind of evidence, two are needed",
    { losses: [loss("activity", 30, { sensitive: true }), loss("network", 5.99)] },
  ],
  ["only one kind of evidence, two are needed", { losses: [] }],
  ["no sensitive action is among the evidence", { losses: [loss("activity", 30), loss("network", 30)] }],
  [
    "no sensitive action is among the evidence",
    { losses: [loss("network", 30), loss("agent", 14), loss("activity", 5.99, { sensitive: true })] },
  ],
  [
    "only one kind of evidence, two are needed",
    { losses: [loss("activity", 30, { sensitive: true }), loss("credential", 5.99, { deterministic: true })] },
  ],
  [
    "no playbook stops an identity of kind root",
    { actor: role("arn:aws:iam::111122223333:root", "root") },
    { ...enforcing, protected: [] },
  ],
  [
    "a service-linked role cannot be changed; stop the service that uses it",
    {
      actor: role(
        "arn:aws:iam::111122223333:role/aws-service-role/x.amazonaws.com/AWSServiceRoleForX",
        "service-linked",
      ),
    },
    { ...enforcing, protected: [] },
  ],
  [
    "a person's access is stopped where it comes from, in the identity provider",
    {
      actor: role(
        "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123",
        "human",
        "the role's path is /aws-reserved/sso.amazonaws.com/, IAM Identity Center's own",
      ),
    },
    { ...enforcing, protected: [] },
  ],
  [
    "the activity was not done with a long-term access key, so disabling a key would not stop it",
    { actor: madeActor("access-key-user", { accessKeyId: "ASIAIOSFODNN7EXAMPLE" }) },
  ],
  [
    "the activity was not done with a long-term access key, so disabling a key would not stop it",
    { actor: madeActor("access-key-user", { accessKeyId: undefined }) },
  ],
  ["no playbook stops an identity of kind unknown", { actor: role("account:111122223333", "unknown") }],
])("it alerts and does not contain: %s", (reason, bent, policy = enforcing) => {
  const decision = decided(bent, policy);
  expect(decision.action).toBe("alert");
  expect(decision.reasons.at(-1)).toBe(reason);
  expect(decision.target).toBeUndefined();
});

test("what identities may never be contained is in the default policy", () => {
  for (const key of [
    "arn:aws:iam::111122223333:root",
    "arn:aws-cn:iam::111122223333:role/nhi-warden/Responder",
    "arn:aws:iam::111122223333:role/OrganizationAccountAccessRole",
    "arn:aws:iam::111122223333:role/stacksets-exec-0123",
    "arn:aws:iam::111122223333:role/cdk-hnb659fds-deploy-role-1-eu-west-1",
    "arn:aws:iam::111122223333:role/aws-reserved/sso.amazonaws.com/AWSReservedSSO_Admin_0123",
  ]) {
    expect(decided({ actor: role(key) }).reasons.at(-1)).toBe("the identity is protected by the policy");
  }
});

const anyLoss = fc
  .record({
    family: fc.constantFrom(...signalFamilies),
    points: fc.integer({ min: 0, max: 950 }).map((value) => value / 10),
    deterministic: fc.boolean(),
    sensitive: fc.boolean(),
  })
  .map(({ family, points, ...bent }) => loss(family, points, bent));

const anyEvidence = fc.record<Evidence>({
  actor: fc
    .tuple(fc.constantFrom(...identityKinds), fc.constantFrom("AKIAIOSFODNN7EXAMPLE", "ASIAX", undefined))
    .map(([kind, accessKeyId]) => madeActor(kind, { accessKeyId })),
  trust: fc.integer({ min: 0, max: 10_000 }).map((value) => value / 100),
  losses: fc.uniqueArray(anyLoss, { selector: ({ family }) => family, maxLength: 6, size: "max" }),
  eventAgeMs: fc.integer({ min: -60_000, max: 3_600_000 }),
});
const anyPolicy = fc.record<Policy>({
  mode: fc.constantFrom("enforce" as const, "enforce" as const, ...modes),
  thresholds: fc
    .tuple(fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }), fc.integer({ min: 0, max: 100 }))
    .map((values) => {
      const [contain = 0, alert = 0, review = 0] = [...values].sort((a, b) => a - b);
      return { contain, alert, review };
    }),
  tiers: fc.constant([]),
  protected: fc.constantFrom([], [], ["*backup"], ["*"]),
  oldestEventToActOnMinutes: fc.integer({ min: 1, max: 120 }),
  disabledRules: fc.constant([]),
});

const kindOf: Record<string, string> = {
  rule: "what",
  errors: "what",
  activity: "what",
  place: "where",
  network: "where",
};

test("whatever the evidence, a containment has every ground that it needs", () => {
  let contained = 0;
  fc.assert(
    fc.property(anyEvidence, anyPolicy, (evidence, policy) => {
      const watch = watchOf(policy, evidence.actor.identity.key);
      const decision = decide(evidence, watch, policy);
      if (decision.action === "ask") expect(watch.mode).toBe("ask");
      if (decision.action !== "contain") return;
      contained++;
      expect(watch.mode).toBe("enforce");
      expect(watch.isProtected).toBe(false);
      expect(evidence.trust).toBeLessThanOrEqual(watch.thresholds.contain);
      expect(evidence.eventAgeMs).toBeLessThanOrEqual(policy.oldestEventToActOnMinutes * 60_000);
      expect(decision.target).toBeDefined();
      const strong = evidence.losses.filter(({ points }) => points >= 6);
      const kinds = new Set(strong.map(({ family }) => kindOf[family] ?? family));
      const isFact = strong.some(({ contribution: { deterministic } }) => deterministic);
      const isSensitive = strong.some(({ contribution: { sensitive } }) => sensitive);
      expect(isFact || (kinds.size >= 2 && isSensitive)).toBe(true);
    }),
    { numRuns: 2_000 },
  );
  expect(contained).toBeGreaterThan(50);
});

test("lower trust never gets a lesser answer", () => {
  const rank = (evidence: Evidence, policy: Policy) =>
    responses.indexOf(decide(evidence, watchOf(policy, evidence.actor.identity.key), policy).action);
  fc.assert(
    fc.property(anyEvidence, anyPolicy, fc.double({ min: 0, max: 100, noNaN: true }), (evidence, policy, less) => {
      const lower = { ...evidence, trust: Math.max(0, evidence.trust - less) };
      expect(rank(lower, policy)).toBeGreaterThanOrEqual(rank(evidence, policy));
    }),
    { numRuns: 500 },
  );
});

test("a policy that cannot be read contains nobody, and asks nobody", () => {
  const policy = safePolicy({ problems: ["warden.yaml:1:1: cannot be read"] });
  fc.assert(
    fc.property(anyEvidence, (evidence) => {
      const { action } = decide(evidence, watchOf(policy, evidence.actor.identity.key), policy);
      expect(["observe", "review", "alert"]).toContain(action);
    }),
  );
});
