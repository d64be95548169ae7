import { memoryStandings } from "../../adapters/memory/standings.ts";
import { baselineView } from "../../domain/behaviour/baseline-view.ts";
import { printable } from "../../domain/event/printable.ts";
import { draftContract } from "../../domain/scope/contract-draft.ts";
import { wildcardsOf } from "../../domain/scope/wildcards.ts";
import { decodeStanding } from "../../domain/trust/standing-codec.ts";
import type { ExitCode } from "../command.ts";
import { readOptions } from "../read-options.ts";
import { readSince } from "../since.ts";
import { UsageError } from "../usage-error.ts";
import type { World } from "../world.ts";
import { runHistory } from "./run-history.ts";

const options = {
  since: { type: "string" },
  quiet: { type: "boolean", short: "q" },
} as const;

const mostNamed = 10;

/** `nhi contract draft IDENTITY PATH…`: learns an identity from logs and prints a contract for its owner to edit. */
export const draftFromLogs = async (args: readonly string[], world: World): Promise<ExitCode> => {
  const { values, positionals } = readOptions("contract", args, options);
  const [wanted, ...paths] = positionals;
  if (wanted === undefined || paths.length === 0) {
    throw new UsageError("nhi contract draft takes an identity and log files (see: nhi help contract)");
  }
  const sinceMs = values.since === undefined ? undefined : readSince(values.since, world.nowMs());
  const rules = await world.loadRules(world.builtInRules);
  const { policy } = await world.loadPolicy("warden.yaml");
  const standings = memoryStandings();
  const history = await runHistory({ paths, sinceMs, isQuiet: values.quiet === true, rules, policy, standings }, world);

  const pattern = wildcardsOf([wanted], true);
  const found: { readonly key: string; readonly bytes: Uint8Array }[] = [];
  for await (const { identityKey, bytes } of standings.all()) {
    const name = identityKey.slice(identityKey.lastIndexOf("/") + 1);
    if (pattern.fits(identityKey) || pattern.fits(name)) found.push({ key: identityKey, bytes });
  }
  // A key that was given whole is meant, though it be the ending of another.
  const only = found.find(({ key }) => key === wanted) ?? (found.length === 1 ? found[0] : undefined);
  if (only === undefined)
    throw new UsageError(
      notOne(
        wanted,
        found.map(({ key }) => key),
      ),
    );
  const view = baselineView(only.key, decodeStanding(only.bytes).baseline);
  if (view.activeDays === 0 && view.actions.length === 0) {
    throw new UsageError(
      `${printable(only.key, 300)} was only assumed and did nothing in these logs; give logs of its own`,
    );
  }
  world.stdout.write(draftContract(view));
  return history.problems.length > 0 || history.records.setAside > 0 ? 2 : 0;
};

const notOne = (wanted: string, keys: readonly string[]): string => {
  const given = printable(wanted, 300);
  if (keys.length === 0) return `${given} is not in these logs; nhi replay lists the identities that are`;
  const some = [...keys]
    .sort()
    .slice(0, mostNamed)
    .map((key) => printable(key, 300));
  const more = keys.length > mostNamed ? ` and ${keys.length - mostNamed} more` : "";
  return `${given} is ${keys.length} identities; give one of ${some.join(", ")}${more}`;
};
