import { hourMs, hourOf, latenessMs } from "./calendar.ts";
import { hash32 } from "./hash.ts";

/** Role sessions remembered per identity: the latest begun ones. */
export const sessionCapacity = 32;
/** STS federation tokens live at most 36 hours, role sessions 12; an older session is no longer of use. */
const longestSessionMs = 36 * hourMs;

/** Start of the oldest session that is remembered; it moves by the hour, with all else that closes. */
const oldestStart = (newestMs: number): number => hourOf(newestMs - latenessMs) * hourMs - longestSessionMs;

/** A public network that a session was used from, and the first event that showed it. */
export interface SessionNetwork {
  readonly network: string;
  readonly firstMs: number;
  readonly eventId: string;
}

/** The same, and how far from the identity's usual place, in hundreds of kilometres. */
export interface FarNetwork extends SessionNetwork {
  readonly reach: number;
}

/** One temporary credential: who made it, and where it was used from. */
export interface SessionLink {
  /** Hash of the temporary access key's id. */
  readonly key: number;
  /** The earliest time that any record gives for its beginning. */
  startedMs: number;
  /** Identity key of who asked for it; "" where only its use was seen. */
  maker: string;
  /** The two public networks that were seen first, earliest first. */
  networks: SessionNetwork[];
  /** Of its public networks the one nearest to the usual place, 0 to 100; undefined where no place is known. */
  nearest?: number;
  /** The farthest network that the identity was never in. */
  farthest?: FarNetwork;
}

/** Sorted by start, newest first, then by key: which ones are kept depends only on the set. */
export interface SessionLinks extends Array<SessionLink> {
  /** Their stored form, until one changes: standings are written every batch, sessions begin now and then. */
  packed?: Uint8Array | undefined;
}

/** Finds or adds the session of an access key. Undefined where it is older than everything that is kept. */
export function sessionOf(
  links: SessionLinks,
  accessKeyId: string,
  startedMs: number,
  newestMs: number,
): SessionLink | undefined {
  const key = sessionKey(accessKeyId);
  const known = linkOf(links, key);
  if (known !== undefined) {
    if (startedMs < known.startedMs) {
      links.packed = undefined;
      known.startedMs = startedMs;
      links.sort((a, b) => (isBefore(a, b) ? -1 : 1));
    }
    return known;
  }
  if (startedMs < oldestStart(newestMs)) return undefined;
  const link: SessionLink = { key, startedMs, maker: "", networks: [] };
  let at = 0;
  while (at < links.length && isBefore(links[at] as SessionLink, link)) at++;
  if (at >= sessionCapacity) return undefined;
  links.packed = undefined;
  links.splice(at, 0, link);
  if (links.length > sessionCapacity) links.pop();
  return link;
}

/** What links the session of an access key. */
export const sessionKey = (accessKeyId: string): number => hash32(accessKeyId);

/** The link of a key; undefined where none is remembered. */
export function linkOf(links: SessionLinks, key: number): SessionLink | undefined {
  for (const link of links) if (link.key === key) return link;
  return undefined;
}

/**
 * Key of the identity that asked for a session; undefined where no record told of it yet, or it is remembered no more.
 */
export function makerOf(links: SessionLinks, accessKeyId: string): string | undefined {
  const link = links.length === 0 ? undefined : linkOf(links, sessionKey(accessKeyId));
  return link === undefined || link.maker === "" ? undefined : makerKey(link.maker);
}

/** A link's maker without the web identity's subject behind it; keys of identities have no spaces. */
export function makerKey(maker: string): string {
  const end = maker.indexOf(" as ");
  return end < 0 ? maker : maker.slice(0, end);
}

const isBefore = (a: SessionLink, b: SessionLink): boolean =>
  a.startedMs > b.startedMs || (a.startedMs === b.startedMs && a.key < b.key);

/** Notes that the session was used from a public network. True where that changed what is known. */
export function noteNetwork(link: SessionLink, network: string, timeMs: number, eventId: string): boolean {
  const known = link.networks.find((seen) => seen.network === network);
  const seen = { network, firstMs: timeMs, eventId };
  if (known !== undefined && !isEarlier(seen, known)) return false;
  const others = link.networks.filter((other) => other.network !== network);
  const kept = [...others, seen].sort((a, b) => (isEarlier(a, b) ? -1 : 1)).slice(0, 2);
  const changed = kept.includes(seen);
  link.networks = kept;
  return changed;
}

const isEarlier = (a: SessionNetwork, b: SessionNetwork): boolean =>
  a.firstMs < b.firstMs || (a.firstMs === b.firstMs && a.eventId < b.eventId);

/** Forgets sessions that can no longer be in use. */
export function dropOldSessions(links: SessionLinks, newestMs: number): void {
  const oldest = oldestStart(newestMs);
  while (links.length > 0 && (links[links.length - 1] as SessionLink).startedMs < oldest) {
    links.packed = undefined;
    links.pop();
  }
}
