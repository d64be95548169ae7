import type { CaseState } from "../../app/list-cases.ts";
import type { StoryEntry } from "../../domain/response/case.ts";
import { type DigestLine, digestLength, digestStory, digestText } from "../../domain/response/story-digest.ts";
import { evidenceOf } from "../../domain/response/story-evidence.ts";
import { targetText } from "../../domain/response/target-text.ts";
import { triageLabels } from "../../domain/response/triage.ts";
import { mustBeNamed } from "../../domain/trust/allowance.ts";
import { clip, columns, paragraph } from "../demo/demo-text.ts";
import { aligned, time } from "../figures.ts";
import type { Paint } from "../paint.ts";
import type { CaseReport } from "./case-report.ts";
import { actionColour } from "./render-cases.ts";
import { linkedLines } from "./render-linked.ts";

/** One case for the person who rules on it: its story in some lines, or with `full` in all there are. */
export function renderCase(report: CaseReport, paint: Paint, full = false): string {
  const { case: file, review } = report;
  const head = [
    paint("bold", `${file.caseId}  ${clip(file.identityKey, columns - 26)}`),
    `Lowest trust ${Math.floor(file.trust)}${review === undefined ? "" : `, now ${Math.floor(review.trustNow)}`}, ` +
      `response ${paint(actionColour(file.action), file.action)}${review === undefined ? "" : `, kind ${review.kind}`}`,
    `Open from ${time(file.openedMs)} to ${time(file.updatedMs)} UTC${stateText(review?.state)}`,
  ];
  const blocks = [
    head,
    [
      "What happened, in order:",
      ...digestStory(file.story, full ? Number.POSITIVE_INFINITY : digestLength).flatMap((line) =>
        storyLines(line, paint),
      ),
      ...moreLines(file, full),
    ],
    linkedLines(report.linked),
    review === undefined ? [] : triageLines(review.triage, paint),
    containmentLines(report),
    sweptLines(file),
    rulingLines(report),
    review === undefined ? [] : whatCanBeRuled(file.caseId, file.story),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n"))
    .join("\n\n")}\n`;
}

const stateText = (state: CaseState | undefined): string =>
  state === undefined ? "; closed" : state === "unruled" ? "; ended, nobody ruled on it" : "";

function storyLines(line: DigestLine, paint: Paint): string[] {
  const points = `-${Math.round(line.points)}`.padStart(4);
  const [first = "", ...more] = paragraph(digestText(line), 28);
  const [only] = line.entries;
  const below =
    line.entries.length === 1 && only !== undefined
      ? `${clip(only.what, 60)}, event ${only.eventId}`
      : `until ${time(line.lastMs)}, -${Math.round(line.points)} the weightiest`;
  return [
    `  ${time(line.firstMs)} ${points}  ${first.trimStart()}`,
    ...more,
    paint("dim", clip(`${" ".repeat(28)}${below}`, columns)),
  ];
}

function moreLines({ story, omitted, caseId }: CaseReport["case"], full: boolean): string[] {
  return [
    ...(omitted === 0 ? [] : [`  and ${omitted} lines more, which were not kept`]),
    ...(full || story.length <= digestLength
      ? []
      : [`  each of the ${story.length} lines: nhi cases ${caseId} --full`]),
  ];
}

function triageLines(triage: NonNullable<CaseReport["review"]>["triage"], paint: Paint): string[] {
  const signed = (weight: number) => `${weight > 0 ? "+" : ""}${weight}`;
  const why = triage.unclear === undefined ? "" : ` (${triage.unclear})`;
  const rows = triage.evidence.map(({ label, weight, because }) => [`  ${signed(weight)}`, label, because]);
  const scores = triageLabels.map((label) => `${label} ${signed(triage.scores[label])}`).join(", ");
  return [
    `Proposed: ${paint("bold", triage.label)}${why}; you decide`,
    `  ${scores}`,
    ...aligned(rows).map((line) => clip(line, columns)),
  ];
}

function containmentLines({ containments, case: file }: CaseReport): string[] {
  if (file.containmentIds.length === 0) return [];
  const known = containments.map(({ containmentId, state, outcome, request }) => [
    `  ${containmentId}`,
    state,
    outcome,
    targetText(request.target),
  ]);
  const missing = file.containmentIds.length - containments.length;
  return [
    "Containments:",
    ...aligned(known).map((line) => clip(line, columns)),
    ...(missing > 0 ? [`  ${missing} of ${file.containmentIds.length} have no record yet`] : []),
  ];
}

/** What came of the contained credentials; every line of it was made printable when it was stored. */
function sweptLines({ sweep }: CaseReport["case"]): string[] {
  if (sweep === undefined) return [];
  const { derived, people, replace, omitted, isTruncated, sweptMs } = sweep;
  const listed = (title: string, lines: readonly string[]) =>
    lines.length === 0 ? [] : [title, ...lines.flatMap((line) => paragraph(`- ${line}`, 4))];
  return [
    `Swept ${time(sweptMs)} UTC${isTruncated ? ", NOT COMPLETE: nhi sweep says what is missing" : ""}`,
    ...listed(
      "  Made with what was contained, sources first:",
      derived.map(({ target, containmentId }) => `${targetText(target)}: ${containmentId}`),
    ),
    ...listed("  For a person to stop or undo:", people),
    ...listed("  Read, so to be replaced:", replace),
    ...(omitted === 0 ? [] : [`  and at least ${omitted} more`]),
  ];
}

function rulingLines({ rulings }: CaseReport): string[] {
  if (rulings.length === 0) return [];
  return [
    "Verdicts:",
    ...rulings.flatMap(({ verdict, owner, reason, ruledMs, untilMs, undone, inForce }) => {
      const state = undone !== undefined ? "taken back" : inForce ? "in force" : "not the identity's latest";
      const until = untilMs === undefined || verdict !== "expected" ? "" : ` until ${time(untilMs)}`;
      return [
        ...paragraph(`${time(ruledMs)} ${verdict}${until} by ${owner}: ${reason} (${state})`, 2),
        ...(undone === undefined
          ? []
          : paragraph(`taken back ${time(undone.atMs)} by ${undone.owner}: ${undone.reason}`, 4)),
      ];
    }),
  ];
}

function whatCanBeRuled(caseId: string, story: readonly StoryEntry[]): string[] {
  const byName = story.flatMap((entry) => {
    const evidence = evidenceOf(entry);
    return evidence?.observed !== undefined && mustBeNamed(evidence) ? [evidence.observed] : [];
  });
  return [
    "What you can rule:",
    `  nhi verdict ${caseId} expected --owner NAME --reason TEXT --until DATE`,
    `  nhi verdict ${caseId} benign --owner NAME --reason TEXT`,
    `  nhi verdict ${caseId} abuse --owner NAME --reason TEXT`,
    ...(byName.length === 0 ? [] : ["  Only exempt where you name it, with --include TEXT:"]),
    ...[...new Set(byName)].map((observed) => clip(`    ${observed}`, columns)),
  ];
}
