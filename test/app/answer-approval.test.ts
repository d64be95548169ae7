import { memoryApprovals } from "../../lib/adapters/memory/approvals.ts";
import { memoryTaskTokens } from "../../lib/adapters/memory/task-tokens.ts";
import { type AnswerParts, takeAnswer } from "../../lib/app/answer-approval.ts";
import type { Approval } from "../../lib/domain/response/approval.ts";
import { approval, said } from "../adapters/contract/approvals.ts";

const nowMs = Date.parse("2026-11-21T18:10:00.000Z");
const by = (name: string, changes: object = {}) => ({
  containmentId: "containment-1",
  who: said(name).who,
  answer: "approve" as const,
  why: "",
  ...changes,
});

function asked(changes: Partial<Approval> = {}) {
  const approvals = memoryApprovals();
  const tokens = memoryTaskTokens();
  approvals.put({ approval: approval(changes), token: "token-1" });
  tokens.wait("token-1");
  const parts: AnswerParts = { approvals, tokens, homeAccount: "111122223333" };
  return { approvals, tokens, parts };
}

test("the second of two people ends the waiting, and the record says who said what when", async () => {
  const { approvals, tokens, parts } = asked();
  expect(await takeAnswer(parts, by("Ana", { why: "looks real\u202e" }), nowMs)).toMatchObject({
    outcome: "noted",
    status: "waiting",
  });
  expect(tokens.answered()).toEqual([]);
  expect(await takeAnswer(parts, by("Ben"), nowMs + 1_000)).toMatchObject({ outcome: "taken", status: "approved" });
  expect(tokens.answered()).toMatchObject([{ answer: "approve", who: [said("Ana").who, said("Ben").who] }]);
  const kept = await approvals.get("containment-1");
  expect(kept?.approval).toMatchObject({
    status: "approved",
    said: [{ why: "looks real\\u{202e}", at: "2026-11-21T18:10:00.000Z" }, { at: "2026-11-21T18:10:01.000Z" }],
    deliveredAt: "2026-11-21T18:10:01.000Z",
  });
  expect(kept?.token).toBe("");
});

test("of people who answer at once each counts, and the playbook is told once", async () => {
  const { tokens, parts } = asked();
  const reports = await Promise.all(["Ana", "Ben", "Cem"].map((name) => takeAnswer(parts, by(name), nowMs)));
  expect(reports.filter(({ outcome }) => outcome === "noted")).toHaveLength(1);
  expect(tokens.answered()).toHaveLength(1);
});

test("a refused answer changes nothing", async () => {
  const { approvals, tokens, parts } = asked();
  const before = await approvals.get("containment-1");
  const report = await takeAnswer(parts, by("worker", { who: "arn:aws:iam::444455556666:user/x" }), nowMs);
  expect(report).toMatchObject({ outcome: "refused", status: "waiting" });
  expect(await approvals.get("containment-1")).toEqual(before);
  expect(tokens.answered()).toEqual([]);
  expect(await takeAnswer(parts, by("Ana", { containmentId: "other" }), nowMs)).toMatchObject({
    outcome: "refused",
    message: "nobody is asked about other; see what waits with: nhi approvals",
  });
});

test("where the time ran out while the answer was on its way, it is told so", async () => {
  const { parts } = asked({ people: 1 });
  const gone = { ...parts, tokens: memoryTaskTokens() };
  expect(await takeAnswer(gone, by("Ana"), nowMs)).toMatchObject({ outcome: "gone" });
});

test("an answer that was written and did not reach the playbook reaches it when it is given again", async () => {
  const { tokens, parts } = asked({ people: 1 });
  const down = {
    ...parts,
    tokens: { succeed: async () => Promise.reject(new Error("the playbook could not be told")) },
  };
  await expect(takeAnswer(down, by("Ana"), nowMs)).rejects.toThrow("could not be told");
  expect(await takeAnswer(parts, by("Ana", { answer: "deny", why: "no" }), nowMs)).toMatchObject({
    outcome: "refused",
  });
  expect(await takeAnswer(parts, by("Ana"), nowMs + 5_000)).toMatchObject({ outcome: "taken" });
  expect(tokens.answered()).toHaveLength(1);
});

test("a store that always says that somebody was first ends in an error, not in a loop", async () => {
  const { approvals, parts } = asked();
  let waits = 0;
  const busy = {
    ...parts,
    approvals: { ...approvals, save: async () => false },
    pause: async () => {
      waits++;
    },
  };
  await expect(takeAnswer(busy, by("Ana"), nowMs)).rejects.toThrow("changed 8 times meanwhile; answer again");
  expect(waits).toBe(7);
});
