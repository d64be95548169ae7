import type { StandingWrite, StoredStanding } from "../../app/ports.ts";
import { UnreadableStandingError } from "../../app/unreadable-standing-error.ts";
import { identityPk, openKinds, sortKeys, table } from "../../contract/table.ts";
import { caseText, readCaseText } from "./case-text.ts";
import { type Item, versionAttribute } from "./conditional-writes.ts";

/**
 * Attributes of a standing. The names are short because they are billed with every write:
 * an item up to 1,024 bytes, names and keys included, costs one write unit.
 */
export const standingAttributes = {
  version: versionAttribute,
  bytes: "standing",
  trust: "trust",
  kind: "kind",
  lastSeenMs: "lastSeen",
  openCase: "openCase",
} as const;

const pkPrefix = identityPk("");

export function standingKey(identityKey: string): Item {
  return { [table.partitionKey]: { S: identityPk(identityKey) }, [table.sortKey]: { S: sortKeys.standing } };
}

/** The whole item that a write stores, one version above the expected one. */
export function standingItem(write: StandingWrite): Item {
  const { identityKey, expectedVersion, bytes, openCase, trust, kind, lastSeenMs } = write;
  const item: Item = {
    ...standingKey(identityKey),
    [standingAttributes.version]: { N: String(expectedVersion + 1) },
    [standingAttributes.bytes]: { B: bytes },
    // Two decimals are enough for people; the exact score is in the bytes.
    [standingAttributes.trust]: { N: String(Math.round(trust * 100) / 100) },
    [standingAttributes.kind]: { S: kind },
    [standingAttributes.lastSeenMs]: { N: String(lastSeenMs) },
  };
  if (openCase === undefined) return item;
  return {
    ...item,
    [standingAttributes.openCase]: { S: caseText(openCase) },
    [table.openIndexPartitionKey]: { S: openKinds.case },
    [table.openIndexSortKey]: { S: new Date(openCase.openedMs).toISOString() },
  };
}

/** Reads a stored item. One that this store did not write, or that was damaged, is an UnreadableStandingError. */
export function readStandingItem(item: Item): StoredStanding {
  const pk = item[table.partitionKey]?.S ?? "";
  const identityKey = pk.startsWith(pkPrefix) ? pk.slice(pkPrefix.length) : pk;
  try {
    return { identityKey, ...readAttributes(item) };
  } catch (error) {
    throw new UnreadableStandingError(identityKey, error);
  }
}

function readAttributes(item: Item): Omit<StoredStanding, "identityKey"> {
  const version = Number(item[standingAttributes.version]?.N);
  if (!Number.isSafeInteger(version) || version < 1) throw new Error("its version is not a whole number from 1 up");
  const bytes = item[standingAttributes.bytes]?.B;
  if (bytes === undefined) throw new Error("it has no binary attribute with the standing");
  const openCase = item[standingAttributes.openCase];
  if (openCase === undefined) return { version, bytes, openCase: undefined };
  if (openCase.S === undefined) throw new Error("its open case is not text");
  return { version, bytes, openCase: readCaseText(openCase.S, "its open case") };
}
