import { evidenceText, orNone } from "./figure-text.ts";
import type { SetFigures } from "./set-figures.ts";
import type { BenignCount } from "./sets/benign-sets.ts";
import type { Table } from "./table.ts";

export function setTables({ techniques, stolenRole, benign }: SetFigures): readonly Table[] {
  const { outcome } = stolenRole;
  return [
    {
      title: "Real attack techniques, spliced onto grown identities",
      about: [
        "Each technique's records are given the identity, account and time of a simulated identity of a fitting kind with three",
        "weeks of history, and run among its ordinary calls. Network, user agent, region and parameters are the attack's own.",
        "A case in time is one that was opened before the technique's last record, where it has several. Record counts are",
        "medians over the victims; the weakest victim is the one whose trust fell least.",
      ],
      columns: [
        "technique",
        "records",
        "case in time",
        "alerted",
        "contained",
        "to case",
        "to alert",
        "weakest victim",
        "trust",
        "evidence there",
        "rules",
      ],
      rows: techniques.map((one) => [
        one.name,
        `${one.records}`,
        `${one.detected} of ${one.victims}`,
        `${one.alerted}`,
        `${one.contained}`,
        orNone(one.recordsToCase),
        orNone(one.recordsToAlert),
        one.weakest.victim,
        one.weakest.trust.toFixed(0),
        evidenceText(one.weakest.evidence),
        one.rules.join(", "),
      ]),
    },
    {
      title: "Recorded theft of an instance role's session",
      about: [
        `The ${stolenRole.records} records are replayed as they are, ${stolenRole.benignRecords} of them benign. The recording holds nothing that the role did`,
        "before the theft, so the role is given four weeks of a simulated web server's role.",
      ],
      columns: ["set", "attack records", "to case", "to alert", "to containment", "playbooks", "trust", "evidence"],
      rows: [
        [
          stolenRole.name,
          `${outcome.attackRecords}`,
          orNone(outcome.review),
          orNone(outcome.alert),
          orNone(outcome.contain),
          outcome.playbooks.join(", ") || "none",
          (outcome.lowest.at(-1) ?? 100).toFixed(0),
          evidenceText(outcome.evidence),
        ],
      ],
    },
    {
      title: "Real benign sets",
      about: [
        "These sets are minutes long. As it is: the first half is all the warm-up there is. Grown: the first half was also there",
        "at the same hour of each of 21 days before, so that everything new in the second half weighs in full.",
      ],
      columns: [
        "set",
        "records",
        "minutes",
        "read",
        "identities",
        "alerts in warm-up",
        "alerts",
        "containments",
        "cases",
      ],
      rows: benign.flatMap(({ name, records, measuredMinutes, asItIs, grown }) =>
        [["as it is", asItIs] as const, ["grown", grown] as const].map(([read, count]) => [
          name,
          `${records}`,
          `${measuredMinutes}`,
          read,
          `${count.identities}`,
          `${count.warmUpAlerts}`,
          `${count.alerts}`,
          `${count.containments}`,
          casesText(count),
        ]),
      ),
    },
  ];
}

const casesText = ({ cases }: BenignCount): string =>
  cases
    .map(
      ({ identityKey, trust, evidence }) => `${lastPart(identityKey)} ${trust.toFixed(0)} (${evidenceText(evidence)})`,
    )
    .join("; ") || "none";

const lastPart = (key: string): string => key.split(/[/:]/).at(-1) ?? key;
