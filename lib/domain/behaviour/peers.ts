import { classOf } from "../scope/name-class.ts";
import { boundedMemo } from "./bounded-memo.ts";
import { dayMs, dayOf, latenessMs, weekOf } from "./calendar.ts";
import { dimensionOf, markKey, markKeyOfHash, regionDimension, serviceDimension } from "./dimension.ts";
import { hash32 } from "./hash.ts";

/*
 * What identities of one account have in common, by week. A mark says that one identity did one thing as a habit in a
 * week; a week is a set of marks, so adding is a union: order and repetition change nothing. Only weeks that are over
 * are read, and they change no more. So what an activity is compared with is a function of the set of events.
 *
 * A mark is a whole number below 2^53: the key of an action, service or region (29 bits) above the identity (24 bits),
 * which is 12 bits of its name's hash above 12 bits of its family's.
 */

const idSpan = 2 ** 24;
const familyMask = 0xfff;

/** Keys of actions and services, the first two dimensions, are below this; of all else only regions are shared. */
export const firstUnsharedKey = 0x20000000;

/** Whether peers are told of a value that is done again. */
export const isShared = (key: number): boolean => key < firstUnsharedKey || dimensionOf(key) === regionDimension;

/** A region's key among peers: a service's number, because a mark has no room for more, and no service has its name. */
export const sharedRegion = (regionKey: number): number => markKeyOfHash(serviceDimension, regionKey);

/** Marked with every region, so that weeks in which nobody shared regions are told from a region that nobody uses. */
export const anyRegion = markKey(serviceDimension, "in a region");

/** Closed weeks that an activity is compared with. */
export const weeksRead = 4;
/** Fewer other identities than this say nothing about what is common. */
export const leastPeers = 5;
/** In how many of the weeks that many must be known of, so that the first days of an account say nothing. */
const leastWeeks = 2;
/** Identities that are remembered of one action in a week: those with the lowest hashes. More say no more. */
export const mostDoers = 16;

/** An identity as its peers know it. */
export interface Peer {
  readonly accountId: string;
  readonly id: number;
}

const iamKey = /^arn:[^:]+:iam::(\d{12}):(?:role|user)\/(?:.*\/)?([^/]+)$/;

/**
 * The peer behind an identity's key: its account, and its family by its name without numbers and random parts.
 * Undefined for all but roles and users. The kind is left out: evidence for it comes late, and one identity would count
 * twice.
 */
export const peerOf: (identityKey: string) => Peer | undefined = boundedMemo(20_000, (key) => {
  const match = iamKey.exec(key);
  if (match === null) return undefined;
  const [, accountId = "", name = ""] = match;
  return { accountId, id: (hash32(key) & familyMask) * (familyMask + 1) + (hash32(classOf(name)) & familyMask) };
});

export const peerMark = (key: number, id: number): number => key * idSpan + id;
export const keyOfMark = (mark: number): number => Math.floor(mark / idSpan);
export const idOfMark = (mark: number): number => mark % idSpan;
export const isPeerMark = (mark: number): boolean =>
  Number.isSafeInteger(mark) && mark >= 0 && keyOfMark(mark) < firstUnsharedKey;

/** The week that is open to events of a time: the ones before it are over, and all their records have come. */
export const openWeekAt = (timeMs: number): number => weekOf(dayOf(timeMs - latenessMs));

/** Seconds since 1970 at which nobody reads a week's marks any more, with a week to spare for what comes late. */
export const weekExpiresAtSeconds = (week: number): number => ((week + weeksRead + 2) * 7 * dayMs) / 1_000;

/** What is known of an account's identities from its closed weeks. */
export interface AccountPeers {
  /** By key of an action, service or region: the identities that do it, in ascending order. */
  readonly doers: ReadonlyMap<number, readonly number[]>;
  /** Everybody who was marked, in ascending order. */
  readonly everybody: readonly number[];
}

/** Gives the peers that an activity of an account is compared with; undefined where too little is known of them. */
export type PeerLookup = (accountId: string, timeMs: number) => AccountPeers | undefined;

/** Peers out of the marks of closed weeks. Undefined where these are too few to tell what is common. */
export function peersFrom(weeks: readonly (readonly number[])[]): AccountPeers | undefined {
  const told = weeks.filter((marks) => new Set(marks.map(idOfMark)).size > leastPeers);
  if (told.length < leastWeeks) return undefined;
  const doers = new Map<number, number[]>();
  const everybody = new Set<number>();
  for (const mark of [...new Set(weeks.flat())].sort((a, b) => a - b)) {
    const of = doers.get(keyOfMark(mark));
    everybody.add(idOfMark(mark));
    if (of === undefined) doers.set(keyOfMark(mark), [idOfMark(mark)]);
    // One more than is told, because the asking identity is not its own peer.
    else if (of.length <= mostDoers) of.push(idOfMark(mark));
  }
  return { doers, everybody: [...everybody].sort((a, b) => a - b) };
}

/** How common something is among the others of an account. */
export interface Prevalence {
  /** Other identities that do it; `mostDoers` stands for so many or more. */
  readonly doers: number;
  readonly others: number;
  /** The same of its family; exact where `doers` is below `mostDoers`. */
  readonly familyDoers: number;
  readonly family: number;
}

/** How common an action or service is among an identity's peers. Undefined where they are too few. */
export function prevalenceOf(peers: AccountPeers, key: number, id: number): Prevalence | undefined {
  const others = count(peers.everybody, id);
  if (others.all < leastPeers) return undefined;
  const doers = count(peers.doers.get(key) ?? [], id);
  return {
    doers: Math.min(mostDoers, doers.all),
    others: others.all,
    familyDoers: doers.family,
    family: others.family,
  };
}

/** The same of a region; undefined also where regions of too few others are known. */
export function prevalenceOfRegion(peers: AccountPeers, regionKey: number, id: number): Prevalence | undefined {
  const known = count(peers.doers.get(anyRegion) ?? [], id).all;
  return known < leastPeers ? undefined : prevalenceOf(peers, sharedRegion(regionKey), id);
}

function count(ids: readonly number[], me: number): { readonly all: number; readonly family: number } {
  let all = 0;
  let family = 0;
  for (const id of ids) {
    if (id === me) continue;
    all++;
    if ((id & familyMask) === (me & familyMask)) family++;
  }
  return { all, family };
}
