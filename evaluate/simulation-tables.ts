import { evidenceText, orNone, percent } from "./figure-text.ts";
import type { OperatingPoint, SimulationFigures } from "./simulation-figures.ts";
import type { Table } from "./table.ts";

export function simulationTables(figures: SimulationFigures): readonly Table[] {
  const { scenarios, techniques, signalDays, benignAlerts, benignIdentityDays } = figures;
  return [
    {
      title: "Simulated organisation: recall and false alarms",
      about: [
        `${figures.identities} identities, ${figures.records} records in 30 days, of which the first 21 only teach. As shipped: the alerts that`,
        "were really sent. The other two rows move the alert's threshold alone, to the one with the best recall within the limit,",
        "and count an attack only where an identity's trust would have stayed above it otherwise. Precision counts each scenario",
        "once in the nine measured days; with rarer attacks it is lower.",
      ],
      columns: [
        "operating point",
        "threshold",
        "recall",
        "alerts per 100 identities and day",
        "benign identity-days told",
        "precision",
      ],
      rows: [
        pointRow("as shipped", figures.asShipped),
        pointRow("at most 1 alert per 100 identities and day", figures.atOneAlert),
        pointRow("at most 5 % of benign identity-days", figures.atFivePercent),
      ],
    },
    {
      title: "Simulated scenarios",
      columns: [
        "scenario",
        "technique",
        "victim",
        "how",
        "runs",
        "alerted",
        "recall at 1 alert",
        "contained",
        "records",
        "to alert",
        "trust, weakest run",
      ],
      rows: scenarios.map((one) => [
        one.name,
        one.technique,
        one.kind,
        [...(one.deterministic ? ["deterministic"] : []), ...(one.slow ? ["slow"] : [])].join(", "),
        `${one.runs}`,
        `${one.alerted}`,
        percent(one.recallAtOneAlert),
        `${one.contained}`,
        `${one.records}`,
        orNone(one.recordsToAlert),
        one.lowestTrust.toFixed(0),
      ]),
    },
    {
      title: "Recall by technique",
      columns: ["ATT&CK technique", "runs", "alerted", "recall"],
      rows: techniques.map(({ technique, runs, alerted }) => [
        technique,
        `${runs}`,
        `${alerted}`,
        percent(alerted / runs),
      ]),
    },
    {
      title: "What lowers trust on benign days",
      about: [
        `Of ${benignIdentityDays} identity-days on which nobody did anything wrong, those with a signal of the kind.`,
      ],
      columns: ["signal", "identity-days", "share"],
      rows: signalDays.map(({ kind, days }) => [kind, `${days}`, percent(days / Math.max(1, benignIdentityDays))]),
    },
    {
      title: "False alarms in the simulated organisation",
      columns: ["identity", "trust", "action", "evidence"],
      rows: benignAlerts.map(({ identityKey, trust, action, evidence }) => [
        identityKey,
        trust.toFixed(0),
        action,
        evidenceText(evidence),
      ]),
    },
  ];
}

const pointRow = (name: string, point: OperatingPoint): readonly string[] => [
  name,
  point.threshold === undefined ? "policy" : point.threshold.toFixed(1),
  percent(point.recall),
  point.alertRate.toFixed(2),
  percent(point.falsePositiveRate),
  percent(point.precision),
];
