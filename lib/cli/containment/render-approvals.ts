import { printable } from "../../domain/event/printable.ts";
import { type Approval, needsPeople } from "../../domain/response/approval.ts";
import { targetText } from "../../domain/response/target-text.ts";
import { paragraph } from "../demo/demo-text.ts";
import { counted, duration } from "../figures.ts";
import type { Paint } from "../paint.ts";

/** The questions that wait, each with what a person needs to answer it. */
export function renderApprovals(approvals: readonly Approval[], nowMs: number, place: string, paint: Paint): string {
  if (approvals.length === 0) return "Nobody is asked anything.\n";
  const blocks = approvals.map((approval) => approvalLines(approval, nowMs, place, paint).join("\n"));
  return `${counted(approvals.length, "question")}\n\n${blocks.join("\n\n")}\n`;
}

function approvalLines(approval: Approval, nowMs: number, place: string, paint: Paint): string[] {
  const { containmentId, playbook, target, identityKey, reason, impact, narrower, people, said, startedBy } = approval;
  const id = printable(containmentId, 80);
  const leftMs = Date.parse(approval.expiresAt) - nowMs;
  const left = leftMs > 0 ? `${duration(leftMs)} left` : "its time is over";
  const heard = said.map(({ answer, who, why }) => `${answer} by ${who}${why === "" ? "" : `: ${why}`}`);
  return [
    paint("bold", `${id}  ${playbook}, ${left}`),
    ...paragraph(`Contain ${targetText(target)}?`, 2),
    ...paragraph(`Identity: ${identityKey}, case ${approval.caseId}`, 2),
    ...paragraph(`Why: ${reason}`, 2),
    ...impact.flatMap((sentence) => paragraph(`- ${sentence}`, 2)),
    ...(startedBy === undefined ? [] : paragraph(`Started by ${startedBy}, who does not say yes to it.`, 2)),
    ...paragraph(
      `It needs ${people === 1 ? "one person" : "two different people"}${heard.length === 0 ? "" : `; so far ${heard.join(", ")}`}.`,
      2,
    ),
    `  nhi approve ${id}${place}`,
    ...narrower.flatMap((one, at) => {
      const alone =
        needsPeople(approval, { answer: "narrow", narrower: at }) === 1 && people === 2
          ? " (one person is enough)"
          : "";
      return [
        `  nhi approve ${id} --narrower ${at + 1}${place}`,
        ...paragraph(`only ${one.playbook}: ${targetText(one)}${alone}`, 6),
      ];
    }),
    `  nhi deny ${id} --why TEXT${place}`,
  ];
}
