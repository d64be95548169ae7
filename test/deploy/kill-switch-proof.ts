import { PutItemCommand } from "@aws-sdk/client-dynamodb";
import { killSwitchPk, sortKeys, table } from "../../lib/contract/table.ts";
import { finishedContainments } from "./containment-proof.ts";
import { type KeyUser, keyStatus } from "./key-user.ts";
import type { Proofs } from "./proofs.ts";
import { theft } from "./scenario.ts";
import type { DeployedWarden } from "./warden.ts";

/** With the kill switch engaged the same theft is seen, decided and told, but the key stays as it is. */
export async function proveKillSwitch(warden: DeployedWarden, stolen: KeyUser, proofs: Proofs): Promise<void> {
  const { clients, cloudTrail, ministack, tableName } = warden;
  const Item = {
    [table.partitionKey]: { S: killSwitchPk },
    [table.sortKey]: { S: sortKeys.setting },
    engaged: { BOOL: true },
  };
  await clients.dynamodb.send(new PutItemCommand({ TableName: tableName, Item }));
  await cloudTrail.send(theft(stolen, ministack.region, Date.now()));
  const containments = await finishedContainments(warden, stolen, 20_000);
  const status = await keyStatus(clients.iam, stolen.userName, stolen.accessKeyId);
  proofs.check(
    "with the kill switch engaged the playbook refuses, and the key stays Active",
    containments.length > 0 &&
      containments.every(({ outcome }) => outcome === "refused-kill-switch") &&
      status === "Active",
    `${containments.map(({ outcome, detail }) => `${outcome} (${detail})`).join(", ") || "no playbook ran"}, key ${status}`,
  );
}
