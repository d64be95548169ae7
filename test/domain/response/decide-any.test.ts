import fc from "fast-check";
import { safePolicy } from "../../../lib/adapters/files/policy-file.ts";
import { signalFamilies } from "../../../lib/domain/detection/signal.ts";
import { identityKinds } from "../../../lib/domain/identity/identity.ts";
import { decide, type Evidence } from "../../../lib/domain/response/decide.ts";
import { responses } from "../../../lib/domain/response/decision.ts";
import { roleContainments } from "../../../lib/domain/response/guard-rails.ts";
import { defaultPolicy, modes, type Policy } from "../../../lib/domain/response/policy.ts";
import { watchOf } from "../../../lib/domain/response/watch.ts";
import { madeActor } from "../made-activity.ts";
import { loss } from "./losses.ts";

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
    .tuple(
      fc.constantFrom(...identityKinds),
      fc.constantFrom("AKIAIOSFODNN7EXAMPLE", "ASIAIOSFODNN7EXAMPLE", "ASIAX", undefined),
      fc.constantFrom("AROAEXAMPLEEXAMPLE11:i-0123456789abcdef0", "AROAEXAMPLEEXAMPLE11:GitHubActions", undefined),
    )
    .map(([kind, accessKeyId, principalId]) => madeActor(kind, { accessKeyId, principalId })),
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
  signalWeights: fc.constant({}),
  kindWeights: fc.constant({}),
  decoys: fc.constant([]),
  organisationAccounts: fc.constant([]),
  budgets: fc.constant(defaultPolicy.budgets),
  approval: fc.constant(defaultPolicy.approval),
  containRolesBy: fc.constantFrom(...roleContainments),
  releaseSessionsAfterHours: fc.constant(12),
  production: fc.constant([]),
});

const kindOf: Record<string, string> = {
  rule: "what",
  errors: "what",
  activity: "what",
  place: "where",
  network: "where",
  sequence: "what",
};

test("whatever the evidence, a containment has every ground that it needs", () => {
  let contained = 0;
  fc.assert(
    fc.property(anyEvidence, anyPolicy, (evidence, policy) => {
      const watch = watchOf(policy, evidence.actor.identity.key);
      const decision = decide(evidence, watch, policy);
      // Where a role's session is not known, not even enforcing stops all of them without people.
      if (decision.action === "ask") {
        expect(watch.mode).not.toBe("observe");
        if (watch.mode === "enforce") expect(evidence.actor.principalId).toBeUndefined();
      }
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
  // Some 70 of them: enough to have been looked at, and never so few by chance.
  expect(contained).toBeGreaterThan(20);
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
