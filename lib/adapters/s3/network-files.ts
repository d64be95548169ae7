import { mostThreatLists, networkFiles } from "../../contract/network-files.ts";
import type { NetworkLookup } from "../../domain/behaviour/network-facts.ts";
import { errorMessageOf } from "../../domain/event/error-message.ts";
import type { ListedObject, StoredObjects } from "./stored-objects.ts";

/** The kinds of file that the bucket holds. */
export type StoredFileKind = "aws-ranges" | "tor-exits" | "own-networks" | "threat-list" | "database";

export interface NetworkFilesParts<Source extends { readonly problems: readonly string[] }> {
  readonly objects: Pick<StoredObjects, "list" | "get">;
  /** Makes a source of a file's bytes; throws where the file cannot be used, with a message that names `file`. */
  readonly read: (kind: StoredFileKind, file: string, bytes: Buffer) => Source;
  readonly lookupOf: (sources: readonly Source[]) => NetworkLookup;
  /** Told of every file that cannot be used, and of a bucket that cannot be read. */
  readonly report: (problem: string) => void;
}

/** Files are looked at again after this time, at the earliest. */
const reloadAfterMs = 60 * 60_000;

/** After a failure they are looked at again sooner. */
const retryAfterMs = 5 * 60_000;

/** Longest that a batch waits for files. */
const deadlineMs = 20_000;

/** A database stays in memory; a function of 1.7 GB holds a few of this size. */
const largestBytes = 256 * 1024 * 1024;

/**
 * The look-up over the files in the warden's bucket, as it was at most an hour ago. Never throws: what cannot be had
 * or read is reported, and the last good version of each file stays in use; a file that was deleted does not.
 * Only files that changed are fetched again.
 */
export function storedNetworkFiles<Source extends { readonly problems: readonly string[] }>(
  parts: NetworkFilesParts<Source>,
): (nowMs: number) => Promise<NetworkLookup> {
  const { objects, read, lookupOf, report } = parts;
  let held: ReadonlyMap<string, { readonly version: string; readonly source: Source }> = new Map();
  let lookup = lookupOf([]);
  let dueMs = Number.NEGATIVE_INFINITY;
  let loading: Promise<void> | undefined;

  async function load(nowMs: number): Promise<void> {
    const signal = AbortSignal.timeout(deadlineMs);
    let isWhole = true;
    const failed = (error: unknown) => {
      isWhole = false;
      report(errorMessageOf(error));
    };
    try {
      const next = new Map<string, { readonly version: string; readonly source: Source }>();
      let threatLists = 0;
      for (const object of await objects.list(signal)) {
        const kind = kindOf(object.key);
        if (kind === undefined) continue;
        if (kind === "threat-list" && ++threatLists > mostThreatLists) {
          report(`${object.key} is not used: at most ${mostThreatLists} threat lists are. Join some.`);
          continue;
        }
        const known = held.get(object.key);
        try {
          const entry = known?.version === object.version ? known : await fetched(kind, object, signal);
          if (entry !== undefined) next.set(object.key, entry);
        } catch (error) {
          failed(error);
          if (known !== undefined) next.set(object.key, known);
        }
      }
      if (differ(held, next)) lookup = lookupOf([...next.values()].map(({ source }) => source));
      held = next;
    } catch (error) {
      failed(error);
    }
    dueMs = nowMs + (isWhole ? reloadAfterMs : retryAfterMs);
  }

  async function fetched(kind: StoredFileKind, { key, version, bytes: size }: ListedObject, signal: AbortSignal) {
    if (size > largestBytes) {
      throw new Error(`${key} has ${size} bytes, and at most ${largestBytes} are read. Give a smaller database.`);
    }
    const bytes = await objects.get(key, signal);
    if (bytes === undefined) return undefined;
    const source = read(kind, key, bytes);
    for (const problem of source.problems) report(problem);
    return { version, source };
  }

  return async (nowMs) => {
    if (nowMs >= dueMs) {
      loading ??= load(nowMs).finally(() => {
        loading = undefined;
      });
      await loading;
    }
    return lookup;
  };
}

function kindOf(key: string): StoredFileKind | undefined {
  if (key === networkFiles.awsRanges) return "aws-ranges";
  if (key === networkFiles.torExits) return "tor-exits";
  if (key === networkFiles.ownNetworks) return "own-networks";
  if (key.startsWith(networkFiles.threatLists)) return /\.txt(\.gz)?$/.test(key) ? "threat-list" : undefined;
  return key.startsWith(networkFiles.databases) && key.endsWith(".mmdb") ? "database" : undefined;
}

/** Whether a look-up made of one is no longer right for the other. A new look-up forgets what it remembered. */
function differ<Entry>(one: ReadonlyMap<string, Entry>, other: ReadonlyMap<string, Entry>): boolean {
  return one.size !== other.size || [...other].some(([key, entry]) => one.get(key) !== entry);
}
