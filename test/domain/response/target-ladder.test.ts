import fc from "fast-check";
import { playbookNames } from "../../../lib/domain/response/decision.ts";
import { readTarget } from "../../../lib/domain/response/read-target.ts";
import { isResourceTarget } from "../../../lib/domain/response/resource-target.ts";
import { narrowerOf, strengthOf, strongerOf } from "../../../lib/domain/response/target-ladder.ts";
import { principalOf, targetText } from "../../../lib/domain/response/target-text.ts";
import { anyCharacter } from "../../any-character.ts";
import { accessKeyId, madeTarget, principalIds } from "./made-targets.ts";

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
  for (const narrowest of ["deny-role-session", "disable-access-key"] as const) {
    expect(narrowerOf(madeTarget(narrowest), known)).toEqual([]);
  }
});

test.each(playbookNames)("what is stronger than %s stands above it, on the same principal, and ends", (playbook) => {
  let target = madeTarget(playbook);
  for (let steps = 0; steps < 3; steps++) {
    const next = strongerOf(target);
    if (next === undefined) break;
    expect(strengthOf(next.playbook)).toBe(strengthOf(target.playbook) + 1);
    expect(principalOf(next)).toBe(principalOf(target));
    expect(narrowerOf(next, known)).toContainEqual(target);
    target = next;
  }
  if (!isResourceTarget(target)) expect(target.playbook).toMatch(/^quarantine-/);
  expect(strongerOf(target)).toBeUndefined();
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

test.each([undefined, null, "revoke-role-sessions", 1, [], {}])("%j is no target", (value) => {
  expect(readTarget(value)).toBeUndefined();
});
