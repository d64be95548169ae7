import {
  type AttributeValue,
  ConditionalCheckFailedException,
  type DynamoDBClient,
  PutItemCommand,
} from "@aws-sdk/client-dynamodb";
import { requireDistinct } from "../../app/require-distinct.ts";
import { table } from "../../contract/table.ts";
import { causeOf, failuresOf, settleInParallel } from "./in-parallel.ts";

export type Item = Record<string, AttributeValue>;

/**
 * Number: counts an item's writes from 1. It stands under this name in every item that is written under its version.
 */
export const versionAttribute = "version";

/** Keeps a Lambda's sockets (50 by default) free for other calls, and a hot table from a burst. */
const writesAtOnce = 16;

/** Version 0 means that nothing was stored: an item that is gone meanwhile is a conflict, not an old one reborn. */
export function unchangedSince(version: number) {
  if (version === 0) {
    return {
      ConditionExpression: "attribute_not_exists(#pk)",
      ExpressionAttributeNames: { "#pk": table.partitionKey },
    };
  }
  return {
    ConditionExpression: "#version = :expected",
    ExpressionAttributeNames: { "#version": versionAttribute },
    ExpressionAttributeValues: { ":expected": { N: String(version) } },
  };
}

/**
 * Writes an item in place of the one with the expected version; false, and nothing written, where another came first.
 */
export async function putIfUnchanged(
  { client, tableName }: { readonly client: DynamoDBClient; readonly tableName: string },
  item: Item,
  expectedVersion: number,
): Promise<boolean> {
  try {
    await client.send(
      new PutItemCommand({
        TableName: tableName,
        Item: item,
        ...unchangedSince(expectedVersion),
        ReturnValuesOnConditionCheckFailure: "ALL_OLD",
      }),
    );
    return true;
  } catch (error) {
    if (!(error instanceof ConditionalCheckFailedException)) throw error;
    // Where the answer to our own write was lost, the SDK sends it again and meets itself. That is no conflict:
    // reported as one, a batch would find all its events already learned, and its alert would never be sent.
    return error.Item !== undefined && isSameItem(error.Item, item);
  }
}

/**
 * Gives each write to `write` and returns the keys of those for which it answered false. Throws where a key is written
 * twice, before anything is written, and where writes failed, after all others were tried; `named` is what they are.
 */
export async function writeEach<Write>(
  writes: readonly Write[],
  {
    keyOf,
    write,
    named,
  }: {
    readonly keyOf: (one: Write) => string;
    readonly write: (one: Write) => Promise<boolean>;
    readonly named: { readonly many: string; readonly tableName: string };
  },
): Promise<readonly string[]> {
  requireDistinct(writes.map(keyOf));
  const outcomes = await settleInParallel(writes, writesAtOnce, write);
  const failures = failuresOf(outcomes);
  if (failures.length > 0) {
    const [first] = failures;
    throw new Error(
      `${failures.length} of ${writes.length} ${named.many} could not be written to table ${named.tableName}: ` +
        `${first instanceof Error ? `${first.name}: ${first.message}` : String(first)}`,
      { cause: causeOf(failures) },
    );
  }
  return writes.flatMap((one, at) => {
    const outcome = outcomes[at];
    return outcome?.status === "fulfilled" && !outcome.value ? [keyOf(one)] : [];
  });
}

/** True where a stored item is, attribute for attribute, the one that was to be written. */
function isSameItem(stored: Item, wanted: Item): boolean {
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
