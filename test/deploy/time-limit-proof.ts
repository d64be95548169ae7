import { whenInPlace } from "./by-hand.ts";
import { endOf, endOfRelease, requestFor, startPlaybook } from "./playbook-runs.ts";
import type { Proofs } from "./proofs.ts";
import { assumeRole, createTestRole, tryToWork } from "./role-session.ts";
import { pause } from "./wait-until.ts";
import type { DeployedWarden } from "./warden.ts";

/** A session's denial that is limited to a minute, the shortest time there is, ends by itself. */
export async function proveTimeLimit(warden: DeployedWarden, proofs: Proofs): Promise<void> {
  const role = await createTestRole(warden, "page-renderer");
  const session = await assumeRole(warden, role, "preview");
  const { principalId, credentials } = session;
  const { accountId } = warden.ministack;
  const target = { playbook: "deny-role-session", accountId, roleName: role.name, principalId } as const;
  const id = "containment-for-a-minute";
  await startPlaybook(warden, requestFor(id, role.arn, target, { releaseAfterSeconds: 60 }));
  await whenInPlace(warden, id);
  const during = await tryToWork(warden, credentials);
  const denied = await endOf(warden, "deny-role-session", id);
  const limitMs = Date.parse(denied.releaseAt);
  await pause(limitMs - Date.now());
  const released = await endOfRelease(warden, "deny-role-session", id);
  const after = await tryToWork(warden, credentials);
  proofs.check(
    "a denial for a minute refuses the session, and is taken back by itself when its time is over",
    during === "AccessDenied" && released.outcome === "released" && released.releasedBy === "expiry" && after === "ok",
    `${during}, then ${released.outcome} by ${released.releasedBy}, then ${after}`,
  );
}
