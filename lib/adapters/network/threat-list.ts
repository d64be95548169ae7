import { basename } from "node:path";
import { gunzipSync } from "node:zlib";
import type { ThreatList } from "../../domain/behaviour/network-facts.ts";
import { readAddressList } from "./address-list.ts";
import { NetworkFileError } from "./network-file-error.ts";

/** Unpacked. The widest lists that are published for firewalls have some 100,000 lines. */
const largestBytes = 8 * 1024 * 1024;
const mostLines = 250_000;

/** A list is told by its name, in alerts and to rules. */
const nameInFile = /^([A-Za-z0-9][A-Za-z0-9._-]{0,39}?)\.txt(?:\.gz)?$/i;

const remedy = "Give one public address or range a line, such as 203.0.113.0/24, as text or packed with gzip.";

/**
 * Reads a threat list, named by its file: one public address or range a line; what follows `#` or `;` is a comment.
 * Wrong lines are left out and told. Throws a NetworkFileError where the file has no usable name, is too large, or holds
 * no right line.
 */
export function readThreatList(file: string, bytes: Buffer): ThreatList & { readonly problems: readonly string[] } {
  const name = nameInFile.exec(basename(file))?.[1];
  if (name === undefined) {
    const what = "its name is none that can be told: letters, digits, dots, dashes and underscores, at most 40";
    throw new NetworkFileError(file, what, "Rename it, for example to scanners.txt.");
  }
  const text = textOf(file, bytes);
  let lines = 1;
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) lines++;
  if (lines > mostLines) {
    throw new NetworkFileError(
      file,
      `it has ${lines} lines, and at most ${mostLines} are read`,
      "Give a shorter list.",
    );
  }
  const entryOf = (line: string) => line.replace(/;.*$/, "").trim() || undefined;
  const { table, problems } = readAddressList(file, text, entryOf, remedy);
  return { name, table, problems };
}

function textOf(file: string, bytes: Buffer): string {
  const isPacked = bytes[0] === 0x1f && bytes[1] === 0x8b;
  if (!isPacked && bytes.length > largestBytes) throw tooLarge(file);
  try {
    return (isPacked ? gunzipSync(bytes, { maxOutputLength: largestBytes }) : bytes).toString("utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ERR_BUFFER_TOO_LARGE") throw tooLarge(file);
    throw new NetworkFileError(file, `it cannot be unpacked (${(error as Error).message})`, remedy);
  }
}

const tooLarge = (file: string) =>
  new NetworkFileError(file, `it has more than ${largestBytes} bytes unpacked`, "Give a shorter list.");
