import type { ContainmentRequest } from "../../../lib/domain/response/containment.ts";
import { actOf } from "../injected-failures.ts";
import { endOf, runRelease, startPlaybook } from "../playbook-runs.ts";
import type { Proofs } from "../proofs.ts";
import type { DeployedWarden } from "../warden.ts";
import type { ContainmentView } from "../warden-state.ts";
import type { HandProof, Subject } from "./hand-proof.ts";

/** A release whose call fails leaves the containment as it stands, and says so. */
export async function failToRelease(
  warden: DeployedWarden,
  { playbook }: HandProof,
  { id, restore, look }: { readonly id: string; readonly restore: string; readonly look: Subject["look"] },
  proofs: Proofs,
): Promise<void> {
  const shown = await look();
  const kept = await runRelease(warden, playbook, id, `release-${id}-fails`, restore);
  proofs.check(
    `where ${restore} of its release fails, it stands as it was`,
    kept.state === "contained" && kept.drift === "" && (await look()) === shown,
    kept.detail.slice(0, 160),
  );
}

/** The same request once more, as the warden's own: the act fails, which is said, and nothing is changed. */
export async function failToAct(
  warden: DeployedWarden,
  { playbook }: HandProof,
  { request, look }: { readonly request: ContainmentView["request"]; readonly look: Subject["look"] },
  proofs: Proofs,
): Promise<void> {
  const { approval: _, ...wanted } = request as unknown as ContainmentRequest;
  const containmentId = `containment-${playbook}-fails`;
  const shown = await look();
  const act = actOf(playbook);
  await startPlaybook(warden, { ...wanted, containmentId }, act);
  const failed = await endOf(warden, playbook, containmentId);
  proofs.check(
    `where ${act} fails, nothing is changed`,
    failed.outcome === "failed" && failed.state === "failed" && (await look()) === shown,
    `${failed.outcome}: ${failed.detail.slice(0, 160)}`,
  );
}
