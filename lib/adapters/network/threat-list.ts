import { basename } from "node:path";
import { gunzipSync } from "node:zlib";
import type { ThreatList } from "../../domain/behaviour/network-facts.ts";
import { readAddressList } from "./address-list.ts";
import { NetworkFileError } from "./network-file-error.ts";

/** Unpacked: some 250,000 lines. The widest lists that are published for firewalls have some 100,000. */
const largestBytes = 4 * 1024 * 1024;

/** A list is told by its name, in alerts and to rules. */
const nameInFile = /^([a-z0-9][a-z0-9._-]{0,39}?)\.txt(\.gz)?$/i;

const remedy = "Give one public address or range a line, such as 203.0.113.0/24, as text or packed with gzip.";

/**
 * Reads a threat list, named by its file: one public address or range a line; what follows `#` or `;` is a comment.
 * Wrong lines are left out and told. Throws a NetworkFileError where the file has no usable name, is too large, or holds
 * no right line.
 */
export function readThreatList(file: string, bytes: Buffer): ThreatList & { readonly problems: readonly string[] } {
  const name = nameInFile.exec(basename(file))?.[1];
  if (name === undefined) {
    const allowed = "Allowed are letters, digits, dots, dashes and underscores, at most 40, and then .txt or .txt.gz.";
    throw new NetworkFileError(file, "its name cannot be told", allowed);
  }
  const entryOf = (line: string) => line.replace(/;.*$/, "").trim() || undefined;
  const { table, problems } = readAddressList(file, unpacked(file, bytes), entryOf, remedy);
  return { name, table, problems };
}

function unpacked(file: string, bytes: Buffer): string {
  try {
    const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
    const whole = isPacked ? gunzipSync(bytes, { maxOutputLength: largestBytes }) : bytes;
    if (whole.length <= largestBytes) return whole.toString("utf8");
  } catch {
    // Told below: of a packed file nobody knows how large it is where it cannot be unpacked.
  }
  throw new NetworkFileError(file, `it is cut off, or has more than ${largestBytes} bytes unpacked`, remedy);
}
