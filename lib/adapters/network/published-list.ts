import { networkFiles } from "../../contract/network-files.ts";
import { readTorExits } from "./address-list.ts";
import { readAwsRanges } from "./aws-ranges.ts";
import { NetworkFileError } from "./network-file-error.ts";

/** What tells a good list from a bad one. */
export interface ListSize {
  readonly entries: number;
  /** Seconds from 1970 to its publication; 0 where it does not say. */
  readonly publishedAt: number;
}

/** A list that others publish and the refresh keeps a copy of. */
export interface PublishedList {
  readonly url: string;
  /** Key of the copy in the warden's bucket. */
  readonly key: string;
  readonly contentType: string;
  /** Far above what was ever published. */
  readonly largestBytes: number;
  /** Reads the whole list. Throws a NetworkFileError where it is damaged, cut off, or not what it should be. */
  measure(file: string, bytes: Buffer): ListSize;
}

/**
 * A real list has a few odd entries at most. A share above this means that it is something else, or a new form of it.
 */
const mostLeftOut = 0.01;

/** Far below what was published in years: 10,000 ranges of AWS's, 1,000 exits of Tor's. */
const fewestEntries = { awsRanges: 2_000, torExits: 200 };

export const publishedLists: readonly PublishedList[] = [
  {
    url: "https://ip-ranges.amazonaws.com/ip-ranges.json",
    key: networkFiles.awsRanges,
    contentType: "application/json",
    largestBytes: 32 * 1024 * 1024,
    measure(file, bytes) {
      const { table, leftOut, publishedAt } = readAwsRanges(file, bytes.toString("utf8"));
      return sized(file, { entries: table.size, leftOut, publishedAt }, fewestEntries.awsRanges);
    },
  },
  {
    url: "https://check.torproject.org/torbulkexitlist",
    key: networkFiles.torExits,
    contentType: "text/plain",
    largestBytes: 4 * 1024 * 1024,
    measure(file, bytes) {
      const { table, leftOut } = readTorExits(file, bytes.toString("utf8"));
      return sized(file, { entries: table.size, leftOut, publishedAt: 0 }, fewestEntries.torExits);
    },
  },
];

function sized(file: string, list: ListSize & { readonly leftOut: number }, fewest: number): ListSize {
  const { entries, leftOut, publishedAt } = list;
  const remedy = "Open it and see what it holds; the copy that is stored stays in use.";
  if (leftOut > mostLeftOut * (entries + leftOut)) {
    throw new NetworkFileError(file, `${leftOut} of its ${entries + leftOut} entries are not right`, remedy);
  }
  if (entries < fewest) {
    throw new NetworkFileError(file, `it has ${entries} entries; a whole list has at least ${fewest}`, remedy);
  }
  return { entries, publishedAt };
}
