import type { ContainmentRecord } from "../../../lib/app/ports.ts";
import { renderContainment, renderContainments } from "../../../lib/cli/containment/render-containments.ts";
import { names } from "../../../lib/contract/names.ts";
import type { ContainmentTarget } from "../../../lib/domain/response/decision.ts";

const accountId = "111122223333";
const plain = (_: unknown, text: string) => text;
const record = (containmentId: string, target: ContainmentTarget, more: Partial<ContainmentRecord> = {}) =>
  ({
    containmentId,
    request: { target, playbook: target.playbook },
    state: "released",
    outcome: "released",
    updatedAt: "2026-11-21T09:18:00.000Z",
    releasedBy: "drill",
    ...more,
  }) as ContainmentRecord;
const canary = { playbook: "quarantine-role", accountId, roleName: names.canary } as const;
const real = { playbook: "quarantine-role", accountId, roleName: "deploy" } as const;
const user = { playbook: "disable-access-key", accountId, userName: names.canary, accessKeyId: "AKIAEXAMPLE" } as const;

it("counts the drills that ended well instead of listing six a day", () => {
  const out = renderContainments([record("drill-1", canary), record("drill-2", user), record("c-1", real)], plain);
  expect(out).toMatch(/^1 containment, 0 in force\n/);
  expect(out).not.toContain("drill-1");
  expect(out).toContain("2 drills of the canary ended well; --json lists them.\n");
  expect(renderContainments([record("drill-1", canary)], plain)).toBe(
    "Nothing was ever contained but the canary.\n\n1 drill of the canary ended well; --json lists them.\n",
  );
  expect(renderContainments([], plain)).toBe("Nothing was ever contained.\n");
});

it.each([
  ["a drill that failed", record("drill-1", canary, { state: "failed" })],
  ["a canary that stays contained", record("drill-1", canary, { state: "contained" })],
  ["a canary that a person released", record("drill-1", canary, { releasedBy: "arn:aws:iam::1:role/a" })],
  ["another identity, whoever says he released it", record("drill-1", real)],
])("lists %s", (_, one) => {
  expect(renderContainments([one], plain)).toContain("drill-1");
});

it("tells what the sweep came to, and where it was not", () => {
  const swept =
    "sweep of access key AKIA: NOT COMPLETE. account 222222222222: not swept: the role is missing.\u001b[2J";
  const request = { ...record("c-1", real).request, identityKey: "arn", caseId: "case-1", reason: "r" };
  const out = renderContainment({ ...record("c-1", real, { swept }), request }, plain);
  expect(out).toContain("What was made with it:\n  sweep of access key AKIA: NOT COMPLETE.");
  expect(out).not.toContain("\u001b");
});
