import type { AlertInbox } from "./alert-inbox.ts";
import type { AwsClients } from "./aws-clients.ts";
import type { CloudTrailSender } from "./cloudtrail-sender.ts";
import type { MiniStack } from "./ministack.ts";
import type { WardenState } from "./warden-state.ts";

/** The deployed warden, and everything that the scenarios need around it. */
export interface DeployedWarden {
  readonly ministack: MiniStack;
  readonly tableName: string;
  readonly clients: AwsClients;
  readonly cloudTrail: CloudTrailSender;
  readonly state: WardenState;
  readonly inbox: AlertInbox;
  /** How long a batch of the ingestion queue is collected, as deployed. */
  readonly batchingWindowSeconds: number;
}
