import type { AttributeValue } from "@aws-sdk/client-dynamodb";
import type { StandingWrite, StoredStanding } from "../../app/ports.ts";
import { identityPk, openKinds, sortKeys, table } from "../../contract/table.ts";
import { caseText, readCaseText } from "./case-text.ts";

export type Item = Record<string, AttributeValue>;

/**
 * Attributes of a standing. The names are short because they are billed with every write:
 * an item up to 1,024 bytes, names and keys included, costs one write unit.
 */
export const standingAttributes = {
  version: "version",
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

/** Reads a stored item. One that this store did not write, or that was damaged, is an error that names its key. */
export function readStandingItem(item: Item): StoredStanding {
  const pk = item[table.partitionKey]?.S ?? "";
  if (!pk.startsWith(pkPrefix)) throw damaged(pk, `its key does not begin with ${pkPrefix}`);
  const version = Number(item[standingAttributes.version]?.N);
  if (!Number.isSafeInteger(version) || version < 1) throw damaged(pk, "its version is not a whole number from 1 up");
  const bytes = item[standingAttributes.bytes]?.B;
  if (bytes === undefined) throw damaged(pk, "it has no binary attribute with the standing");
  const openCase = item[standingAttributes.openCase];
  if (openCase !== undefined && openCase.S === undefined) throw damaged(pk, "its open case is not text");
  return {
    identityKey: pk.slice(pkPrefix.length),
    version,
    bytes,
    openCase: openCase?.S === undefined ? undefined : readCaseText(openCase.S, `The open case stored under ${pk}`),
  };
}

function damaged(pk: string, why: string): Error {
  return new Error(`The standing stored under "${pk}" cannot be read: ${why}. Repair or delete the item.`);
}

/** True where a stored item is, attribute for attribute, the one that was to be written. */
export function isSameItem(stored: Item, wanted: Item): boolean {
  const names = Object.keys(wanted);
  return (
    Object.keys(stored).length === names.length &&
    names.every((name) => isSameValue(stored[name], wanted[name] as never))
  );
}

function isSameValue(stored: AttributeValue | undefined, wanted: AttributeValue): boolean {
  if (wanted.B !== undefined) return stored?.B !== undefined && Buffer.compare(stored.B, wanted.B) === 0;
  return stored !== undefined && stored.S === wanted.S && stored.N === wanted.N;
}
