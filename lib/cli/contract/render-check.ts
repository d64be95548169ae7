import { printable } from "../../domain/event/printable.ts";
import { aligned, count, counted, time } from "../figures.ts";
import type { Paint } from "../paint.ts";
import type { ReplayReport } from "../replay-report.ts";
import type { ViolationLine } from "./violation-tally.ts";

/** What `nhi contract check` found; printed as it is with `--json`. */
export interface CheckReport {
  readonly format: "nhi-contract-check/1";
  readonly contracts: { readonly folder: string; readonly inForce: number; readonly errors: readonly string[] };
  /** Files that told networks apart, below the folder. */
  readonly networks: { readonly folder: string | null; readonly files: readonly string[] };
  readonly records: ReplayReport["records"];
  /** Identities that acted, and those of them that a contract speaks of. */
  readonly identities: { readonly seen: number; readonly covered: number };
  readonly violations: readonly ViolationLine[];
}

/** The report for people. Every text that came from a record is printable. */
export const renderCheck = (
  { contracts, networks, records, identities, violations }: CheckReport,
  paint: Paint,
): string => {
  const { seen, covered } = identities;
  const lines = [
    `Contracts   ${counted(contracts.inForce, "contract")} of ${contracts.folder}`,
    `Records     ${count(records.activities)} activities of ${counted(seen, "identity", "identities")}, ${count(covered)} with a contract`,
  ];
  if (networks.folder !== null)
    lines.push(`Networks    ${counted(networks.files.length, "file")} of ${printable(networks.folder, 300)}`);
  if (violations.length === 0)
    lines.push("", paint("green", covered === 0 ? "Nothing was held against a contract." : "No violation."));
  let last = "";
  for (const { identityKey, contract, owner, ...line } of violations) {
    if (identityKey !== last) {
      lines.push("", `${paint("bold", printable(identityKey, 300))}`);
      lines.push(`  contract ${printable(contract, 120)}, owner ${printable(owner, 200)}`);
    }
    last = identityKey;
    lines.push(...violationLines(line, paint));
  }
  return `${lines.join("\n")}\n`;
};

const violationLines = (
  {
    clause,
    count: times,
    firstMs,
    lastMs,
    firstEventId,
    allowed,
    observed,
  }: Omit<ViolationLine, "identityKey" | "contract" | "owner">,
  paint: Paint,
): readonly string[] => {
  const span = firstMs === lastMs ? time(firstMs) : `${time(firstMs)} to ${time(lastMs)}`;
  const seen = aligned(
    observed.map(({ text, count: often }) => [`      ${count(often)}`, text]),
    [0],
  );
  return [
    `  ${paint("yellow", clause)}  ${counted(times, "violation")}, ${span} UTC, first in event ${printable(firstEventId, 60)}`,
    `    allowed: ${allowed}`,
    ...seen,
  ];
};
