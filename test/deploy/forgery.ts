import { userArn } from "./cloudtrail-record.ts";
import { type KeyUser, keyStatus } from "./key-user.ts";
import type { Proofs } from "./proofs.ts";
import { theft } from "./scenario.ts";
import { pause } from "./wait-until.ts";
import type { DeployedWarden } from "./warden.ts";

/** Longer than any path through the emulator takes. */
const longEnoughMs = 2_000;

/**
 * Whoever may put events on the bus could accuse any key, and have the warden disable it. Only AWS's services can use
 * a source that begins with `aws.`, so a theft with another source has to change nothing.
 */
export async function proveForgeryIgnored(warden: DeployedWarden, accused: KeyUser, proofs: Proofs): Promise<void> {
  const identityKey = userArn(accused.accountId, accused.userName);
  const before = await warden.state.standing(identityKey);
  await warden.cloudTrail.forge(theft(accused, warden.ministack.region, Date.now()));
  await pause(longEnoughMs);
  const after = await warden.state.standing(identityKey);
  const status = await keyStatus(warden.clients.iam, accused.userName, accused.accessKeyId);
  proofs.check(
    "forged events, whose source is not AWS's, change nothing",
    before !== undefined && after?.version === before.version && status === "Active",
    `standing version ${before?.version} -> ${after?.version}, key ${status}`,
  );
}
