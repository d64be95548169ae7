import { printable } from "../event/printable.ts";
import { hashRecord } from "../event/record-hash.ts";
import type { Identity } from "./identity.ts";
import type { KindEvidence } from "./kind-evidence.ts";

/** Distinct keys kept before the memo starts afresh; a flood of principals only costs speed. */
const maxMemoised = 20_000;
const maxKeyLength = 512;
const maxNameLength = 128;

let memo = new Map<string, Map<KindEvidence, Identity>>();

/**
 * The identity of `key` as this evidence shows it. The same two arguments give the same object, until the memo is full.
 * `accountId` and `name` must follow from the key.
 */
export function identityOf(key: string, found: KindEvidence, accountId: string, name: string): Identity {
  const variants = memo.get(key);
  const known = variants?.get(found);
  if (known !== undefined) return known;
  const identity: Identity = Object.freeze({
    key: boundedKey(key),
    kind: found.kind,
    accountId: accountId.slice(0, 64),
    name: printable(name, maxNameLength),
    reason: found.reason,
  });
  remember(key, variants, found, identity);
  return identity;
}

/** As `identityOf`, without the account and name, which are read from the ARN. */
export function identityOfArn(arn: string, found: KindEvidence): Identity {
  const known = memo.get(arn)?.get(found);
  if (known !== undefined) return known;
  const account = arn.split(":", 5)[4] ?? "";
  return identityOf(arn, found, account, arn.slice(Math.max(arn.lastIndexOf("/"), arn.lastIndexOf(":")) + 1));
}

function remember(
  key: string,
  variants: Map<KindEvidence, Identity> | undefined,
  found: KindEvidence,
  identity: Identity,
): void {
  if (key.length > maxKeyLength) return;
  if (variants !== undefined) {
    variants.set(found, identity);
    return;
  }
  if (memo.size >= maxMemoised) memo = new Map();
  memo.set(key, new Map([[found, identity]]));
}

/** A key that fits a table's; a longer one keeps its beginning and gets a hash of the whole. */
function boundedKey(key: string): string {
  return key.length <= maxKeyLength ? key : `${key.slice(0, maxKeyLength - 17)}#${hashRecord(key)}`;
}
