import fc from "fast-check";
import { signalFamilies } from "../../../lib/domain/detection/signal.ts";
import type { CaseSession } from "../../../lib/domain/response/case.ts";
import {
  evidenceOfSession,
  isMisused,
  mostCaseSessions,
  withSession,
} from "../../../lib/domain/response/case-sessions.ts";
import type { Decision } from "../../../lib/domain/response/decision.ts";
import { decisionInCase } from "../../../lib/domain/response/target-in-case.ts";
import { strengthOf } from "../../../lib/domain/response/target-ladder.ts";
import { madeActor } from "../made-activity.ts";
import { contribution } from "../trust/contributions.ts";
import { madeTarget, principalIds } from "./made-targets.ts";

const [own, other] = principalIds;
const decision: Decision = { action: "contain", reasons: ["trust is 10"], target: madeTarget("deny-role-session") };
const session = (key: number, principalId: string, bent: Partial<CaseSession> = {}): CaseSession => ({
  key,
  maker: "",
  principalId,
  families: [],
  sensitive: false,
  fact: false,
  ...bent,
});
const theft = { fact: true, families: ["credential"] as const };
const inCase = (...sessions: CaseSession[]) => decisionInCase(decision, sessions);

test("the session that was misused is denied alone, though its role lost the trust", () => {
  expect(inCase(session(1, own, theft), session(2, other, { families: ["place"] }))).toBe(decision);
});

test("a session that only shares its role with a thief's is left alone: the thief's is denied", () => {
  const found = inCase(session(1, own, { families: ["network"] }), session(2, other, theft));
  expect(found.target).toEqual({ ...madeTarget("deny-role-session"), principalId: other });
  expect(found.reasons.at(-1)).toMatch(/another session/);
});

test("two misused sessions of the role mean that somebody gets new ones: all of them are revoked", () => {
  const found = inCase(session(1, own, theft), session(2, other, { sensitive: true, families: ["network", "agent"] }));
  expect(found.target).toEqual(madeTarget("revoke-role-sessions"));
  expect(inCase(session(1, own, theft), session(2, own, theft)).target).toEqual(decision.target);
});

test("sessions of another role, and keys without a name, count for nothing", () => {
  const foreign = session(2, "AROAANOTHERROLE00011:i-0123456789abcdef0", theft);
  const { principalId: _, ...nameless } = session(3, "", theft);
  expect(inCase(session(1, own, theft), foreign, nameless).target).toEqual(decision.target);
  const hostile = session(4, 'AROAEXAMPLEEXAMPLE11:x"}]', theft);
  expect(inCase(session(1, own, theft), hostile).target).toEqual(decision.target);
});

test("targets that are no role's session stay as they are", () => {
  for (const target of [madeTarget("revoke-role-sessions"), madeTarget("disable-access-key"), undefined]) {
    const given = { ...decision, target };
    expect(decisionInCase(given, [session(1, own, theft), session(2, other, theft)])).toBe(given);
  }
});

const anySession = fc
  .record({
    key: fc.integer({ min: 1, max: 6 }),
    families: fc.uniqueArray(fc.constantFrom(...signalFamilies), { maxLength: 4 }),
    sensitive: fc.boolean(),
    fact: fc.boolean(),
  })
  .map(({ key, families, ...rest }) =>
    session(key, `AROAEXAMPLEEXAMPLE11:i-0abcdef${key}`, {
      ...rest,
      families: signalFamilies.filter((family) => families.includes(family)),
    }),
  );
const width = ({ target }: Decision) => (target === undefined ? 0 : strengthOf(target.playbook));

test("less evidence never gives a wider target", () => {
  fc.assert(
    fc.property(fc.array(anySession, { maxLength: 8 }), fc.nat(7), fc.nat(3), (sessions, at, drop) => {
      const weaker = sessions.map((one, index) =>
        index !== at % Math.max(1, sessions.length)
          ? one
          : {
              ...one,
              fact: false,
              families: (one.families ?? []).slice(0, drop),
              sensitive: one.sensitive && drop > 1,
            },
      );
      expect(width(decisionInCase(decision, weaker))).toBeLessThanOrEqual(width(decisionInCase(decision, sessions)));
      expect(width(decisionInCase(decision, sessions.slice(1)))).toBeLessThanOrEqual(
        width(decisionInCase(decision, sessions)),
      );
    }),
  );
});

const asSet = (sessions: readonly CaseSession[]) => [...sessions].sort((a, b) => a.key - b.key);

test("what a case knows of its sessions depends on the evidence, not on its order or repetition", () => {
  fc.assert(
    fc.property(
      fc
        .array(anySession, { maxLength: 12 })
        .chain((list) =>
          fc.tuple(fc.constant(list), fc.shuffledSubarray(list, { minLength: list.length }), fc.shuffledSubarray(list)),
        ),
      ([inOrder, shuffled, repeated]) => {
        const all = (list: readonly CaseSession[]) => list.reduce<readonly CaseSession[]>(withSession, []);
        expect(asSet(all([...shuffled, ...repeated]))).toEqual(asSet(all(inOrder)));
        const known = all(inOrder);
        for (const one of inOrder) expect(withSession(known, one)).toBe(known);
        expect(width(decisionInCase(decision, all(shuffled)))).toBe(width(decisionInCase(decision, known)));
      },
    ),
  );
});

test("a case remembers a bounded number of sessions", () => {
  const many = Array.from({ length: 40 }, (_, key) => session(key, own, theft));
  expect(many.reduce<readonly CaseSession[]>(withSession, [])).toHaveLength(mostCaseSessions);
});

test("a session's own evidence is what its activity showed, from the weight on from which it counts", () => {
  const { credential: _, ...signal } = contribution({ points: 30, family: "network", sensitive: true });
  const actor = madeActor("ec2", { principalId: own });
  const weak = { ...signal, family: "agent" as const, points: 5.9, deterministic: true };
  const seen = evidenceOfSession({ key: 1, maker: "" }, { actor, signals: [signal, weak] });
  expect(seen).toEqual({ key: 1, maker: "", principalId: own, families: ["network"], sensitive: true, fact: false });
  expect(isMisused(seen)).toBe(false);
  expect(isMisused(withSession([seen], { ...seen, families: ["agent"] })[0] as CaseSession)).toBe(true);
  expect(isMisused({ key: 1, maker: "" })).toBe(false);
});
