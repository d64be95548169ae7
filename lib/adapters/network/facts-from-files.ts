import { readFile, stat } from "node:fs/promises";
import type { NetworkLookup } from "../../domain/behaviour/network-facts.ts";
import { errorMessageOf } from "../../domain/event/error-message.ts";
import { NetworkFileError } from "./network-file-error.ts";
import { lookupOf, type NetworkFileKind, type NetworkSource, readNetworkSource } from "./network-sources.ts";

/** Paths of the files that a look-up is made from. Each list may be left out. */
export interface NetworkFilePaths {
  /** AWS's `ip-ranges.json`. */
  readonly awsRanges?: readonly string[];
  /** Tor's list of exits, in either of its forms. */
  readonly torExits?: readonly string[];
  /** The organisation's own public ranges, one a line. */
  readonly ownNetworks?: readonly string[];
  /** Threat lists, one range a line, named by their files. */
  readonly threatLists?: readonly string[];
  /** MMDB databases. The first that knows a fact tells it. */
  readonly databases?: readonly string[];
}

/** The largest databases that are sold have about this size; the free ones have a tenth of it. */
const largestBytes = 1024 * 1024 * 1024;

/**
 * Makes a look-up from files. Never throws: a file that cannot be used is left out, and so is a line of one; each is a
 * line in `problems` that names the file, as `shownAs` has it, and says what to do.
 */
export async function factsFromFiles(
  paths: NetworkFilePaths,
  shownAs: (path: string) => string = (path) => path,
): Promise<{ readonly lookup: NetworkLookup; readonly problems: readonly string[] }> {
  const wanted: (readonly [NetworkFileKind, string])[] = [
    ...(paths.awsRanges ?? []).map((path) => ["aws-ranges", path] as const),
    ...(paths.torExits ?? []).map((path) => ["tor-exits", path] as const),
    ...(paths.ownNetworks ?? []).map((path) => ["own-networks", path] as const),
    ...(paths.threatLists ?? []).map((path) => ["threat-list", path] as const),
    ...(paths.databases ?? []).map((path) => ["database", path] as const),
  ];
  const sources: NetworkSource[] = [];
  const problems: string[] = [];
  for (const [kind, path] of wanted) {
    try {
      const source = readNetworkSource(kind, shownAs(path), await bytesOf(path, shownAs(path)));
      sources.push(source);
      problems.push(...source.problems);
    } catch (error) {
      problems.push(errorMessageOf(error));
    }
  }
  return { lookup: lookupOf(sources), problems };
}

async function bytesOf(path: string, shown: string): Promise<Buffer> {
  const remedy = "Name a file that exists and can be read, or leave it out.";
  try {
    const { size } = await stat(path);
    if (size <= largestBytes) return await readFile(path);
  } catch (error) {
    throw new NetworkFileError(shown, `it cannot be read (${(error as Error).message})`, remedy);
  }
  throw new NetworkFileError(shown, `it is larger than ${largestBytes} bytes`, remedy);
}
