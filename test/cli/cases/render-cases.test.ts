import type { LinkedCase } from "../../../lib/app/linked-cases.ts";
import type { ReviewedCase } from "../../../lib/app/list-cases.ts";
import type { CaseReport } from "../../../lib/cli/cases/case-report.ts";
import { renderCase } from "../../../lib/cli/cases/render-case.ts";
import { renderCases } from "../../../lib/cli/cases/render-cases.ts";
import { linkedLines } from "../../../lib/cli/cases/render-linked.ts";
import { triageOf } from "../../../lib/domain/response/triage.ts";
import { line, madeCase } from "../../domain/response/made-case.ts";

const plain = (_: unknown, text: string) => text;
const reviewed = (state: ReviewedCase["state"]): ReviewedCase => {
  const file = madeCase([line("network", "network 203.0.113.0/24")], { caseId: `case-${state}` });
  const facts = { kind: "role", activeDays: 30 };
  return { case: file, state, kind: "role", trustNow: 80, triage: triageOf(file, facts) };
};
const linked: LinkedCase[] = [
  {
    relation: "maker",
    identityKey: "arn:aws:iam::111122223333:user/ci",
    case: { caseId: "case-9", action: "alert", trust: 41.6, openedMs: 1, updatedMs: 2 },
  },
  { relation: "derived", identityKey: `arn:aws:iam::111122223333:role/\u001b[31m${"x".repeat(200)}`, case: undefined },
];

test("cases that ended unruled are counted and named apart", () => {
  const out = renderCases([reviewed("open"), reviewed("unruled")], plain);
  expect(out).toMatch(/^1 open case and 1 that ended unruled, the lowest trust first\n/);
  expect(out.match(/case-\w+ {2}ended unruled, /g)).toEqual(["case-unruled  ended unruled, "]);
  expect(renderCases([reviewed("open")], plain)).toMatch(/^1 open case, the lowest trust first\n/);
});

test("a case that ended unruled says so, names what it is linked to, and how to rule on it", () => {
  const { case: file, ...review } = reviewed("unruled");
  const report: CaseReport = { format: "nhi-case/1", case: file, review, linked, containments: [], rulings: [] };
  const out = renderCase(report, plain);
  expect(out).toContain("UTC; ended, nobody ruled on it\n");
  expect(out).toContain("Linked through sessions:\n  asked for its sessions:");
  expect(out).toContain(`nhi verdict ${file.caseId} abuse`);
  expect(renderCase({ ...report, review: undefined }, plain)).toContain("UTC; closed\n");
});

test("what came of a contained credential is told with the case, and what people have to do about it", () => {
  const { case: opened, ...review } = reviewed("unruled");
  const derived = {
    containmentId: "containment-2",
    target: { playbook: "quarantine-role", accountId: "111122223333", roleName: "back" },
    identityKey: "arn:aws:iam::111122223333:role/back",
    sourceId: "containment-1",
    eventId: "event-1",
    requestedMs: 0,
  } as const;
  const people = ["function f, account 111122223333: no playbook stops it; set its concurrency to 0"];
  const sweep = {
    sweptMs: 0,
    isTruncated: true,
    derived: [derived],
    people,
    replace: ["secret db: replace it"],
    omitted: 3,
  };
  const file = { ...opened, sweep };
  const report: CaseReport = { format: "nhi-case/1", case: file, review, linked, containments: [], rulings: [] };
  const out = renderCase(report, plain);
  const swept = out.slice(out.indexOf("Swept 1970-01-01"));
  expect(swept).toMatch(/^Swept 1970-01-01 00:00:00 UTC, NOT COMPLETE/);
  expect(swept).toContain("- everything that role back may do, account 111122223333: containment-2\n");
  expect(swept.indexOf("For a person to stop or undo")).toBeGreaterThan(swept.indexOf("sources first"));
  expect(swept).toContain("- secret db: replace it\n  and at least 3 more\n");
  expect(swept.split("\n").filter((line) => line.length > 100)).toEqual([]);
});

test("linked identities are printable, in 100 columns, each with its case", () => {
  const lines = linkedLines(linked);
  expect(lines[1]).toMatch(/asked for its sessions: +case-9, alert, trust 41 +user\/ci$/);
  expect(lines[2]).toContain("it asked for sessions of:");
  expect(lines.join("")).not.toContain("\u001b");
  expect(lines.filter((text) => text.length > 100)).toEqual([]);
  expect(linkedLines([])).toEqual([]);
});
