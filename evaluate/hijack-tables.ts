import type { AblationRow } from "./ablation.ts";
import { orNone, percent } from "./figure-text.ts";
import type { HijackFigures, HijackGroup } from "./hijack-figures.ts";
import type { Table } from "./table.ts";

export function hijackTables(figures: HijackFigures): readonly Table[] {
  const { alike, different, kinds, curve } = figures;
  return [
    {
      title: "Hijack: an identity goes on with another one's records",
      about: [
        "For one day an identity's own fields stand over the records of another one of its kind and account: its actions, resources,",
        "network and software. Told means trust at or below the threshold; false positives are identity-days of ordinary",
        `continuation, ${figures.benignIdentityDays} of them. At the threshold ${figures.threshold.toFixed(1)} the middle number of records until it was told is ${orNone(figures.recordsUntil)}.`,
        `Area under the curve: ${figures.area.toFixed(3)}. Alike are pairs of small services that run one program: only the names of`,
        "their resources tell them apart.",
      ],
      columns: ["pairs", "number", "recall at 5 % false positives", "alerted as shipped"],
      rows: [
        ["all", `${figures.pairs}`, percent(figures.recall), percent(alertedOf([alike, different]))],
        groupRow("different programs", different),
        groupRow("alike", alike),
        ...kinds.map((kind) => groupRow(kind.name, kind)),
      ],
    },
    {
      title: "Hijack: recall over false positives",
      columns: ["threshold", "benign identity-days told", "recall"],
      rows: curve.map(({ threshold, falsePositiveRate, recall }) => [
        threshold.toFixed(0),
        percent(falsePositiveRate),
        percent(recall),
      ]),
    },
  ];
}

const groupRow = (name: string, { pairs, recall, alerted }: HijackGroup): readonly string[] => [
  name,
  `${pairs}`,
  pairs === 0 ? "none" : percent(recall),
  pairs === 0 ? "none" : percent(alerted),
];

function alertedOf(groups: readonly HijackGroup[]): number {
  const pairs = groups.reduce((sum, group) => sum + group.pairs, 0);
  return groups.reduce((sum, group) => sum + group.alerted * group.pairs, 0) / Math.max(1, pairs);
}

export const ablationTable = (rows: readonly AblationRow[]): Table => ({
  title: "Each signal family switched off",
  about: [
    "On the smaller organisation, with fewer runs, so the first row differs a little from the figures above. A family whose row",
    "equals the first one adds nothing that the others do not tell in these runs, or was not raised in them.",
  ],
  columns: [
    "without",
    "techniques",
    "scenarios alerted",
    "scenarios at 1 alert",
    "benign alerts per 100 and day",
    "hijack recall at 5 %",
    "hijack area",
  ],
  rows: rows.map((row) => [
    row.without ?? "nothing",
    `${row.techniques}`,
    percent(row.scenariosAsShipped),
    percent(row.scenariosAtOneAlert),
    row.benignAlertRate.toFixed(2),
    percent(row.hijackRecall),
    row.hijackArea.toFixed(3),
  ]),
});
