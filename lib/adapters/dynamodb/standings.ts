import type { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { StandingStore } from "../../app/ports.ts";
import { sortKeys, table } from "../../contract/table.ts";
import { batchGet } from "./batch-get.ts";
import { putIfUnchanged, writeEach } from "./conditional-writes.ts";
import { scanItems } from "./scan-items.ts";
import { readStandingItem, standingAttributes, standingItem, standingKey } from "./standing-item.ts";

const readAttributes = [
  table.partitionKey,
  standingAttributes.version,
  standingAttributes.bytes,
  standingAttributes.openCase,
];

export interface DynamoStandingsParts {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** Waits between two tries; given by tests. */
  readonly pause?: (milliseconds: number) => Promise<unknown>;
}

/** Standings in the warden's table: one item an identity, read in batches, written once each under its version. */
export function dynamoStandings(parts: DynamoStandingsParts): StandingStore {
  const { client, tableName } = parts;

  return {
    async load(identityKeys) {
      const distinct = [...new Set(identityKeys)];
      const items = await batchGet({ ...parts, attributes: readAttributes }, distinct.map(standingKey));
      return new Map(items.map(readStandingItem).map((standing) => [standing.identityKey, standing]));
    },

    async save(writes) {
      return writeEach(writes, {
        keyOf: ({ identityKey }) => identityKey,
        write: (standing) => putIfUnchanged(parts, standingItem(standing), standing.expectedVersion),
        named: { many: "standings", tableName },
      });
    },

    async *all() {
      const items = scanItems({ client, tableName, sortKey: sortKeys.standing, attributes: readAttributes });
      for await (const item of items) yield readStandingItem(item);
    },
  };
}
