import { TagRoleCommand } from "@aws-sdk/client-iam";
import { names } from "../../lib/contract/names.ts";
import { containByHand } from "./by-hand.ts";
import type { People } from "./people.ts";
import { endOf } from "./playbook-runs.ts";
import { principalState } from "./principal-state.ts";
import type { Proofs } from "./proofs.ts";
import { createTestRole } from "./role-session.ts";
import type { DeployedWarden } from "./warden.ts";

/** The roles that playbooks take are denied everything on what is tagged as protected, and IAM itself refuses them. */
export async function proveProtected(warden: DeployedWarden, people: People, proofs: Proofs): Promise<void> {
  const { iam } = warden.clients;
  const role = await createTestRole(warden, "payments");
  await iam.send(new TagRoleCommand({ RoleName: role.name, Tags: [{ Key: names.protectedTag, Value: "true" }] }));
  const before = await principalState(iam, "role", role.name);
  const words = [role.arn, "--playbook", "revoke-role-sessions"];
  const id = await containByHand(people.olivia, [...words, "--why", "a test"]);
  const refused = await endOf(warden, "revoke-role-sessions", id);
  proofs.check(
    "a role with the warden's tag for protected ones is not touched",
    refused.outcome === "refused-protected" && (await principalState(iam, "role", role.name)) === before,
    `${refused.outcome}: ${refused.detail.slice(0, 300)}`,
  );
}
