import fc from "fast-check";
import type { ContainmentTarget } from "../../../../lib/domain/response/decision.ts";
import { defaultPolicy, type Policy } from "../../../../lib/domain/response/policy.ts";
import { type DerivedTerms, derivedPlan, mostDerived } from "../../../../lib/domain/response/sweep/derived-plan.ts";
import { requestDerived } from "../../../../lib/domain/response/sweep/request-derived.ts";
import type { SweepPlan } from "../../../../lib/domain/response/sweep/sweep-plan.ts";
import { account, assume, call, createKey, key, roleArn, startMs, userArn } from "./made-records.ts";
import { planFrom } from "./swept-records.ts";

const stolen = { accessKeyId: key("AKIA", 1), userName: "ci" };
const sourceTarget: ContainmentTarget = {
  playbook: "disable-access-key",
  accountId: account,
  userName: "ci",
  accessKeyId: key("AKIA", 1),
};
const enforce: Policy = { ...defaultPolicy, mode: "enforce" };
const terms = (more: Partial<DerivedTerms> = {}): DerivedTerms => ({
  policy: enforce,
  nowMs: startMs + 600_000,
  known: [sourceTarget],
  source: { target: sourceTarget, sinceMs: startMs + 300_000 },
  doubt: undefined,
  room: mostDerived,
  ...more,
});
const session = "run-0123456789abcdef";

const createUser = (caller: Parameters<typeof call>[0], second: number, userName: string) =>
  call(caller, "iam:CreateUser", second, { userName }, { user: { userName, arn: userArn(userName) } });
const createRole = (caller: Parameters<typeof call>[0], second: number, roleName: string, arn = roleArn(roleName)) =>
  call(caller, "iam:CreateRole", second, { roleName }, { role: { roleName, arn } });
const token = (caller: Parameters<typeof call>[0], second: number, accessKeyId: string) =>
  call(caller, "sts:GetSessionToken", second, null, { credentials: { accessKeyId } });

/** One of each. */
const theft = [
  createKey(stolen, 10, "bob", key("AKIA", 2)),
  assume(stolen, 20, "app", session, key("ASIA", 3)),
  createUser({ accessKeyId: key("AKIA", 2), userName: "bob" }, 30, "eve"),
  createRole({ accessKeyId: key("ASIA", 3), session: ["app", session] }, 40, "back"),
  token(stolen, 50, key("ASIA", 5)),
  call(stolen, "iam:UpdateLoginProfile", 60, { userName: "zoe" }),
  call(stolen, "lambda:CreateFunction20150331", 70, { functionName: "f", role: roleArn("app") }, { functionName: "f" }),
  call(stolen, "secretsmanager:GetSecretValue", 80, { secretId: "db" }),
  call(stolen, "iam:AttachUserPolicy", 90, { userName: "bob", policyArn: "arn:aws:iam::aws:policy/x" }),
];
const plan = planFrom(key("AKIA", 1), theft);
const targets = (found: ReturnType<typeof derivedPlan>) => found.contain.map(({ target }) => target);

test("each thing gets the narrowest playbook that stops it, sources first; what none stops is for people", () => {
  const found = derivedPlan(plan, terms());
  expect(targets(found)).toEqual([
    { playbook: "disable-access-key", accountId: account, userName: "bob", accessKeyId: key("AKIA", 2) },
    {
      playbook: "deny-role-session",
      accountId: account,
      roleName: "app",
      principalId: `AROAAPPXXXXXXXXXXXXXX:${session}`,
    },
    { playbook: "revoke-user-sessions", accountId: account, userName: "ci" },
    { playbook: "revoke-user-sessions", accountId: account, userName: "zoe" },
    { playbook: "quarantine-user", accountId: account, userName: "eve" },
    { playbook: "quarantine-role", accountId: account, roleName: "back" },
  ]);
  expect(found.contain.map(({ action }) => action)).toEqual(["contain", "contain", "contain", "contain", "ask", "ask"]);
  expect(found.people).toMatchObject([{ step: { thing: "function", name: "f" }, why: "no playbook stops it" }]);
  expect(found.rotate).toMatchObject([{ thing: "secret", name: "db" }]);
  expect(found.undo).toMatchObject([{ thing: "attached policy" }]);
  expect(found.settled).toEqual([]);
});

test("in mode ask everything is asked for, in mode observe nothing is started", () => {
  const asked = derivedPlan(plan, terms({ policy: { ...defaultPolicy, mode: "ask" } }));
  expect(asked.contain).toHaveLength(6);
  expect(new Set(asked.contain.map(({ action }) => action))).toEqual(new Set(["ask"]));
  const observed = derivedPlan(plan, terms({ policy: defaultPolicy }));
  expect(observed.contain).toEqual([]);
  expect(observed.people.filter(({ why }) => why === "the policy only observes it")).toHaveLength(6);
});

const cut = { reason: "look-up", where: "us-east-1", why: "no answer" } as const;
test.each<[string, SweepPlan, Partial<DerivedTerms>, string]>([
  ["that is not complete", { ...plan, isTruncated: true, cuts: [cut] }, {}, "the sweep is not complete"],
  ["of a whole user", plan, { doubt: "the sweep began with a whole user" }, "the sweep began with a whole user"],
])("a sweep %s asks, and changes nothing where nobody answers", (_, swept, more, why) => {
  const policy: Policy = { ...enforce, approval: { ...enforce.approval, onExpiry: "contain" } };
  const found = derivedPlan(swept, terms({ policy, ...more }));
  expect(found.contain.map(({ action }) => action)).toEqual(Array(6).fill("ask"));
  for (const derived of found.contain) {
    expect(derived.askBecause).toContain(why);
    const source = {
      containmentId: "containment-1",
      caseId: "case-1",
      target: sourceTarget,
      identityKey: userArn("ci"),
    };
    const request = requestDerived(derived, { source, policy, impact: [], nowMs: startMs });
    expect(request.approval?.onExpiry).toBe("leave");
    expect(request.reason).toContain(why);
    expect(request.caseIdentityKey).toBe(userArn("ci"));
  }
});

test("what was made too long ago, or shares its name, is asked for", () => {
  const old = derivedPlan(plan, terms({ nowMs: startMs + 2 * 3_600_000 }));
  expect(new Set(old.contain.map(({ action }) => action))).toEqual(new Set(["ask"]));
  const shared = planFrom(key("AKIA", 1), [assume(stolen, 20, "app", "deploy", key("ASIA", 3))]);
  expect(derivedPlan(shared, terms()).contain).toMatchObject([
    { action: "ask", askBecause: ["other sessions of the role may have the same name"], isUncertain: true },
  ]);
});

test("what the policy protects is never contained, whatever the record calls it", () => {
  const own = "arn:aws:iam::111122223333:role/nhi-warden/mark";
  const records = [
    { ...assume(stolen, 5, "mark", session, key("ASIA", 8)), requestParameters: { roleArn: own } },
    createKey(stolen, 10, "breakglass", key("AKIA", 2)),
    createRole(stolen, 15, "x", "arn:aws:iam::111122223333:role/nhi-warden/x"),
  ];
  const policy = { ...enforce, protected: [...enforce.protected, "arn:*:user/breakglass"] };
  const found = derivedPlan(planFrom(key("AKIA", 1), records), terms({ policy }));
  expect(found.contain).toEqual([]);
  expect(found.people.map(({ step, why }) => [step.thing, why])).toEqual(
    ["role session", "access key", "role"].map((thing) => [
      thing,
      "the policy protects it, so that the warden never contains it",
    ]),
  );
});

test("what is over or stopped already is not asked for", () => {
  const late = derivedPlan(plan, terms({ nowMs: startMs + 37 * 3_600_000 }));
  expect(late.settled.map(({ step, why }) => [step.thing, why])).toEqual([
    ["role session", "it has expired by now"],
    ["session token", "it has expired by now"],
  ]);
  const role: ContainmentTarget = { playbook: "revoke-role-sessions", accountId: account, roleName: "app" };
  const source = { target: role, sinceMs: startMs + 300_000 };
  const ofRole = derivedPlan(plan, terms({ source, known: [role] }));
  expect(ofRole.settled.map(({ step }) => step.thing)).toEqual(["role session"]);
  expect(targets(ofRole)).toHaveLength(5);
  const again = derivedPlan(plan, terms({ known: [sourceTarget, ...targets(derivedPlan(plan, terms()))] }));
  expect([again.contain.length, again.settled.length]).toEqual([0, 6]);
});

/** A story in which any credential that was made so far makes the next thing. */
const story = fc.array(fc.record({ by: fc.nat(), what: fc.integer({ min: 0, max: 4 }), same: fc.boolean() }), {
  maxLength: 25,
});

function recordsOf(steps: readonly { by: number; what: number; same: boolean }[]): object[] {
  const callers: Parameters<typeof call>[0][] = [stolen];
  return steps.map(({ by, what, same }, at) => {
    const caller = callers[by % callers.length] ?? stolen;
    const name = same ? "shared" : `n${at}`;
    const second = at * 10;
    switch (what) {
      case 0:
        callers.push({ accessKeyId: key("AKIA", 100 + at), userName: name });
        return createKey(caller, second, name, key("AKIA", 100 + at));
      case 1:
        callers.push({ accessKeyId: key("ASIA", 100 + at), session: [name, session] });
        return assume(caller, second, name, session, key("ASIA", 100 + at));
      case 2:
        callers.push({ accessKeyId: key("AKIA", 900 + at), userName: name });
        return createUser(caller, second, name);
      case 3:
        return createRole(caller, second, name);
      default:
        return token(caller, second, key("ASIA", 500 + at));
    }
  });
}

test("property: sources first, none twice, bounded, nothing that is not reachable, in any order of the records", () => {
  const strangers = [
    createKey({ accessKeyId: key("AKIA", 77), userName: "stranger" }, 3, "other", key("AKIA", 78)),
    assume({ accessKeyId: key("AKIA", 78), userName: "other" }, 4, "theirs", session, key("ASIA", 79)),
  ];
  fc.assert(
    fc.property(story, fc.nat({ max: mostDerived }), fc.boolean(), (steps, room, isReversed) => {
      const records = [...recordsOf(steps), ...strangers];
      const swept = planFrom(key("AKIA", 1), isReversed ? [...records].reverse() : records);
      const found = derivedPlan(swept, terms({ room }));
      const named = found.contain.map(({ target }) => JSON.stringify(target));
      expect(new Set(named).size).toBe(named.length);
      expect(named.length).toBeLessThanOrEqual(room);
      expect(named.join()).not.toMatch(/other|theirs|stranger/);
      expect(named).not.toContain(JSON.stringify(sourceTarget));
      // Whoever made a step was brought up by a step before it, or is what the sweep began with.
      const reached = new Set([swept.suspects[0]?.key]);
      for (const step of swept.contain) {
        expect(step.by === undefined || reached.has(step.by)).toBe(true);
        for (const lead of step.leads) reached.add(lead);
      }
      const order = found.contain.map(({ step }) => swept.contain.indexOf(step));
      expect(order).toEqual([...order].sort((a, b) => a - b));
      // Nothing is lost: each step is asked for, left to people, or settled.
      expect(found.contain.length + found.people.length + found.settled.length).toBe(swept.contain.length - 1);
      const complete = derivedPlan({ ...swept, isTruncated: true }, terms({ room }));
      expect(complete.contain.every(({ action }) => action === "ask")).toBe(true);
      expect(complete.contain.map(({ target }) => JSON.stringify(target))).toEqual(named);
    }),
    { numRuns: 150 },
  );
});
