import type { SweepReport } from "../../app/sweep.ts";
import { printable } from "../../domain/event/printable.ts";
import type { PlanStep } from "../../domain/response/sweep/sweep-plan.ts";
import { counted, time } from "../figures.ts";
import type { Paint } from "../paint.ts";
import { stepText, treeLines } from "./render-tree.ts";

const mostShown = 100;

/** The report for people: who made what, then what to do, sources first. Every text in it is printable. */
export function renderSweep(report: SweepReport, paint: Paint): string {
  const { start, fromMs, untilMs, places, lookUps, records, suspects, contain, undo, rotate, origins } = report;
  const head = [
    paint("bold", `Sweep of ${start}`),
    `${fromMs === 0 ? "From the first record" : time(fromMs)} to ${time(untilMs)} UTC, in ${places.join(", ")}`,
    `${counted(lookUps, "look-up")}, ${counted(records, "record")}, ${counted(suspects.length, "suspect")} followed`,
    ...cutLines(report, paint),
  ];
  const blocks = [
    head,
    origins.length === 0
      ? []
      : [
          paint("bold", "Issued by; not followed: judge whether it is stolen too, and contain it before all else"),
          ...origins.map(({ of, makerKey, makerAccessKeyId, event }) =>
            printable(
              `  ${of.replace(/^access-key:/, "")}  ${makerKey}${makerAccessKeyId === undefined ? "" : ` with ${makerAccessKeyId}`}, ${time(event.timeMs)}, event ${event.eventId}`,
              600,
            ),
          ),
        ],
    [paint("bold", "Who made what"), ...treeLines(report, paint)],
    listLines("Contain, sources first", contain, paint, "red"),
    listLines("To be undone by a person", undo, paint, "yellow"),
    listLines("Read, so to be replaced", rotate, paint, "cyan"),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n"))
    .join("\n\n")}\n`;
}

export function cutLines(
  { isTruncated, cuts }: Pick<SweepReport, "isTruncated" | "cuts">,
  paint: Paint,
): readonly string[] {
  if (!isTruncated) return [paint("green", "Complete, as far as these records go")];
  const shown = cuts.slice(0, 20).map(({ where, why }) => `  ${printable(where, 300)}: ${printable(why, 900)}`);
  const more = cuts.length > 20 ? [`  and ${cuts.length - 20} more, see --json`] : [];
  return [paint("yellow", "NOT COMPLETE: what is missing may hold more of the intruder's work"), ...shown, ...more];
}

function listLines(
  title: string,
  steps: readonly PlanStep[],
  paint: Paint,
  colour: Parameters<Paint>[0],
): readonly string[] {
  if (steps.length === 0) return [];
  const lines = steps.slice(0, mostShown).flatMap((step, at) => stepLines(step, steps[at + 1], at + 1, paint, colour));
  const more = steps.length > mostShown ? [`  and ${steps.length - mostShown} more, see --json`] : [];
  return [paint("bold", title), ...lines, ...more];
}

/** What several steps in a row have in common is said once, after the last of them. */
function stepLines(
  step: PlanStep,
  next: PlanStep | undefined,
  number: number,
  paint: Paint,
  colour: Parameters<Paint>[0],
): readonly string[] {
  const { key, advice, accountId } = step;
  const where = accountId === "" ? "" : `, account ${accountId}`;
  const indent = " ".repeat(6);
  const event = eventText(step);
  const isSaidLater = next !== undefined && next.advice === advice && eventText(next) === event;
  return [
    `${String(number).padStart(4)}  ${paint(colour, stepText(step))}${where}`,
    ...(key === undefined ? [] : [`${indent}key ${key}`]),
    ...(isSaidLater ? [] : [`${indent}${advice}`]),
    ...(isSaidLater || event === "" ? [] : [paint("dim", `${indent}${event}`)]),
  ];
}

function eventText({ event, byText }: PlanStep): string {
  if (event === undefined) return "";
  return `${time(event.timeMs)} ${event.action}, event ${event.eventId}, by ${byText}`;
}
