import { Reader, type Response } from "mmdb-lib";
import type { AddressDatabase, DatabaseFacts } from "../../domain/behaviour/network-facts.ts";
import { errorMessageOf } from "../../domain/event/error-message.ts";
import { printable } from "../../domain/event/printable.ts";
import { databaseFacts } from "./database-facts.ts";
import { NetworkFileError } from "./network-file-error.ts";

/**
 * A database with a tree of prefixes, and 16 zero bytes between the tree and the data:
 * https://maxmind.github.io/MaxMind-DB/
 */
const separatorBytes = 16;

/** Decoded records that are kept: many addresses share one. */
const keptRecords = 5_000;

const remedy = "Fetch the database again, unpacked, as an .mmdb file of format 2.0.";

/** Addresses of every /8 that can be public, of which a database of the internet knows most. */
const sample = Array.from({ length: 223 }, (_, at) => `${at + 1}.${(at * 37) % 256}.${(at * 101) % 256}.1`);

/**
 * Opens a database in the MMDB format from its bytes, which it keeps. Throws a NetworkFileError where they are no such
 * file, are damaged, or hold nothing that is of use here. A record that turns out to be damaged later is no record.
 */
export function openAddressDatabase(file: string, bytes: Buffer): AddressDatabase {
  const reader = open(file, bytes);
  const isIpv4Only = reader.metadata.ipVersion === 4;
  const recordOf = (address: string): unknown => {
    // In a tree of 32 levels an IPv6 address would find what its first 32 bits say as IPv4.
    if (isIpv4Only && address.includes(":")) return undefined;
    return reader.get(address) ?? undefined;
  };
  tryOut(file, reader.metadata.databaseType, recordOf);
  return (address) => {
    try {
      const record = recordOf(address);
      return record === undefined ? undefined : databaseFacts(record);
    } catch {
      return undefined;
    }
  };
}

function open(file: string, bytes: Buffer): Reader<Response> {
  let reader: Reader<Response>;
  try {
    reader = new Reader<Response>(bytes, { cache: boundedCache() });
  } catch (error) {
    throw new NetworkFileError(file, `it is no MMDB database, or was cut off (${shortMessageOf(error)})`, remedy);
  }
  const { binaryFormatMajorVersion: format, ipVersion, nodeCount, searchTreeSize } = reader.metadata;
  if (format !== 2) throw new NetworkFileError(file, `its format is ${shown(format)}, and only 2 can be read`, remedy);
  if (ipVersion !== 4 && ipVersion !== 6) {
    throw new NetworkFileError(file, `it is for version ${shown(ipVersion)} of IP, not for 4 or 6`, remedy);
  }
  const data = searchTreeSize + separatorBytes;
  const isWhole = Number.isSafeInteger(nodeCount) && nodeCount > 0 && data < bytes.length;
  if (!isWhole || bytes.subarray(searchTreeSize, data).some((byte) => byte !== 0)) {
    throw new NetworkFileError(file, "it is damaged: its tree does not end where it says", remedy);
  }
  return reader;
}

/** Looks up a sample, so that a damaged or useless file is told when it is opened and not found out by silence. */
function tryOut(file: string, type: unknown, recordOf: (address: string) => unknown): void {
  let found: unknown;
  for (const address of sample) {
    let record: unknown;
    let facts: DatabaseFacts;
    try {
      record = recordOf(address);
      facts = databaseFacts(record);
    } catch (error) {
      throw new NetworkFileError(file, `it is damaged: a record cannot be read (${shortMessageOf(error)})`, remedy);
    }
    if (Object.keys(facts).length > 0) return;
    found ??= record;
  }
  if (found === undefined) return;
  const fields = typeof found === "object" && found !== null ? Object.keys(found).slice(0, 10).join(", ") : "none";
  const what = `it is a ${shown(type)} with the fields ${printable(fields, 200)}: no system, country or kind of network`;
  throw new NetworkFileError(
    file,
    what,
    "Give a database of autonomous systems or countries; see docs/network-facts.md.",
  );
}

function boundedCache() {
  const records = new Map<string | number, unknown>();
  return {
    get: (key: string | number) => records.get(key),
    set(key: string | number, value: unknown) {
      if (records.size >= keptRecords) records.clear();
      records.set(key, value);
    },
  };
}

const shown = (value: unknown): string => printable(String(value), 60);

const shortMessageOf = (error: unknown): string => printable(errorMessageOf(error), 100);
