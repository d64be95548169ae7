import type { ContainmentRequest } from "../../domain/response/containment.ts";
import { adviceText, leftText, settledText } from "../../domain/response/sweep/derived-text.ts";
import { targetText } from "../../domain/response/target-text.ts";
import { counted, time } from "../figures.ts";
import type { Paint } from "../paint.ts";
import type { SweptByHand } from "./contain-swept.ts";
import { cutLines } from "./render-sweep.ts";

/** What came of a containment and what is done about it, sources first. Every text in it is printable. */
export function renderDerived(swept: SweptByHand, isDry: boolean, paint: Paint): string {
  const { sweep, plan, requests, caseState } = swept;
  const { contain, people, settled, undo, rotate } = plan;
  const head = [
    paint("bold", `Sweep of ${plan.start}`),
    `From ${time(sweep.fromMs)} UTC, in ${sweep.places.join(", ")}; ${counted(sweep.lookUps, "look-up")}, ${counted(sweep.records, "record")}`,
    ...cutLines(plan, paint),
    ...(isDry ? ["Nothing was started."] : []),
    ...(caseState === "closed" ? ["Its case is closed, so nothing is contained for it."] : []),
  ];
  const title = isDry ? "Would be contained, sources first" : "Contained or asked for, sources first";
  const byTarget = new Map(requests.map((request) => [JSON.stringify(request.target), request]));
  const targets = contain.flatMap(({ target, action, askBecause, step }, at) => [
    `${String(at + 1).padStart(4)}  ${paint("red", target.playbook)} ${targetText(target)}`,
    `      ${action === "contain" ? "at once" : `people are asked first: ${askBecause.join(", ")}`}`,
    ...(step.event === undefined
      ? []
      : [
          paint(
            "dim",
            `      ${time(step.event.timeMs)} ${step.event.action}, event ${step.event.eventId}, by ${step.byText}`,
          ),
        ]),
    ...requestLines(byTarget.get(JSON.stringify(target))),
  ]);
  const blocks = [
    head,
    targets.length === 0 ? [] : [paint("bold", title), ...targets],
    listed("For a person to stop, in this order", people.map(leftText), paint),
    listed("For a person to undo", undo.map(adviceText), paint),
    listed("Read, so to be replaced", rotate.map(adviceText), paint),
    listed("Stopped, asked for or over already", settled.map(settledText), paint),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n"))
    .join("\n\n")}\n`;
}

const requestLines = (request: ContainmentRequest | undefined): readonly string[] =>
  request === undefined
    ? []
    : [`      ${request.approval === undefined ? "started: " : "asked for: nhi approve "}${request.containmentId}`];

const listed = (title: string, lines: readonly string[], paint: Paint): readonly string[] =>
  lines.length === 0 ? [] : [paint("bold", title), ...lines.map((line) => `  ${line}`)];
