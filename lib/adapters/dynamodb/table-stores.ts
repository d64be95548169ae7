import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { ContainmentStore, StandingStore } from "../../app/ports.ts";
import type { OpenCases, RulingStore } from "../../app/rulings.ts";
import { dynamoContainments } from "./containments.ts";
import { dynamoOpenCases } from "./open-cases.ts";
import { dynamoRulings } from "./rulings.ts";
import { dynamoStandings } from "./standings.ts";

export interface TableStores {
  readonly standings: StandingStore;
  readonly openCases: OpenCases;
  readonly containments: ContainmentStore;
  readonly rulings: RulingStore;
}

/** Everything that people work with in a warden's table. */
export const storesIn = (parts: { readonly client: DynamoDBClient; readonly tableName: string }): TableStores => ({
  standings: dynamoStandings(parts),
  openCases: dynamoOpenCases(parts),
  containments: dynamoContainments(parts),
  rulings: dynamoRulings(parts),
});

/** The same for a deployed table, with the region and the credentials that the AWS SDK finds by itself. */
export function connectTable(tableName: string): TableStores & { close(): Promise<void> } {
  const client = new DynamoDBClient({});
  return { ...storesIn({ client, tableName }), close: async () => client.destroy() };
}
