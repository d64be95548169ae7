import fc from "fast-check";
import { handedPlan, mostHanded, readHandedPlan } from "../../../../lib/domain/response/sweep/handed-plan.ts";
import type { FoundPlan, PlanStep } from "../../../../lib/domain/response/sweep/sweep-plan.ts";
import { assume, call, createKey, key } from "./made-records.ts";
import { planFrom } from "./swept-records.ts";

const stolen = { accessKeyId: key("AKIA", 1), userName: "ci" };
const found = planFrom(key("AKIA", 1), [
  createKey(stolen, 10, "bob", key("AKIA", 2)),
  createKey(stolen, 11, "bob\u001b[2J\u202e", key("AKIA", 9)),
  assume(stolen, 20, "app", "run-0123456789abcdef", key("ASIA", 3)),
  call(stolen, "secretsmanager:GetSecretValue", 30, { secretId: `db${"x".repeat(5_000)}` }),
  call(stolen, "iam:AttachUserPolicy", 40, { userName: "bob", policyArn: "arn:aws:iam::aws:policy/x" }),
]);
const handed = handedPlan(found);
/** As it comes out at the other end of a call. */
const sent = (plan: unknown): unknown => JSON.parse(JSON.stringify(plan));

test("what is handed over is read as it is, and is all that a containment needs", () => {
  expect(readHandedPlan(sent(handed))).toEqual(handed);
  expect(handedPlan(handed)).toEqual(handed);
  expect(handed.contain.map(({ key: id, target, owner }) => [id, target, owner])).toEqual(
    found.contain.map(({ key: id, target, owner }) => [id, target, owner]),
  );
  expect(handed.rotate).toHaveLength(1);
  expect(handed.undo).toHaveLength(1);
});

test("more than a call takes is left out, and said", () => {
  const [step] = found.rotate as [PlanStep];
  const many = { ...found, rotate: Array.from({ length: mostHanded + 3 }, () => step) };
  const bounded = handedPlan(many);
  expect(bounded.rotate).toHaveLength(mostHanded);
  expect(bounded).toMatchObject({ isTruncated: true, cuts: [{ why: expect.stringMatching(/^3 things more/) }] });
  expect(readHandedPlan(sent({ ...bounded, rotate: many.rotate.map(() => bounded.rotate[0]) }))).toBeUndefined();
});

test("that something is missing cannot be kept back", () => {
  const cuts = [{ reason: "look-up", where: "us-east-1", why: "no answer" }];
  expect(readHandedPlan(sent({ ...handed, cuts, isTruncated: false }))).toMatchObject({ isTruncated: true });
});

const step = handed.contain.find(({ target }) => target !== undefined) as PlanStep;
const bent = (change: object): unknown => sent({ ...handed, contain: [{ ...step, ...change }] });
test.each<[string, unknown]>([
  ["nothing", undefined],
  ["no list", sent({ ...handed, undo: {} })],
  ["a text that is not printable", bent({ name: "a\u001b[2J" })],
  ["a text that is too long", bent({ advice: "x".repeat(401) })],
  ["a text that is missing", bent({ thing: undefined })],
  ["a target that no playbook has", bent({ target: { playbook: "delete-everything" } })],
  ["a target without an owner", bent({ owner: undefined })],
  ["an owner without a target", bent({ target: undefined })],
  ["an owner that is a pattern", bent({ owner: "arn:aws:iam::111122223333:user/*" })],
  ["an account that is none", bent({ accountId: "1" })],
  ["a depth that is none", bent({ depth: 1.5 })],
  ["a credential that is none", bent({ credentials: ["AKIA"] })],
  ["an event without a time", bent({ event: { eventId: "e", action: "a", region: "r" } })],
  ["a time that is none", bent({ event: { eventId: "e", action: "a", region: "r", timeMs: 1e300 } })],
  ["a reason that is none", sent({ ...handed, cuts: [{ reason: "whim", where: "", why: "" }] })],
])("%s is refused", (_, value) => {
  expect(readHandedPlan(value)).toBeUndefined();
});

test("whatever comes, a plan of the same form comes out, or nothing", () => {
  const anyStep = fc.record({ thing: fc.string(), name: fc.string(), target: fc.anything(), owner: fc.anything() });
  const value = fc.oneof(
    fc.anything(),
    fc.record({ start: fc.string(), contain: fc.array(anyStep), undo: fc.anything(), rotate: fc.anything() }),
  );
  fc.assert(
    fc.property(value, (given) => {
      const read = readHandedPlan(given);
      if (read !== undefined) expect(handedPlan(read)).toEqual(read satisfies FoundPlan);
    }),
  );
});
