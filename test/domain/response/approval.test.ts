import fc from "fast-check";
import {
  type Answered,
  type AnswerKind,
  type Approval,
  answerApproval,
  answers,
  type Said,
} from "../../../lib/domain/response/approval.ts";
import { isSamePerson, type Person, personOf } from "../../../lib/domain/response/person.ts";
import { approval, said } from "../../adapters/contract/approvals.ts";

const home = "111122223333";
const answer = (asked: Approval, given: Said) => answerApproval(asked, given, home);
const refusal = (answered: Answered) => ("refused" in answered ? answered.refused : undefined);
const after = (answered: Answered) => {
  if ("refused" in answered) throw new Error(answered.refused);
  return answered;
};
const one = { people: 1 } as const;
const deny = { answer: "deny", why: "a release" } as const;

test("one person is enough where one is asked for", () => {
  const { approval: next, task, isNew } = after(answer(approval(one), said("Ana", { why: "seen it" })));
  expect([next.status, isNew]).toEqual(["approved", true]);
  expect(task).toEqual({ answer: "approve", who: [said("Ana").who], why: "seen it" });
});

test("two people have to say yes where two are asked for, and a second session is no second person", () => {
  const first = after(answer(approval(), said("Ana")));
  expect([first.approval.status, first.task]).toEqual(["waiting", undefined]);
  const again = said("ana", { who: "arn:aws:sts::111122223333:assumed-role/ana/another-session" });
  expect(refusal(answer(first.approval, again))).toMatch(/^you answered already \(approve\) and count as one person/);
  const second = after(answer(first.approval, said("Ben", { why: "me too" })));
  expect(second.task).toEqual({ answer: "approve", who: [said("Ana").who, said("Ben").who], why: "me too" });
});

test("users of Identity Center are people of their own, though they share a role", () => {
  const by = (user: string) => said("AWSReservedSSO_Responders_0123456789abcdef", {}).who.replace("session", user);
  const first = after(answer(approval(), said("", { who: by("ana@example.org") })));
  expect(refusal(answer(first.approval, said("", { who: by("ANA@example.org") })))).toMatch(/one person/);
  expect(after(answer(first.approval, said("", { who: by("ben@example.org") }))).approval.status).toBe("approved");
});

test("one no ends it, whoever said yes before, and even of who said yes", () => {
  const first = after(answer(approval(), said("Ana"))).approval;
  for (const who of ["Ana", "Ben"]) {
    const { approval: next, task } = after(answer(first, said(who, deny)));
    expect([next.status, task?.answer, task?.who]).toEqual(["denied", "deny", [said(who).who]]);
  }
});

test("a narrower measure on a session needs one person; on a whole identity as many as the question", () => {
  const narrow = { answer: "narrow", narrower: 0 } as const;
  const { approval: next, task } = after(answer(approval(), said("Ana", narrow)));
  expect([next.status, task?.narrower]).toEqual(["narrowed", 0]);
  const wide = { playbook: "quarantine-role", accountId: "444455556666", roleName: "worker" } as const;
  const first = after(answer(approval({ narrower: [wide] }), said("Ana", narrow)));
  expect(first.task).toBeUndefined();
  expect(after(answer(first.approval, said("Ben"))).task).toBeUndefined();
  expect(after(answer(first.approval, said("Ben", narrow))).task?.answer).toBe("narrow");
});

test.each([1, -1, 0.5, undefined])("a narrower measure that is not offered (%p) cannot be chosen", (narrower) => {
  expect(refusal(answer(approval(), said("Ana", { answer: "narrow", narrower })))).toMatch(/no narrower measure/);
});

test.each([
  ["the role", "arn:aws:sts::111122223333:assumed-role/Worker/any"],
  ["the user", "arn:aws:iam::111122223333:user/path/backup"],
] as const)("%s that it is about says nothing, not even no", (_, who) => {
  const target = who.includes("user")
    ? {
        playbook: "disable-access-key" as const,
        accountId: home,
        userName: "backup",
        accessKeyId: "AKIAIOSFODNN7EXAMPLE",
      }
    : { playbook: "revoke-role-sessions" as const, accountId: home, roleName: "worker" };
  const about = approval({ ...one, target, playbook: target.playbook, narrower: [] });
  for (const kind of ["approve", "deny"] as const) {
    expect(refusal(answer(about, said("", { who, answer: kind, why: "x" })))).toBe(
      "the containment is about you; somebody else has to answer",
    );
  }
});

test("who is contained is barred by the identity as well, whatever the target says", () => {
  const about = approval({ ...one, identityKey: `arn:aws:iam::${home}:role/deep/path/ci` });
  expect(refusal(answer(about, said("CI")))).toMatch(/about you/);
});

test("who started it does not say yes, and may say no", () => {
  const started = approval({ ...one, startedBy: said("Ana").who });
  const narrow = { answer: "narrow", narrower: 0 } as const;
  expect(refusal(answer(started, said("ana")))).toMatch(/^you started it/);
  expect(refusal(answer(started, said("ana", narrow)))).toMatch(/^you started it/);
  expect(after(answer(started, said("ana", deny))).approval.status).toBe("denied");
  expect(after(answer(started, said("Ben"))).approval.status).toBe("approved");
  expect(refusal(answer(approval({ ...one, startedBy: "somebody" }), said("Ben")))).toMatch(/not known who did/);
});

test.each([
  ["another account", "arn:aws:sts::999999999999:assumed-role/Ana/session", /people of account 111122223333 answer/],
  ["root", "arn:aws:iam::111122223333:root", /neither an IAM user nor the session of a role/],
  ["a federated user", "arn:aws:sts::111122223333:federated-user/ana", /neither an IAM user/],
  ["a role", "arn:aws:iam::111122223333:role/ana", /neither an IAM user/],
  ["text", "arn:aws:iam::111122223333:user/ana\n", /neither an IAM user/],
])("%s is nobody who answers", (_, who, why) => {
  expect(refusal(answer(approval(one), said("", { who })))).toMatch(why);
});

test("after the time is over nothing is taken, to the millisecond", () => {
  const { expiresAt } = approval();
  const before = new Date(Date.parse(expiresAt) - 1).toISOString();
  expect(after(answer(approval(one), said("Ana", { at: before }))).approval.status).toBe("approved");
  expect(refusal(answer(approval(one), said("Ana", { at: expiresAt })))).toMatch(/^the time to answer was over at/);
});

test("an answer that did not reach the playbook can be given again, and only the same one", () => {
  const { approval: ended, task } = after(answer(approval(one), said("Ana")));
  const again = after(answer(ended, said("Ben")));
  expect([again.isNew, again.approval, again.task]).toEqual([false, ended, task]);
  expect(refusal(answer(ended, said("Ben", deny)))).toMatch(/^it is approved already/);
  const delivered = { ...ended, deliveredAt: "2026-11-21T18:10:01.000Z" };
  expect(refusal(answer(delivered, said("Ben")))).toMatch(/^it is approved already at .* by arn:aws:sts/);
  expect(refusal(answer({ ...ended, status: "expired" }, said("Ben")))).toMatch(/^it is expired already; /);
});

const people = ["Ana", "Ben", "Cem"].map((name) => said(name).who);
const anyone = fc.constantFrom(
  ...people,
  ...people.map((who) => who.replace("/session", "/other")),
  "arn:aws:sts::111122223333:assumed-role/worker/self",
  "arn:aws:iam::111122223333:user/dan",
  "arn:aws:iam::999999999999:user/eve",
  "arn:aws:iam::111122223333:root",
);
const anySaid = fc.record({
  who: anyone,
  at: fc
    .integer({ min: 0, max: 90 })
    .map((minutes) => new Date(Date.parse("2026-11-21T18:00:00.000Z") + minutes * 60_000).toISOString()),
  answer: fc.constantFrom(...answers),
  narrower: fc.integer({ min: 0, max: 2 }),
  why: fc.constant("because"),
}) as fc.Arbitrary<Said & { readonly answer: AnswerKind }>;

test("whatever is said in whatever order, no yes counts without as many people as it needs, none of them barred", () => {
  const self = { playbook: "revoke-role-sessions", accountId: home, roleName: "worker" } as const;
  fc.assert(
    fc.property(
      fc.array(anySaid, { maxLength: 12 }),
      fc.constantFrom(1 as const, 2 as const),
      fc.option(anyone, { nil: undefined }),
      (all, needed, startedBy) => {
        let asked = approval({ target: self, narrower: [self], people: needed, startedBy });
        let ends = 0;
        for (const given of all) {
          const answered = answer(asked, given);
          if ("refused" in answered) continue;
          asked = answered.approval;
          if (!answered.isNew) continue;
          expect(given.at < asked.expiresAt).toBe(true);
          const { task } = answered;
          if (task === undefined) continue;
          ends++;
          const persons = task.who.map(personOf).filter((one): one is Person => typeof one !== "string");
          expect(persons).toHaveLength(task.who.length);
          expect(persons.every(({ accountId, name }) => accountId === home && name !== "worker")).toBe(true);
          if (task.answer === "deny") continue;
          const distinct = persons.filter((one, at) => persons.findIndex((other) => isSamePerson(one, other)) === at);
          expect(distinct.length).toBeGreaterThanOrEqual(needed);
          const starter = startedBy === undefined ? undefined : personOf(startedBy);
          expect(persons.some((one) => typeof starter === "object" && isSamePerson(one, starter))).toBe(false);
        }
        expect(ends).toBeLessThanOrEqual(1);
        expect(asked.status === "waiting").toBe(ends === 0);
      },
    ),
  );
});
