import { proveContainment } from "./containment-proof.ts";
import { type KeyUser, keyStatus } from "./key-user.ts";
import type { Theft } from "./latency-run.ts";
import type { Proofs } from "./proofs.ts";
import type { DeployedWarden } from "./warden.ts";

/** The learned key showed up somewhere else with another tool: events on the bus, as CloudTrail puts them there. */
export async function proveStolenKey(
  warden: DeployedWarden,
  { user, sentMs, inactiveMs }: Theft,
  untouched: KeyUser,
  proofs: Proofs,
): Promise<void> {
  proofs.check(
    "the stolen key is Inactive in IAM",
    inactiveMs !== undefined,
    inactiveMs === undefined ? "still Active after 30 s" : `${inactiveMs - sentMs} ms after its first odd call`,
  );
  await proveContainment(warden, user, { oddMs: sentMs, isCutOff: inactiveMs !== undefined }, proofs);
  const status = await keyStatus(warden.clients.iam, untouched.userName, untouched.accessKeyId);
  proofs.check("another user's key is left alone", status === "Active", `${untouched.userName}: ${status}`);
}
