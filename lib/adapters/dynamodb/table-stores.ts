import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import type { ApprovalReader } from "../../app/approvals.ts";
import type { InventoryStore } from "../../app/inventories.ts";
import type { KillSwitch } from "../../app/kill-switch.ts";
import type { ContainmentStore, StandingStore } from "../../app/ports.ts";
import type { OpenCases, RulingStore } from "../../app/rulings.ts";
import type { SettingsStore } from "../../app/settings-store.ts";
import type { UnruledCases } from "../../app/unruled-cases.ts";
import { dynamoApprovalReader } from "./approvals.ts";
import { dynamoContainments } from "./containments.ts";
import { dynamoInventories } from "./inventories.ts";
import { dynamoKillSwitch } from "./kill-switch.ts";
import { dynamoOpenCases } from "./open-cases.ts";
import { dynamoRulings } from "./rulings.ts";
import { dynamoSettings } from "./settings.ts";
import { dynamoStandings } from "./standings.ts";
import { dynamoUnruledCases } from "./unruled-cases.ts";

export interface TableStores {
  readonly standings: StandingStore;
  readonly openCases: OpenCases;
  readonly containments: ContainmentStore;
  readonly rulings: RulingStore;
  readonly settings: SettingsStore;
  readonly unruledCases: UnruledCases;
  readonly approvals: ApprovalReader;
  readonly killSwitch: KillSwitch;
  readonly inventories: InventoryStore;
}

/** Everything that people work with in a warden's table. */
export const storesIn = (parts: {
  readonly client: DynamoDBClient;
  readonly tableName: string;
  /** The time to note beside what is set; given by simulated time. */
  readonly nowMs?: () => number;
}): TableStores => ({
  standings: dynamoStandings(parts),
  openCases: dynamoOpenCases(parts),
  containments: dynamoContainments(parts),
  rulings: dynamoRulings(parts),
  settings: dynamoSettings(parts),
  unruledCases: dynamoUnruledCases(parts),
  approvals: dynamoApprovalReader(parts),
  killSwitch: dynamoKillSwitch(parts),
  inventories: dynamoInventories(parts),
});

/** The same for a deployed table, with the region and the credentials that the AWS SDK finds by itself. */
export function connectTable(tableName: string): TableStores & { close(): Promise<void> } {
  const client = new DynamoDBClient({});
  return { ...storesIn({ client, tableName }), close: async () => client.destroy() };
}
