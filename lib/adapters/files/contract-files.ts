import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { nearestName } from "../../domain/response/nearest-name.ts";
import { type ContractReading, readContracts } from "../../domain/scope/read-contracts.ts";
import { type ParsedContracts, parseContracts, unusable } from "./contract-yaml.ts";

/** 500 entries of 200 characters fit. */
const largestFileBytes = 131_072;
const mostFiles = 2_000;

/**
 * Reads every `.yml` and `.yaml` file in a folder as contracts and definitions of data categories; a file may hold
 * several documents. What is wrong is told with its line, and the rest is in force.
 * A folder that is missing or unreadable throws: that nothing is agreed must never look like that nothing is violated.
 * `shown` is what problems call the folder.
 */
export async function readContractFolder(folder: string, shown: string = folder): Promise<ContractReading> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => /\.ya?ml$/i.test(entry.name)).sort((a, b) => (a.name < b.name ? -1 : 1));
  const parsed: ParsedContracts[] = [];
  for (const entry of names.slice(0, mostFiles)) {
    const file = join(shown, entry.name);
    parsed.push(
      entry.isFile()
        ? await readContractFile(join(folder, entry.name), file)
        : unusable(file, "is no plain file", "a plain file", "Copy the contract into the folder."),
    );
  }
  if (names.length > mostFiles) {
    parsed.push(unusable(shown, `has ${names.length} files`, `at most ${mostFiles}`, "Join some of them."));
  }
  return readAll(parsed);
}

function readAll(parsed: readonly ParsedContracts[]): ContractReading {
  const reading = readContracts(
    parsed.flatMap(({ documents }) => documents),
    nearestName,
  );
  return { ...reading, problems: [...parsed.flatMap(({ problems }) => problems), ...reading.problems] };
}

async function readContractFile(path: string, file: string): Promise<ParsedContracts> {
  const { size } = await stat(path);
  if (size > largestFileBytes) {
    return unusable(file, `has ${size} bytes`, `at most ${largestFileBytes}`, "Split it, or join entries with `*`.");
  }
  return parseContracts(await readFile(path, "utf8"), file);
}
