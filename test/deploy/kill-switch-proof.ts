import { finishedContainments } from "./containment-proof.ts";
import { type KeyUser, keyStatus } from "./key-user.ts";
import type { People } from "./people.ts";
import type { Proofs } from "./proofs.ts";
import { theft } from "./scenario.ts";
import type { DeployedWarden } from "./warden.ts";

/** With the kill switch engaged the same theft is seen, decided and told, but the key stays as it is. */
export async function proveKillSwitch(
  warden: DeployedWarden,
  people: People,
  stolen: KeyUser,
  proofs: Proofs,
): Promise<void> {
  const { clients, cloudTrail, ministack } = warden;
  const on = await people.olivia.nhi("kill-switch", "on", "--why", "the deployment test");
  proofs.check("a person engages the kill switch", on.code === 0, on.output.trim().replaceAll("\n", " "));
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
  const off = await people.olivia.nhi("kill-switch", "off", "--why", "the deployment test has ended");
  proofs.check("and releases it", off.code === 0, off.output.trim().replaceAll("\n", " "));
}
