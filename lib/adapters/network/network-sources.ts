import type { RangeTable } from "../../domain/behaviour/address-ranges.ts";
import {
  type AddressDatabase,
  type AwsRange,
  type NetworkLookup,
  networkLookup,
  type ThreatList,
} from "../../domain/behaviour/network-facts.ts";
import { openAddressDatabase } from "./address-database.ts";
import { readOwnNetworks, readTorExits } from "./address-list.ts";
import { readAwsRanges } from "./aws-ranges.ts";
import { readThreatList } from "./threat-list.ts";

/** The kinds of file that facts come from. */
export type NetworkFileKind = "aws-ranges" | "tor-exits" | "own-networks" | "threat-list" | "database";

/** What one file holds, ready for look-ups, and what in it was left out because it is not right. */
export type NetworkSource = { readonly problems: readonly string[] } & (
  | { readonly kind: "aws-ranges"; readonly table: RangeTable<AwsRange> }
  | { readonly kind: "tor-exits" | "own-networks"; readonly table: RangeTable<true> }
  | ({ readonly kind: "threat-list" } & ThreatList)
  | { readonly kind: "database"; readonly database: AddressDatabase }
);

/** Reads a file of a kind; `file` is its name for people. Throws a NetworkFileError where it cannot be used. */
export function readNetworkSource(kind: NetworkFileKind, file: string, bytes: Buffer): NetworkSource {
  switch (kind) {
    case "aws-ranges":
      return { kind, ...readAwsRanges(file, bytes.toString("utf8")) };
    case "tor-exits":
      return { kind, ...readTorExits(file, bytes.toString("utf8")) };
    case "own-networks":
      return { kind, ...readOwnNetworks(file, bytes.toString("utf8")) };
    case "threat-list":
      return { kind, ...readThreatList(file, bytes) };
    case "database":
      return { kind, database: openAddressDatabase(file, bytes), problems: [] };
  }
}

/** One look-up over all sources; without any it knows what an address says by itself. Of databases the first wins. */
export function lookupOf(sources: readonly NetworkSource[]): NetworkLookup {
  return networkLookup({
    aws: sources.flatMap((source) => (source.kind === "aws-ranges" ? [source.table] : [])),
    tor: sources.flatMap((source) => (source.kind === "tor-exits" ? [source.table] : [])),
    own: sources.flatMap((source) => (source.kind === "own-networks" ? [source.table] : [])),
    threats: sources.filter((source) => source.kind === "threat-list"),
    databases: sources.flatMap((source) => (source.kind === "database" ? [source.database] : [])),
  });
}
