import type { ApprovalReader, Approvals, StoredApproval } from "../../../lib/app/approvals.ts";
import type { Approval, Said } from "../../../lib/domain/response/approval.ts";

export const approval = (changes: Partial<Approval> = {}): Approval => ({
  containmentId: "containment-1",
  identityKey: "arn:aws:iam::444455556666:role/app/worker",
  caseId: "case-1",
  playbook: "revoke-role-sessions",
  target: { playbook: "revoke-role-sessions", accountId: "444455556666", roleName: "worker" },
  narrower: [
    {
      playbook: "deny-role-session",
      accountId: "444455556666",
      roleName: "worker",
      principalId: "AROAEXAMPLEEXAMPLE12:i-0123456789abcdef0",
    },
  ],
  impact: ["3 sessions in 24 hours"],
  reason: "trust is 12",
  people: 2,
  status: "waiting",
  askedAt: "2026-11-21T18:00:00.000Z",
  expiresAt: "2026-11-21T19:00:00.000Z",
  said: [],
  startedBy: undefined,
  deliveredAt: undefined,
  ...changes,
});

export const said = (name: string, changes: Partial<Said> = {}): Said => ({
  who: `arn:aws:sts::111122223333:assumed-role/${name}/session`,
  at: "2026-11-21T18:10:00.000Z",
  answer: "approve",
  why: "",
  ...changes,
});

interface Opened {
  readonly approvals: Approvals & ApprovalReader;
  /** Writes a question as a playbook does. */
  ask(stored: StoredApproval): Promise<void>;
}

/** What every store of questions promises. `open` gives an empty one. */
export function approvalsContract(open: () => Promise<Opened>): void {
  const asked = async (changes: Partial<Approval> = {}) => {
    const opened = await open();
    const stored = { approval: approval(changes), token: "token-1" };
    await opened.ask(stored);
    return { ...opened, stored };
  };

  test("a question that nobody put is not there", async () => {
    const { approvals } = await open();
    expect(await approvals.get("containment-1")).toBeUndefined();
    expect(await approvals.find("containment-1")).toBeUndefined();
    expect(await approvals.open()).toEqual([]);
  });

  test("a question comes back whole, and people see it without its token", async () => {
    const { approvals, stored } = await asked({ startedBy: "arn:aws:iam::111122223333:user/ana" });
    expect(await approvals.get("containment-1")).toEqual(stored);
    expect(await approvals.find("containment-1")).toEqual(stored.approval);
    expect(await approvals.open()).toEqual([stored.approval]);
    expect(JSON.stringify(await approvals.open())).not.toContain("token-1");
  });

  test("answers are written one after another, and an ended question waits no longer", async () => {
    const { approvals, stored } = await asked();
    const first = { ...stored.approval, said: [said("Ana")] };
    expect(await approvals.save(stored, first)).toBe(true);
    expect(await approvals.open()).toEqual([first]);
    const second: Approval = { ...first, status: "approved", said: [...first.said, said("Ben", { why: "seen" })] };
    expect(await approvals.save({ ...stored, approval: first }, second)).toBe(true);
    expect(await approvals.get("containment-1")).toEqual({ approval: second, token: "token-1" });
    expect(await approvals.open()).toEqual([]);
  });

  test("of two answers to the same state one is written", async () => {
    const { approvals, stored } = await asked();
    const answers = ["Ana", "Ben"].map((name) => ({ ...stored.approval, said: [said(name)] }));
    const saved = await Promise.all(answers.map((next) => approvals.save(stored, next)));
    expect(saved.sort()).toEqual([false, true]);
    expect((await approvals.get("containment-1"))?.approval.said).toHaveLength(1);
    expect(await approvals.save(stored, answers[0] as Approval)).toBe(false);
  });

  test("an answer to a question that was put anew meanwhile is not written", async () => {
    const { approvals, stored, ask } = await asked();
    await ask({ ...stored, token: "token-2" });
    expect(await approvals.save(stored, { ...stored.approval, status: "approved", said: [said("Ana")] })).toBe(false);
    expect((await approvals.get("containment-1"))?.approval.status).toBe("waiting");
  });

  test("once the playbook took the answer the token is forgotten", async () => {
    const { approvals, stored } = await asked();
    const denied: Approval = {
      ...stored.approval,
      status: "denied",
      said: [said("Ana", { answer: "deny", why: "a release" })],
    };
    await approvals.save(stored, denied);
    const deliveredAt = "2026-11-21T18:10:01.000Z";
    await approvals.delivered("containment-1", deliveredAt);
    expect(await approvals.get("containment-1")).toEqual({ approval: { ...denied, deliveredAt }, token: "" });
  });

  test("a chosen narrower measure is kept by its place", async () => {
    const { approvals, stored } = await asked();
    const narrowed: Approval = {
      ...stored.approval,
      status: "narrowed",
      said: [said("Ana", { answer: "narrow", narrower: 0 })],
    };
    await approvals.save(stored, narrowed);
    expect(await approvals.find("containment-1")).toEqual(narrowed);
  });
}
