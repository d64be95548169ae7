import { NetworkFileError } from "./network-file-error.ts";
import type { ListSize, PublishedList } from "./published-list.ts";

/** Where copies are kept. */
export interface ListStore {
  /** The bytes under a key; undefined where there are none. Throws where they cannot be had. */
  get(key: string): Promise<Buffer | undefined>;
  put(key: string, bytes: Buffer, contentType: string): Promise<void>;
}

export interface RefreshParts {
  readonly store: ListStore;
  /** Fetches at most so many bytes; throws where they do not all arrive, or are more. */
  readonly download: (url: string, largestBytes: number) => Promise<Buffer>;
}

export interface Refreshed {
  readonly key: string;
  readonly entries: number;
  /** `kept`: what was fetched was published before what is stored. */
  readonly outcome: "replaced" | "kept";
}

/** A list does not lose half of its entries from one day to the next: one that did was cut off or tampered with. */
const smallestShare = 0.5;

/**
 * Fetches one published list and stores it, when it is whole, no older and not far smaller than what is stored.
 * Throws with the list's address, what is wrong and what to do; what is stored then stays as it is.
 */
export async function refreshList(list: PublishedList, { store, download }: RefreshParts): Promise<Refreshed> {
  const fetched = await download(list.url, list.largestBytes);
  const size = list.measure(list.url, fetched);
  const stored = await storedSize(list, store);
  if (stored !== undefined && size.publishedAt < stored.publishedAt) {
    return { key: list.key, entries: stored.entries, outcome: "kept" };
  }
  if (stored !== undefined && size.entries < smallestShare * stored.entries) {
    const what = `it has ${size.entries} entries where the stored copy has ${stored.entries}`;
    throw new NetworkFileError(list.url, what, `Look at it; when it is right, delete ${list.key} and refresh again.`);
  }
  await store.put(list.key, fetched, list.contentType);
  return { key: list.key, entries: size.entries, outcome: "replaced" };
}

/** A stored copy that is damaged is as good as none: it is replaced. */
async function storedSize(list: PublishedList, store: ListStore): Promise<ListSize | undefined> {
  const bytes = await store.get(list.key);
  if (bytes === undefined) return undefined;
  try {
    return list.measure(list.key, bytes);
  } catch {
    return undefined;
  }
}
