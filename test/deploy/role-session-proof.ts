import { containWithYes, say, whenInPlace } from "./by-hand.ts";
import type { People } from "./people.ts";
import { endOf, endOfRelease } from "./playbook-runs.ts";
import { principalState } from "./principal-state.ts";
import type { Proofs } from "./proofs.ts";
import { assumeRole, createTestRole, tryToWork } from "./role-session.ts";
import type { DeployedWarden } from "./warden.ts";

/** deny-role-session, by hand: the session is refused by IAM itself, its sibling is not; then it is released. */
export async function proveRoleSession(warden: DeployedWarden, people: People, proofs: Proofs): Promise<void> {
  const { iam } = warden.clients;
  const role = await createTestRole(warden, "ci-deployer");
  const [stolen, sibling] = [await assumeRole(warden, role, "build-41"), await assumeRole(warden, role, "build-42")];
  const before = await principalState(iam, "role", role.name);
  const words = [stolen.principalId, "--of", role.arn, "--why", "build-41 is stolen"];
  const id = await containWithYes(warden, people, words);
  await whenInPlace(warden, id);
  const works = async () => [await tryToWork(warden, stolen.credentials), await tryToWork(warden, sibling.credentials)];
  const during = await works();
  proofs.check(
    "the session is refused, and the role's other session works on",
    during[0] === "AccessDenied" && during[1] === "ok",
    `build-41 ${during[0]}, build-42 ${during[1]}`,
  );
  const contained = await endOf(warden, "deny-role-session", id);
  proofs.check(
    "deny-role-session held for a minute, and the policy simulator says: denied",
    contained.outcome === "contained" && contained.proof === "PROVEN",
    `${contained.outcome}, ${contained.proof}: ${contained.detail}`,
  );
  const { said } = await say(people.olivia, "release", id, "--why", "build-41 was rebuilt");
  const released = await endOfRelease(warden, "deny-role-session", id);
  const after = await works();
  proofs.check(
    "released, the session works again, and the role is to the letter what it was",
    released.outcome === "released" && after[0] === "ok" && (await principalState(iam, "role", role.name)) === before,
    `${released.outcome} by ${released.releasedBy}, build-41 ${after[0]} (${said})`,
  );
}
