import type { Evaluation } from "./evaluation.ts";
import { type Gate, gatesOf } from "./gates.ts";
import { ablationTable, hijackTables } from "./hijack-tables.ts";
import { setTables } from "./set-tables.ts";
import { simulationTables } from "./simulation-tables.ts";
import { asMarkdown, asText, type Table } from "./table.ts";

const gateTable = (gates: readonly Gate[]): Table => ({
  title: "What is asked",
  columns: ["figure", "measured", "asked", ""],
  rows: gates.map(({ name, measured, wanted, met }) => [name, measured, wanted, met ? "met" : "MISSED"]),
});

const tablesOf = (evaluation: Evaluation): readonly Table[] => {
  const { sets, simulation, hijack, ablation } = evaluation;
  return [
    ...(sets === undefined ? [] : setTables(sets)),
    ...(simulation === undefined ? [] : simulationTables(simulation)),
    ...(hijack === undefined ? [] : hijackTables(hijack)),
    ...(ablation === undefined ? [] : [ablationTable(ablation)]),
  ].filter(({ rows }) => rows.length > 0);
};

/** What is printed: every table, and at the end what was asked and what was reached. */
export const textReport = (evaluation: Evaluation): string =>
  [...tablesOf(evaluation), gateTable(gatesOf(evaluation))].map(asText).join("\n\n");

/** The page in docs/: no date and no duration, so that the same code writes the same page. */
export function markdownReport(evaluation: Evaluation): string {
  const { plan, rules } = evaluation;
  const { simulation, small } = plan;
  return `${[
    "# Evaluation",
    `\`npm run evaluate\` measures signals, rules, trust and decisions together, through the use case that the handlers run, with the
${rules} built-in rules that go by no tool's name and the default policy in mode enforce (with two settings that only a user can
make: the organisation's accounts, and resources called \`nhi-decoy-…\` as decoys) and AWS's list of address ranges, and writes this page. It needs the real records beside the checkout
(\`../shared/cloudtrail\`, see its README for their origins). \`--quick\` takes some seconds and writes nothing; \`--only sets\`,
\`simulation\`, \`hijack\` or \`ablation\` runs one part; \`--json\` prints every figure.`,
    `Seeds, which no test uses: organisation of ${simulation.identities} identities ${simulation.seed}, organisation of ${small.identities} identities ${small.seed}
(victims of the real techniques, and the ablation), history of the recorded theft's role ${plan.historySeed}. Each real technique has up to
${plan.victimsEach} victims, each scenario ${plan.repeats} runs at other hours, and there are ${plan.pairs} hijacks.`,
    ...[gateTable(gatesOf(evaluation)), ...tablesOf(evaluation)].map(asMarkdown),
    limits,
  ].join("\n\n")}\n`;
}

const limits = `## What is not measured

- The weeks before an attack are simulated. Real organisations change more, and in ways that the simulation does not know: the false
  alarm rates here are those of the simulation, and of minutes of real records, not of a year in production.
- The simulation and the scenarios come from the same project as the detection. Their seeds are kept apart from the tests', their
  authors are not. The real techniques are the only attacks here that come from elsewhere.
- The real techniques are detonations of one tool: user agents, names, regions and addresses in them were neutralised by their
  publishers, so a victim's usual network always differs from the attack's. An attacker inside the victim's own network is measured by
  the scenarios and the hijacks only.
- The recorded theft's role has no history of its own. Its four weeks are another role's, under its name.
- Thresholds are swept over what one run stored: another alert threshold would also hold other days back from the baseline, which is
  not repeated for every threshold.
- Records arrive in order and at once. Late, doubled and reordered records are tested elsewhere.
- Of networks the warden knows AWS's ranges and nothing else; the simulation's are made of reserved addresses. GuardDuty findings,
  AWS Health events, contracts, the organisation's own networks and network databases are not part of these runs, so their signals
  show as adding nothing.
- Time to contain is counted in records, not in seconds: delivery by CloudTrail takes minutes and is not simulated.`;
