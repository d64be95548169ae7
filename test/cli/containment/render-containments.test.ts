import type { ContainmentRecord } from "../../../lib/app/ports.ts";
import { renderContainments } from "../../../lib/cli/containment/render-containments.ts";
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
