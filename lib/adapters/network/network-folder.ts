import { readdir } from "node:fs/promises";
import { basename, join, relative } from "node:path";
import { mostThreatLists } from "../../contract/network-files.ts";
import type { NetworkLookup } from "../../domain/behaviour/network-facts.ts";
import { factsFromFiles } from "./facts-from-files.ts";
import { networkFileProblem } from "./network-file-error.ts";
import type { NetworkFileKind } from "./network-sources.ts";

/** What a folder of network files knows. */
export interface NetworkFolder {
  readonly lookup: NetworkLookup;
  /**
   * Files that were taken for one of the kinds, below the folder, in the order of their names; all of them were tried.
   */
  readonly files: readonly string[];
  /** Files whose names are of no kind. */
  readonly passedOver: readonly string[];
  /** One line for each file that cannot be used, and for wrong lines of a list. The others are used. */
  readonly problems: readonly string[];
}

/** Names that the lists have where they are published, and in the warden's own bucket. */
const kindOfName: readonly (readonly [RegExp, NetworkFileKind])[] = [
  [/^(aws-)?ip-ranges\.json$/i, "aws-ranges"],
  [/^(tor-exit-list|torbulkexitlist|exit-addresses)(\.txt)?$/i, "tor-exits"],
  [/^own-networks\.txt$/i, "own-networks"],
  [/\.mmdb$/i, "database"],
];

/** Threat lists have any name, and are known by the folder that they lie in. */
const threatListPath = /(^|[/\\])threat-lists[/\\][^/\\]+\.txt(\.gz)?$/i;

/** What people put into such a folder, for those who gave one without. */
export const networkFileNames =
  "ip-ranges.json, torbulkexitlist or exit-addresses, own-networks.txt, threat-lists/*.txt, *.mmdb";

/**
 * Reads a folder of network files, and the folders within it, by their names: a copy of the warden's bucket, or the
 * lists as they were fetched. `shown` is what problems call the folder. A folder that cannot be read throws: that there
 * are no facts must never look like that facts say nothing.
 */
export async function readNetworkFolder(folder: string, shown: string = folder): Promise<NetworkFolder> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const names = entries
    .filter((entry) => !entry.isDirectory() && !entry.name.startsWith("."))
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
  const kindOf = (name: string): NetworkFileKind | undefined =>
    threatListPath.test(name) ? "threat-list" : kindOfName.find(([pattern]) => pattern.test(basename(name)))?.[1];
  const ofKind = (kind: NetworkFileKind) =>
    names.filter((name) => kindOf(name) === kind).map((name) => join(folder, name));
  const threatLists = ofKind("threat-list");
  const unused = threatLists.splice(mostThreatLists);
  const { lookup, problems } = await factsFromFiles(
    {
      awsRanges: ofKind("aws-ranges"),
      torExits: ofKind("tor-exits"),
      ownNetworks: ofKind("own-networks"),
      threatLists,
      databases: ofKind("database"),
    },
    (path) => join(shown, relative(folder, path)),
  );
  return {
    lookup,
    files: names.filter((name) => kindOf(name) !== undefined),
    passedOver: names.filter((name) => kindOf(name) === undefined),
    problems: [...problems, ...unused.map((path) => tooMany(join(shown, relative(folder, path))))],
  };
}

const tooMany = (file: string): string =>
  networkFileProblem(file, `it is not used: at most ${mostThreatLists} threat lists are`, "Join some.");
