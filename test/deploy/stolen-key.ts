import { proveContainment, whenInactive } from "./containment-proof.ts";
import { type KeyUser, keyStatus } from "./key-user.ts";
import type { Proofs } from "./proofs.ts";
import { theft } from "./scenario.ts";
import type { DeployedWarden } from "./warden.ts";

/** The learned key shows up somewhere else with another tool: events on the bus, as CloudTrail puts them there. */
export async function proveStolenKey(
  warden: DeployedWarden,
  stolen: KeyUser,
  untouched: KeyUser,
  proofs: Proofs,
): Promise<void> {
  const oddMs = Date.now();
  await warden.cloudTrail.send(theft(stolen, warden.ministack.region, oddMs));
  const inactiveMs = await whenInactive(warden, stolen, 20_000);
  proofs.check(
    "the stolen key is Inactive in IAM",
    inactiveMs !== undefined,
    inactiveMs === undefined ? "still Active after 20 s" : `${inactiveMs - oddMs} ms after its first odd call`,
  );
  await proveContainment(warden, stolen, { oddMs, isCutOff: inactiveMs !== undefined }, proofs);
  const status = await keyStatus(warden.clients.iam, untouched.userName, untouched.accessKeyId);
  proofs.check("another user's key is left alone", status === "Active", `${untouched.userName}: ${status}`);
}
