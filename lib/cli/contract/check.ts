import { printable } from "../../domain/event/printable.ts";
import type { ExitCode } from "../command.ts";
import { paintFor } from "../paint.ts";
import { readOptions } from "../read-options.ts";
import { readSince } from "../since.ts";
import { loadNetworks, noSurroundings, surroundingsOptions } from "../surroundings.ts";
import { UsageError } from "../usage-error.ts";
import type { World } from "../world.ts";
import { defaultContracts, loadContracts } from "./load-contracts.ts";
import { type CheckReport, renderCheck } from "./render-check.ts";
import { runHistory } from "./run-history.ts";
import { createViolationTally } from "./violation-tally.ts";

const options = {
  ...surroundingsOptions,
  since: { type: "string" },
  json: { type: "boolean" },
  quiet: { type: "boolean", short: "q" },
  "no-color": { type: "boolean" },
} as const;

/** `nhi contract check PATH…`: what of a history is outside of the contracts. */
export const checkContracts = async (args: readonly string[], world: World): Promise<ExitCode> => {
  const { values, positionals } = readOptions("contract", args, options);
  if (positionals.length === 0) {
    throw new UsageError("nothing to check; give log files, folders or patterns, or - (see: nhi help contract)");
  }
  const sinceMs = values.since === undefined ? undefined : readSince(values.since, world.nowMs());
  const folder = values.contracts ?? defaultContracts;
  const { contracts, dataCategories, errors, warnings } = await loadContracts(folder, world);
  const isQuiet = values.quiet === true || values.json === true;
  for (const line of [...errors, ...(isQuiet ? [] : warnings)]) world.stderr.write(`${line}\n`);
  let faults = 0;
  const listener = {
    fault: (line: string) => {
      faults++;
      world.stderr.write(`${line}\n`);
    },
    note: (line: string) => (isQuiet ? undefined : world.stderr.write(`${line}\n`)),
  };
  const known = values.networks === undefined ? noSurroundings : await loadNetworks(values.networks, world, listener);
  const tally = createViolationTally(contracts, dataCategories, known.networks);
  const history = await runHistory({ paths: positionals, sinceMs, isQuiet, onActivity: tally.activity }, world);
  const report: CheckReport = {
    format: "nhi-contract-check/1",
    contracts: { folder: printable(folder, 300), inForce: contracts.length, errors },
    networks: { folder: known.networksFolder ?? null, files: known.networkFiles },
    records: history.records,
    identities: tally.identities(),
    violations: tally.lines(),
  };
  const paint = paintFor(world.stdout, world.environment, values["no-color"] === true);
  world.stdout.write(values.json ? `${JSON.stringify(report)}\n` : renderCheck(report, paint));
  if (errors.length + faults > 0 || history.problems.length > 0 || history.records.setAside > 0) return 2;
  return report.violations.length > 0 ? 1 : 0;
};
