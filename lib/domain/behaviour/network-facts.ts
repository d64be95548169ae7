import { type Address, addressText, parseAddress } from "../event/address.ts";
import type { RangeTable } from "./address-ranges.ts";
import { boundedMemo } from "./bounded-memo.ts";
import { type NetworkKind, networkOf } from "./network.ts";
import type { Place } from "./place.ts";
import { rentedSystems } from "./rented-systems.ts";

/**
 * What is known of the network of an address. Never the address itself: its prefix, and names of whom it belongs to.
 */
export interface NetworkFacts {
  /**
   * The network's name, as in `Network.name`: `203.0.113.0/24`, `2001:db8:1::/48`, `private`, `service:s3`, `unknown`.
   */
  readonly prefix: string;
  /** `own` is what the account's owner named as the organisation's own public addresses. */
  readonly kind: NetworkKind | "own";
  /** The service that AWS publishes the address for, such as `EC2` or `S3`; `AMAZON` where it names no other. */
  readonly awsService?: string;
  /** The region that AWS publishes the address for, or `GLOBAL`. */
  readonly awsRegion?: string;
  /** Number of the autonomous system that announces the address. */
  readonly asn?: number;
  /** Name of that system's holder, printable, at most 100 characters. */
  readonly organisation?: string;
  /** ISO 3166-1 alpha-2, in capitals. */
  readonly country?: string;
  /** Where a database has the address, if it says so to some 200 km. */
  readonly place?: Place;
  /** Present and true for an address that Tor's users come out of. */
  readonly tor?: true;
  /** Names of the owner's threat lists that have the address, in order; absent where none has. */
  readonly threatLists?: readonly string[];
  /**
   * Present and true where a database, or the list of `rented-systems.ts`, has it that anybody can rent in the network.
   */
  readonly hosting?: true;
}

/** Takes CloudTrail's `sourceIPAddress`, whatever it holds; never throws. */
export type NetworkLookup = (address: string) => NetworkFacts;

/** A service and region in AWS's list of published ranges. */
export interface AwsRange {
  readonly service: string;
  readonly region: string;
}

/** What a database of addresses may tell. */
export type DatabaseFacts = Pick<NetworkFacts, "asn" | "organisation" | "country" | "place" | "tor" | "hosting">;

/** Looks up an address as `addressText` writes it; undefined where the database does not have it. Never throws. */
export type AddressDatabase = (address: string) => DatabaseFacts | undefined;

/** A list of addresses that the account's owner wants to hear of. It only ever adds evidence. */
export interface ThreatList {
  readonly name: string;
  readonly table: RangeTable<true>;
}

/** Everything a look-up can draw from. Each list may be empty: then less is known. */
export interface NetworkTables {
  readonly aws: readonly RangeTable<AwsRange>[];
  readonly tor: readonly RangeTable<true>[];
  readonly own: readonly RangeTable<true>[];
  readonly threats: readonly ThreatList[];
  /** The first that knows a fact tells it. */
  readonly databases: readonly AddressDatabase[];
}

/** Addresses whose facts are kept. */
const memoSize = 20_000;

/** Longer than any address, and than any service name that `networkOf` takes. */
const longestSource = 100;

/** Makes a look-up that remembers what it answered. It asks nobody: everything it knows is in the tables. */
export function networkLookup(tables: NetworkTables): NetworkLookup {
  const known = boundedMemo(memoSize, (source) => factsOf(source, tables));
  return (source) => (source.length > longestSource ? unknownFacts : known(source));
}

/** The look-up that works without any file. */
export const factsOfAddressAlone: NetworkLookup = networkLookup({
  aws: [],
  tor: [],
  own: [],
  threats: [],
  databases: [],
});

const unknownFacts: NetworkFacts = { prefix: "unknown", kind: "unknown" };

/** Whether a call came out of AWS: from a service by name, or from an address that AWS publishes as its own. */
export const isInAws = (facts: NetworkFacts): boolean => facts.kind === "aws-service" || facts.awsService !== undefined;

function factsOf(source: string, tables: NetworkTables): NetworkFacts {
  const { kind, name: prefix } = networkOf(source);
  // A private address says nothing: the same ones are in use in every network, an attacker's among them.
  const address = kind === "public" ? parseAddress(source) : undefined;
  if (address === undefined) return { prefix, kind };
  const aws = first(tables.aws, address);
  const threatLists = namesOfLists(tables.threats, address);
  return {
    prefix,
    kind: first(tables.own, address) === true ? "own" : kind,
    ...(aws === undefined ? {} : { awsService: aws.service, awsRegion: aws.region }),
    ...fromDatabases(address, source, tables.databases),
    ...(first(tables.tor, address) === true ? { tor: true } : {}),
    ...(threatLists.length === 0 ? {} : { threatLists }),
  };
}

/** Each name once: a list may lie in several files. */
const namesOfLists = (lists: readonly ThreatList[], address: Address): readonly string[] =>
  [...new Set(lists.filter(({ table }) => table.find(address) === true).map(({ name }) => name))].sort();

function first<Value>(tables: readonly RangeTable<Value>[], address: Address): Value | undefined {
  for (const table of tables) {
    const found = table.find(address);
    if (found !== undefined) return found;
  }
  return undefined;
}

function fromDatabases(address: Address, source: string, databases: readonly AddressDatabase[]): DatabaseFacts {
  if (databases.length === 0) return {};
  const text = source.includes(":") ? addressText(address) : source;
  let facts: DatabaseFacts = {};
  for (const database of databases) facts = { ...database(text), ...facts };
  return withRented(facts);
}

/** Few databases say who rents out: the common ones have a number alone. What they do say stays as it is. */
function withRented(facts: DatabaseFacts): DatabaseFacts {
  const rented = facts.asn === undefined ? undefined : rentedSystems.get(facts.asn);
  return rented === undefined ? facts : { organisation: rented.holder, ...facts, hosting: true };
}
