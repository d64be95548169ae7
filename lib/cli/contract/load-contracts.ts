import { resolve } from "node:path";
import { readContractFolder } from "../../adapters/files/contract-files.ts";
import { printable } from "../../domain/event/printable.ts";
import { contractProblemText } from "../../domain/scope/contract-problem.ts";
import type { ContractReading } from "../../domain/scope/read-contracts.ts";
import { UsageError } from "../usage-error.ts";
import type { World } from "../world.ts";

export interface LoadedContracts extends ContractReading {
  /** One printable line each. */
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
}

export const defaultContracts = "contracts";

/** The contracts of a folder, under the current one where it is relative. Throws a UsageError where there is none. */
export const loadContracts = async (folder: string, world: Pick<World, "cwd">): Promise<LoadedContracts> => {
  try {
    const reading = await readContractFolder(resolve(world.cwd, folder), folder);
    const described = (wanted: "error" | "warning") =>
      reading.problems.filter(({ severity }) => severity === wanted).map(contractProblemText);
    return { ...reading, errors: described("error"), warnings: described("warning") };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== "ENOENT" && code !== "ENOTDIR" && code !== "EACCES") throw error;
    const what = code === "EACCES" ? "may not be read" : "is no folder";
    throw new UsageError(`${printable(folder, 300)} ${what}; give a folder of contracts (see: nhi help contract)`);
  }
};
