import type { IdentityKind } from "../../../lib/domain/identity/identity.ts";
import { decide, type Evidence } from "../../../lib/domain/response/decide.ts";
import { defaultPolicy, type Policy } from "../../../lib/domain/response/policy.ts";
import { watchOf } from "../../../lib/domain/response/watch.ts";
import { madeActor } from "../made-activity.ts";
import { loss } from "./losses.ts";

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
    "nothing in the account can be denied to root: reset its password, delete its keys, and call AWS Support if you are locked out",
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
    "IAM Identity Center owns the role: take the person's assignment away there, and end their sessions, which live up to 12 hours",
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
    "the record names no access key of the user, so no credential can be stopped alone; a Bedrock API key or another service-specific credential is stopped by hand, with nhi contain",
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
