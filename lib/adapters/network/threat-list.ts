import { basename } from "node:path";
import { gunzipSync } from "node:zlib";
import type { ThreatList } from "../../domain/behaviour/network-facts.ts";
import { printable } from "../../domain/event/printable.ts";
import { isGzip } from "../files/unpack.ts";
import { readOwnNetworks } from "./address-list.ts";
import { NetworkFileError } from "./network-file-error.ts";

/** Unpacked: some 250,000 lines. The widest lists that are published for firewalls have some 100,000. */
const largestBytes = 4 * 1024 * 1024;

/** A list is told by its name, in alerts and to rules: as much of it as a line has room for. */
const longestName = 40;

/**
 * Reads a threat list, named by its file: one public address or range a line; what follows `#` or `;` is a comment.
 * Wrong lines are left out and told. Throws a NetworkFileError where the file is damaged or too large, or holds no
 * right line.
 */
export function readThreatList(file: string, bytes: Buffer): ThreatList & { readonly problems: readonly string[] } {
  const text = unpacked(file, bytes).replace(/;.*/g, "");
  const { table, problems } = readOwnNetworks(file, text);
  return { name: printable(basename(file).replace(/\.txt(\.gz)?$/i, ""), longestName), table, problems };
}

function unpacked(file: string, bytes: Buffer): string {
  try {
    const whole = isGzip(bytes) ? gunzipSync(bytes, { maxOutputLength: largestBytes }) : bytes;
    if (whole.length <= largestBytes) return whole.toString("utf8");
  } catch {
    // Told below: of a packed file nobody knows how large it is where it cannot be unpacked.
  }
  throw new NetworkFileError(
    file,
    `it is cut off, or over ${largestBytes} bytes unpacked`,
    "Give a whole, shorter list.",
  );
}
