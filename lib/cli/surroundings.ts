import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { networkFileNames, readNetworkFolder } from "../adapters/network/network-folder.ts";
import type { NetworkLookup } from "../domain/behaviour/network-facts.ts";
import { printable } from "../domain/event/printable.ts";
import type { Contract } from "../domain/scope/contract.ts";
import type { DataCategory } from "../domain/scope/data-categories.ts";
import { loadContracts } from "./contract/load-contracts.ts";
import { UsageError } from "./usage-error.ts";
import type { World } from "./world.ts";

/** What the deployed warden knows beside the records: written contracts, and whose networks are whose. */
export interface Surroundings {
  /** As it was named, or found; undefined where there is none. */
  readonly contractsFolder: string | undefined;
  readonly contracts: readonly Contract[];
  readonly dataCategories: readonly DataCategory[];
  readonly networksFolder: string | undefined;
  /** Below that folder, in the order of their names. */
  readonly networkFiles: readonly string[];
  readonly networks: NetworkLookup | undefined;
}

export const noSurroundings: Surroundings = {
  contractsFolder: undefined,
  contracts: [],
  dataCategories: [],
  networksFolder: undefined,
  networkFiles: [],
  networks: undefined,
};

export const networksOption = { networks: { type: "string" } } as const;
export const surroundingsOptions = { contracts: { type: "string" }, ...networksOption } as const;

export const networksHelp = `  --networks FOLDER    files that tell networks apart: AWS's ip-ranges.json, Tor's list of exits,
                       own-networks.txt, threat-lists/*.txt, MMDB databases; or a copy of the deployed
                       warden's bucket`;
export const surroundingsHelp = `  --contracts FOLDER   the contracts in force; without it the folder contracts beside the policy, if there is one
${networksHelp}`;

interface Named {
  readonly contracts?: string | undefined;
  readonly networks?: string | undefined;
  /** The policy file; contracts lie beside it, as they do beside the deployed one. */
  readonly policy?: string | undefined;
}

/** Told, in one printable line, of what is not in force, and of what is in force and odd. */
interface Listener {
  fault(line: string): unknown;
  note(line: string): unknown;
}

/** Throws a UsageError for a folder that does not exist or holds nothing of its kind; everything else is told. */
export async function loadSurroundings(
  { contracts, networks, policy = "warden.yaml" }: Named,
  world: Pick<World, "cwd">,
  listener: Listener,
): Promise<Surroundings> {
  const beside = join(dirname(policy), "contracts");
  const contractsFolder = contracts ?? (existsSync(resolve(world.cwd, beside)) ? beside : undefined);
  const agreed = contractsFolder === undefined ? noSurroundings : await loadAgreed(contractsFolder, world, listener);
  const known = networks === undefined ? noSurroundings : await loadNetworks(networks, world, listener);
  const { networksFolder, networkFiles, networks: lookup } = known;
  return { ...agreed, networksFolder, networkFiles, networks: lookup };
}

async function loadAgreed(
  folder: string,
  world: Pick<World, "cwd">,
  { fault, note }: Listener,
): Promise<Pick<Surroundings, "contractsFolder" | "contracts" | "dataCategories">> {
  const { contracts, dataCategories, errors, warnings } = await loadContracts(folder, world);
  for (const line of errors) fault(line);
  for (const line of warnings) note(line);
  return { contractsFolder: folder, contracts, dataCategories };
}

const fewNames = 3;

/** The facts of `--networks FOLDER`. */
export async function loadNetworks(
  folder: string,
  { cwd }: Pick<World, "cwd">,
  { fault, note }: Listener,
): Promise<Pick<Surroundings, "networksFolder" | "networkFiles" | "networks">> {
  const shown = printable(folder, 300);
  const read = await readNetworkFolder(resolve(cwd, folder), folder).catch((error: NodeJS.ErrnoException) => {
    if (!["ENOENT", "ENOTDIR", "EACCES"].includes(error.code ?? "")) throw error;
    const what = error.code === "EACCES" ? "may not be read" : "is no folder";
    throw new UsageError(`--networks ${shown} ${what}; give a folder with ${networkFileNames}`);
  });
  if (read.files.length === 0) {
    throw new UsageError(`--networks ${shown} holds no network file; put there ${networkFileNames}`);
  }
  for (const problem of read.problems) fault(printable(problem, 1000));
  const { passedOver } = read;
  if (passedOver.length > 0) {
    const some = passedOver.slice(0, fewNames).map((name) => printable(name, 80));
    const more = passedOver.length > fewNames ? ` and ${passedOver.length - fewNames} more` : "";
    note(`${shown}: passed over ${some.join(", ")}${more}; network files are ${networkFileNames}`);
  }
  return { networksFolder: folder, networkFiles: read.files, networks: read.lookup };
}
