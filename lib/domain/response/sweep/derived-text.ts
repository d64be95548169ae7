import { printable } from "../../event/printable.ts";
import type { ContainmentRequest } from "../containment.ts";
import { containmentText } from "../containment-text.ts";
import { targetText } from "../target-text.ts";
import type { Cut } from "./cut.ts";
import type { DerivedPlan, LeftStep } from "./derived-plan.ts";
import type { PlanStep } from "./sweep-plan.ts";

const longestLine = 300;
/** Lines of one list that a notice shows; the case and `nhi sweep` have more. */
const mostShown = 20;
/** Of containments beyond these a notice gives the line alone, without what they stop and who depends on them. */
const mostWhole = 4;

const nameOf = ({ thing, name, accountId }: PlanStep): string =>
  `${thing}${name === "" ? "" : ` ${name}`}${accountId === "" ? "" : `, account ${accountId}`}`;

const eventOf = ({ event }: PlanStep): string => (event === undefined ? "" : ` (event ${event.eventId})`);

/** `function x, account …: no playbook stops it; set its concurrency to 0 … (event …)`. Printable. */
export const leftText = ({ step, why }: LeftStep): string =>
  printable(`${nameOf(step)}: ${why}; ${step.advice}${eventOf(step)}`, longestLine);

/** The same of what is over or stopped: there is nothing to do. */
export const settledText = ({ step, why }: LeftStep): string =>
  printable(`${nameOf(step)}: ${why}${eventOf(step)}`, longestLine);

/** What a person takes back, or replaces. Printable. */
export const adviceText = (step: PlanStep): string =>
  printable(`${nameOf(step)}: ${step.advice}${eventOf(step)}`, longestLine);

const counted = (count: number, one: string, many = `${one}s`): string => `${count} ${count === 1 ? one : many}`;

/** The plan in one sentence, for a case's story. */
export function derivedSummary(plan: DerivedPlan): string {
  const { start, contain, people, undo, rotate, isTruncated } = plan;
  const said = [
    `${counted(contain.length, "containment")} asked for`,
    `${counted(people.length + undo.length, "thing")} for people`,
    `${counted(rotate.length, "secret")} read`,
  ].join(", ");
  const places = unsweptOf(plan).map(({ where }) => where);
  const missing = places.length === 0 ? "" : `, ${places.join(", ")} not swept`;
  return printable(`sweep of ${start}: ${said}${isTruncated ? `; NOT COMPLETE${missing}` : ""}`, longestLine);
}

/** Accounts that were not looked into. */
const unsweptOf = ({ cuts }: Pick<DerivedPlan, "cuts">): readonly Cut[] =>
  cuts.filter(({ reason, where }) => reason === "role" || where.startsWith("account "));

/** `account …: not swept: the role … is missing …`, for what people do about it. Printable. */
export const unsweptTexts = (plan: Pick<DerivedPlan, "cuts">): readonly string[] =>
  unsweptOf(plan).map(({ where, why }) => printable(`${where}: ${why}`, longestNote));

/** Room for what stood there before a sweep went on. */
const longestNote = 500;
const longestNotes = 4_000;

/** What a containment's record keeps of its sweep; `before` is what it says already. Printable. */
export function sweepNote(plans: readonly DerivedPlan[], nowMs: number, before?: string): string {
  const missing = [...new Set(plans.flatMap(({ cuts }) => cuts.map(({ where, why }) => `${where}: ${why}`)))];
  const lines = [
    ...(before === undefined ? [] : [before]),
    `${new Date(nowMs).toISOString()}: ${plans.map(derivedSummary).join("; ")}.`,
    ...missing.map((line) => `${printable(line, longestNote)}.`),
  ];
  return printable(lines.join(" "), longestNotes);
}

/** What people are told of a sweep: a subject of at most 100 ASCII characters, and a body. Printable. */
export function derivedNotice(
  plan: DerivedPlan,
  source: Pick<ContainmentRequest, "containmentId" | "caseId" | "target">,
  requests: readonly ContainmentRequest[],
  problems: readonly string[],
): { readonly subject: string; readonly body: string } {
  const { contain, people, undo, rotate, isTruncated, cuts } = plan;
  const found = contain.length + people.length + undo.length;
  const subject = `NHI Warden: sweep found ${counted(found, "thing")} to stop or undo, ${rotate.length} to replace${isTruncated ? ", NOT COMPLETE" : ""}`;
  const whole = requests
    .slice(0, mostWhole)
    .flatMap((request) => [...containmentText(request), `  ${request.reason}`, ""]);
  const blocks = [
    [
      `What was made with a contained credential was followed: ${targetText(source.target)}.`,
      `Containment:  ${source.containmentId}`,
      `Case:         ${source.caseId}`,
    ],
    isTruncated
      ? [
          "NOT COMPLETE: what is missing may hold more of the intruder's work.",
          ...shown(cuts.map(({ where, why }) => `${where}: ${why}`)),
        ]
      : [],
    problems.length === 0 ? [] : ["Could not be asked for; it is tried again:", ...shown(problems)],
    requests.length === 0
      ? []
      : ["Contained or asked for, sources first:", ...whole, ...shown(requests.slice(mostWhole).map(requestLine))],
    listed("For a person to stop, in this order:", people.map(leftText)),
    listed("For a person to undo:", undo.map(adviceText)),
    listed("Read, so to be replaced:", rotate.map(adviceText)),
  ];
  const body = blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n").trimEnd())
    .join("\n\n");
  return { subject: subject.slice(0, 100), body };
}

const requestLine = ({ containmentId, playbook, target, approval }: ContainmentRequest): string =>
  `${playbook} on ${targetText(target)}: ${approval === undefined ? containmentId : `nhi approve ${containmentId}`}`;

const listed = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [title, ...shown(lines)];

const shown = (lines: readonly string[]): readonly string[] => [
  ...lines.slice(0, mostShown).map((line) => `  ${printable(line, 900)}`),
  ...(lines.length > mostShown ? [`  and ${lines.length - mostShown} more`] : []),
];
