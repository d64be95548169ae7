import { type RangeTable, rangeTable } from "../../domain/behaviour/address-ranges.ts";
import type { AddressRange } from "../../domain/event/address.ts";
import { printable } from "../../domain/event/printable.ts";
import { NetworkFileError, networkFileProblem } from "./network-file-error.ts";
import { publicRange } from "./public-range.ts";

/** A text file of addresses: those in it, and what in it is none. */
export interface AddressList {
  readonly table: RangeTable<true>;
  /** How many lines were left out because they are not right. */
  readonly leftOut: number;
  /** What is wrong with the first of those lines, each with its number. */
  readonly problems: readonly string[];
}

/** Lines that are wrong are told one by one up to this many. */
const mostProblems = 10;

/**
 * Reads Tor's list of exits, in either form that the Tor Project publishes: one address a line
 * (https://check.torproject.org/torbulkexitlist), or blocks of lines with `ExitAddress 203.0.113.7 2026-11-21 10:00:00`
 * (https://check.torproject.org/exit-addresses). Throws a NetworkFileError where the file is no such list.
 */
export function readTorExits(file: string, text: string): AddressList {
  const remedy = "Fetch https://check.torproject.org/torbulkexitlist again.";
  const entryOf = (line: string) => {
    if (/^(ExitNode|Published|LastStatus|@type)\s/.test(line)) return undefined;
    return /^ExitAddress\s+(\S+)/.exec(line)?.[1] ?? line;
  };
  const list = readAddressList(file, text, entryOf, remedy);
  if (list.leftOut > list.table.size) {
    throw new NetworkFileError(file, "most of its lines are no addresses, so it is no list of Tor's exits", remedy);
  }
  return list;
}

/**
 * Reads a list of public addresses, such as the organisation's own (its NAT gateways, its elastic addresses): one range
 * or address a line, what follows `#` is a comment. Lines that are not right are left out and told; the others hold.
 * Throws a NetworkFileError where no line is right.
 */
export function readOwnNetworks(file: string, text: string): AddressList {
  const remedy = "Write one public range a line, such as 203.0.113.0/24.";
  return readAddressList(file, text, (line) => line, remedy);
}

function readAddressList(
  file: string,
  text: string,
  entryOf: (line: string) => string | undefined,
  remedy: string,
): AddressList {
  const ranges: (readonly [AddressRange, true])[] = [];
  const problems: string[] = [];
  let leftOut = 0;
  for (const [index, written] of text.split("\n").entries()) {
    const line = written.replace(/#.*$/s, "").trim();
    const entry = line === "" ? undefined : entryOf(line);
    if (entry === undefined) continue;
    const range = publicRange(entry);
    if (typeof range !== "string") ranges.push([range, true]);
    else {
      leftOut += 1;
      if (problems.length >= mostProblems) continue;
      const what = `${JSON.stringify(printable(entry, 60))} ${range}`;
      problems.push(networkFileProblem(`${file}:${index + 1}`, what, remedy));
    }
  }
  if (ranges.length === 0) {
    throw new NetworkFileError(
      file,
      leftOut === 0 ? "it is empty" : `none of its lines is right; ${problems[0]}`,
      remedy,
    );
  }
  if (leftOut > problems.length) {
    problems.push(networkFileProblem(file, `${leftOut} lines in all were left out`, remedy));
  }
  return { table: rangeTable(ranges), leftOut, problems };
}
