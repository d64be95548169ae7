import type { IdentityExplanation } from "../../app/explain-identity.ts";
import type { DescribedBaseline } from "../../domain/behaviour/describe-baseline.ts";
import { printable } from "../../domain/event/printable.ts";
import { clip, columns, listed, paragraph } from "../demo/demo-text.ts";
import { counted, duration, time } from "../figures.ts";
import type { Paint } from "../paint.ts";
import { inventoryLines } from "./render-inventory.ts";
import { linkedLines } from "./render-linked.ts";

const dayName = (day: number): string => new Date(day * 86_400_000).toISOString().slice(0, 10);
const bands = ["frequent", "infrequent", "rare"] as const;
/** Values of one band that are listed without --all. */
const fewValues = 8;

/** Why an identity is trusted as it is, number by number, and what it is known to do. */
export function renderExplanation(explained: IdentityExplanation, paint: Paint, all: boolean): string {
  const { identityKey, kind, tier, openCase } = explained;
  const blocks = [
    [
      paint("bold", clip(identityKey, columns)),
      clip(`kind ${kind}, tier ${tier}${openCase === undefined ? "" : `, ${openCase.caseId} is open`}`, columns),
    ],
    linkedLines(explained.linked),
    trustLines(explained, paint),
    explained.inventory === undefined ? [] : inventoryLines(explained.inventory, explained.trust.atMs, paint),
    allowanceLines(explained),
    baselineLines(explained.baseline, paint, all),
  ];
  return `${blocks
    .filter((block) => block.length > 0)
    .map((block) => block.join("\n"))
    .join("\n\n")}\n`;
}

function trustLines({ trust }: IdentityExplanation, paint: Paint): string[] {
  const { families, atMs, weight } = trust;
  const product = ["100", ...families.map(({ points }) => `(1 - ${points.toFixed(2)}/100)`)].join(" x ");
  return [
    `${paint("bold", `Trust ${trust.trust.toFixed(2)}`)} at ${time(atMs)} UTC${weight === 1 ? "" : `, weight ${weight}`}`,
    ...paragraph(`= ${product}`, 2),
    ...families.flatMap(({ family, points, contributions }) => [
      `  ${family} takes ${points.toFixed(2)}`,
      ...contributions.flatMap((one) => [
        ...paragraph(
          `${one.counts ? "*" : "-"} ${one.pointsNow.toFixed(2)} of ${one.points.toFixed(2)}, ${time(one.timeMs)}, half-life ${duration(one.halfLifeMs)}: ${one.observed}`,
          4,
        ),
        ...paragraph(`expected: ${one.expected}`, 8),
        clip(
          `        ${one.band ?? "no band"}, ${one.bits.toFixed(2)} bits, event ${one.eventId || "(of the hour or day)"}`,
          columns,
        ),
      ]),
    ]),
    ...(families.length === 0 ? ["  nothing takes anything from it"] : []),
  ];
}

function allowanceLines({ allowances, trust }: IdentityExplanation): string[] {
  if (allowances.length === 0) return [];
  return [
    "Allowances:",
    ...allowances.flatMap(({ owner, reason, untilMs, allowed, caseId }) => [
      ...paragraph(`${untilMs < trust.atMs ? "ended" : "until"} ${time(untilMs)}, ${owner}: ${reason} (${caseId})`, 2),
      ...allowed.map(({ observed }) => clip(`    ${observed}`, columns)),
    ]),
  ];
}

function baselineLines(baseline: DescribedBaseline, paint: Paint, all: boolean): string[] {
  if (baseline.firstDay === 0) return ["Nothing was learned yet."];
  const held = baseline.heldBackDays.map(dayName);
  return [
    `Known since ${dayName(baseline.firstDay)}, ${counted(baseline.activeDays, "day")} of history, last seen ${time(baseline.newestMs)} UTC`,
    ...(held.length === 0 ? [] : paragraph(`Held back until somebody rules: ${held.join(", ")}`, 0)),
    ...baseline.dimensions.flatMap(({ dimension, values }) => [
      paint("bold", dimension),
      ...bands.flatMap((band) => {
        const of = values.filter((value) => value.band === band);
        if (of.length === 0) return [];
        const shown = (all ? of : of.slice(0, fewValues)).map(({ name, days }) => `${printable(name, 64)} (${days})`);
        const more = of.length > shown.length ? [`and ${of.length - shown.length} more`] : [];
        return [`  ${band}:`, ...listed([...shown, ...more], 4)];
      }),
    ]),
  ];
}
