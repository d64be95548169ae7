import { hourMs, hourOf, latenessMs } from "../behaviour/calendar.ts";
import {
  linkOf,
  type SessionLink,
  type SessionLinks,
  type SessionNetwork,
  sessionKey,
  sessionOf,
} from "../behaviour/session-links.ts";

/** The list of sessions forgets what began longer ago than this. */
const mostHours = 36;

/**
 * Where one credential is used from, as it is noted beside the identity's sessions: in its session, or for a long-term
 * key in the clock hour, of which the last two are kept. Undefined where that is older than everything that is kept.
 */
export function placesOf(
  links: SessionLinks,
  accessKeyId: string,
  sessionStartedMs: number | undefined,
  timeMs: number,
  newestMs: number,
): SessionLink | undefined {
  if (sessionStartedMs !== undefined) return sessionOf(links, accessKeyId, sessionStartedMs, newestMs);
  const hour = hourOf(timeMs);
  if (hour < hourOf(newestMs - latenessMs)) return undefined;
  const known = linkOf(links, hourKey(accessKeyId, hour));
  if (known !== undefined) return known;
  forgetHoursBefore(links, accessKeyId, hour - 1);
  return sessionOf(links, hourName(accessKeyId, hour), hour * hourMs, newestMs);
}

/** The last one asked for: a key's calls of one hour mostly stand together. */
const last = { accessKeyId: "", hour: -1, key: 0 };

function hourKey(accessKeyId: string, hour: number): number {
  if (last.hour !== hour || last.accessKeyId !== accessKeyId) {
    last.accessKeyId = accessKeyId;
    last.hour = hour;
    last.key = sessionKey(hourName(accessKeyId, hour));
  }
  return last.key;
}

/** No access key has this sign in it. */
const hourName = (accessKeyId: string, hour: number): string => `${accessKeyId}@${hour}`;

function forgetHoursBefore(links: SessionLinks, accessKeyId: string, hour: number): void {
  const over = new Set<number>();
  for (let back = 1; back <= mostHours; back++) over.add(sessionKey(hourName(accessKeyId, hour - back)));
  for (let at = links.length - 1; at >= 0; at--) {
    if (!over.has((links[at] as SessionLink).key)) continue;
    links.splice(at, 1);
    links.packed = undefined;
  }
}

/**
 * One of the identity's usual networks is noted without a time: only which it is matters, one a version of the
 * protocol.
 */
const isUsual = ({ eventId }: SessionNetwork): boolean => eventId === "";
const isVersion6 = (network: string): boolean => network.includes(":");

/** Notes that the credential was used from one of the usual networks. True where that changed what is known. */
export function noteUsual(link: SessionLink, network: string): boolean {
  const known = usualBeside(link, network);
  if (known !== undefined && known.network <= network) return false;
  const others = link.networks.filter((seen) => seen !== known);
  link.networks = [...others, { network, firstMs: 0, eventId: "" }].sort(inOrder);
  return true;
}

/**
 * Notes a network that is none of the usual ones; the first of them is kept, unless another `outweighs` it. True where
 * that changed what is known.
 */
export function noteStrange(link: SessionLink, seen: SessionNetwork, outweighs: boolean): boolean {
  const known = strangeOf(link);
  if (known !== undefined && !outweighs && inOrder(known, seen) <= 0) return false;
  link.networks = [...link.networks.filter((other) => other !== known), seen].sort(inOrder);
  return true;
}

export const strangeOf = (link: SessionLink): SessionNetwork | undefined =>
  link.networks.find((seen) => !isUsual(seen));

/** The usual network with which one was seen that speaks the same version: a machine that has both is one machine. */
export const usualBeside = (link: SessionLink, network: string): SessionNetwork | undefined =>
  link.networks.find((seen) => isUsual(seen) && isVersion6(seen.network) === isVersion6(network));

/** By time, then by event and network: a total order. */
export const inOrder = (a: SessionNetwork, b: SessionNetwork): number =>
  a.firstMs - b.firstMs || compareText(a.eventId, b.eventId) || compareText(a.network, b.network);
const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
