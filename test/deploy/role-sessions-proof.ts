import { DeleteRolePolicyCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { names } from "../../lib/contract/names.ts";
import { containWithYes, say, whenInPlace } from "./by-hand.ts";
import type { People } from "./people.ts";
import { endOf, endOfRelease } from "./playbook-runs.ts";
import { principalState } from "./principal-state.ts";
import type { Proofs } from "./proofs.ts";
import { assumeRole, createTestRole, tryToWork } from "./role-session.ts";
import type { DeployedWarden } from "./warden.ts";

/**
 * revoke-role-sessions: older sessions are refused, a new one works; and a release that finds something else refuses.
 */
export async function proveRoleSessions(warden: DeployedWarden, people: People, proofs: Proofs): Promise<void> {
  const { iam } = warden.clients;
  const role = await createTestRole(warden, "report-builder");
  const older = await assumeRole(warden, role, "monday");
  const words = [role.arn, "--playbook", "revoke-role-sessions"];
  const id = await containWithYes(warden, people, [...words, "--why", "its sessions leaked"]);
  await whenInPlace(warden, id);
  const refused = await tryToWork(warden, older.credentials);
  const contained = await endOf(warden, "revoke-role-sessions", id);
  const newer = await assumeRole(warden, role, "tuesday");
  const works = await tryToWork(warden, newer.credentials);
  proofs.check(
    "the older session is refused, one that begins after the cut-off works",
    refused === "AccessDenied" && works === "ok",
    `monday ${refused}, tuesday ${works}`,
  );
  proofs.check(
    "revoke-role-sessions held for a minute, and the policy simulator says: denied",
    contained.outcome === "contained" && contained.proof === "PROVEN",
    `${contained.outcome}, ${contained.proof}: ${contained.detail}`,
  );

  const PolicyDocument = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Deny", Action: "s3:*", Resource: "*" }],
  });
  const ours = { RoleName: role.name, PolicyName: names.revokePolicy };
  await iam.send(new PutRolePolicyCommand({ ...ours, PolicyDocument }));
  const drifted = await principalState(iam, "role", role.name);
  const { said } = await say(people.olivia, "release", id, "--why", "all are rebuilt");
  const kept = await endOfRelease(warden, "revoke-role-sessions", id);
  proofs.check(
    "a release refuses where somebody changed the policy meanwhile, says so, and changes nothing",
    kept.outcome === "release-refused-drift" &&
      kept.state === "contained" &&
      (await principalState(iam, "role", role.name)) === drifted,
    `${kept.outcome}: ${kept.drift} (${said})`,
  );
  await iam.send(new DeleteRolePolicyCommand(ours));
}
