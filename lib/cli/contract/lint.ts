import { printable } from "../../domain/event/printable.ts";
import type { Contract } from "../../domain/scope/contract.ts";
import type { ExitCode } from "../command.ts";
import { counted, time } from "../figures.ts";
import { readOptions } from "../read-options.ts";
import { UsageError } from "../usage-error.ts";
import type { World } from "../world.ts";
import { defaultContracts, loadContracts } from "./load-contracts.ts";

/** `nhi contract lint [DIR]`: whether every contract of a folder is in force. */
export const lintContracts = async (args: readonly string[], world: World): Promise<ExitCode> => {
  const { positionals } = readOptions("contract", args, {});
  if (positionals.length > 1) throw new UsageError("nhi contract lint takes one folder (see: nhi help contract)");
  const folder = positionals[0] ?? defaultContracts;
  const { contracts, dataCategories, errors, warnings } = await loadContracts(folder, world);
  const expired = contracts.filter(({ expiresMs }) => expiresMs !== undefined && expiresMs <= world.nowMs());
  const noted = [...warnings, ...expired.map(expiredText)];
  for (const line of errors) world.stderr.write(`${line}\n`);
  for (const line of noted) world.stderr.write(`warning: ${line}\n`);
  world.stdout.write(
    `${counted(contracts.length, "contract")} and ${counted(dataCategories.length, "data category", "data categories")} in force, ${counted(errors.length, "error")}, ${counted(noted.length, "warning")}\n`,
  );
  return errors.length > 0 ? 2 : 0;
};

const expiredText = ({ name, owner, expiresMs = 0 }: Contract): string =>
  `${printable(name, 120)} has not held since ${time(expiresMs).slice(0, 10)}; ask its owner, ${printable(owner, 200)}`;
