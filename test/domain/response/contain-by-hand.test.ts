import fc from "fast-check";
import { requestByHand } from "../../../lib/domain/response/contain-by-hand.ts";
import type { ContainmentRequest } from "../../../lib/domain/response/containment.ts";
import type { ContainmentTarget } from "../../../lib/domain/response/decision.ts";
import { defaultPolicy, modes, type Policy } from "../../../lib/domain/response/policy.ts";

const identityKey = "arn:aws:iam::111122223333:role/app/worker";
const target: ContainmentTarget = { playbook: "revoke-role-sessions", accountId: "111122223333", roleName: "worker" };
const wanted = {
  target,
  identityKey,
  startedBy: "arn:aws:iam::111122223333:user/ana",
  why: "stolen",
  impact: ["It is used."],
  nowMs: Date.parse("2026-11-21T18:00:05.000Z"),
};
const made = (changes: Partial<Policy> = {}, wish: Partial<typeof wanted> = {}): ContainmentRequest => {
  const request = requestByHand({ ...wanted, ...wish }, { ...defaultPolicy, ...changes });
  if (typeof request === "string") throw new Error(request);
  return request;
};

test("it says who started it and why, and asks others in every mode but enforce", () => {
  const request = made();
  expect(request).toMatchObject({
    caseId: "by-hand",
    reason: "Started by hand: stolen.",
    startedBy: wanted.startedBy,
    approval: { people: 2, seconds: 3_600, onExpiry: "leave" },
    impact: wanted.impact,
  });
  expect(made({ mode: "ask" }).approval).toEqual(request.approval);
  expect(made({ mode: "enforce" }).approval).toBeUndefined();
});

test("a quarantine asks even where the policy enforces, and the account's and everybody's budgets go with it", () => {
  const quarantine = { ...target, playbook: "quarantine-role" } as const;
  const request = made({ mode: "enforce" }, { target: quarantine });
  expect(request.approval?.people).toBe(2);
  expect(request.budgets).toEqual(defaultPolicy.budgets);
  expect(request.overBudget?.onExpiry).toBe("leave");
});

test("what is protected, by its path or by its name alone, is never contained", () => {
  for (const pattern of [identityKey, "*:role/worker"]) {
    const request = requestByHand(wanted, { ...defaultPolicy, protected: [pattern] });
    expect(request).toMatch(/is protected by the policy and is never contained/);
  }
});

test("twice within a minute is one containment; later, or of something else, is another", () => {
  const id = made().containmentId;
  expect(made({}, { nowMs: wanted.nowMs + 30_000 }).containmentId).toBe(id);
  expect(made({}, { nowMs: wanted.nowMs + 60_000 }).containmentId).not.toBe(id);
  expect(made({}, { target: { ...target, roleName: "other" } }).containmentId).not.toBe(id);
});

test("whatever is asked for, nobody contains without others where the warden itself would not", () => {
  const playbooks = fc.constantFrom("revoke-role-sessions" as const, "quarantine-role" as const);
  fc.assert(
    fc.property(fc.constantFrom(...modes), playbooks, fc.string(), (mode, playbook, why) => {
      const request = made({ mode }, { target: { ...target, playbook }, why });
      expect(request.approval === undefined).toBe(mode === "enforce" && playbook !== "quarantine-role");
      expect(request.containmentId).toMatch(/^[\w-]{1,60}$/);
      expect(request.reason.length).toBeLessThanOrEqual(600);
      expect(/\p{Cc}/u.test(request.reason)).toBe(false);
    }),
  );
});
