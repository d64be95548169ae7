import { containByHand, say, whenAsked, whenInPlace } from "./by-hand.ts";
import { userArn } from "./cloudtrail-record.ts";
import { createKeyUser, keyStatus } from "./key-user.ts";
import type { People } from "./people.ts";
import { endOf, endOfRelease, requestFor, startPlaybook } from "./playbook-runs.ts";
import { principalState } from "./principal-state.ts";
import type { Proofs } from "./proofs.ts";
import { assumeRole, createTestRole, tryToWork } from "./role-session.ts";
import type { DeployedWarden } from "./warden.ts";

/** quarantine-role asks two people, through the approver function; then it is released. */
export async function proveApproval(warden: DeployedWarden, people: People, proofs: Proofs): Promise<void> {
  const { iam } = warden.clients;
  const role = await createTestRole(warden, "batch-runner");
  const session = await assumeRole(warden, role, "night");
  const before = await principalState(iam, "role", role.name);
  const words = [role.arn, "--playbook", "quarantine-role"];
  const id = await containByHand(people.olivia, [...words, "--why", "it mines coins"]);
  await whenAsked(warden, id);
  const own = await say(people.olivia, "approve", id);
  const first = await say(people.ann, "approve", id);
  const again = await say(people.ann, "approve", id);
  const between = await tryToWork(warden, session.credentials);
  const second = await say(people.ben, "approve", id);
  proofs.check("who started it does not approve it", own.code === 2, own.said);
  proofs.check(
    "one person's yes, given twice, is not enough for a whole role",
    first.code === 0 && between === "ok" && (await warden.state.question(id)) !== undefined,
    `${first.said} | again: ${again.said}`,
  );
  proofs.check("a second person's yes is", second.code === 0, second.said);
  await whenInPlace(warden, id);
  const refused = await tryToWork(warden, session.credentials);
  proofs.check("the role's session is refused", refused === "AccessDenied", refused);
  const contained = await endOf(warden, "quarantine-role", id);
  proofs.check(
    "quarantine-role held for a minute, and the policy simulator says: denied",
    contained.outcome === "contained" && contained.proof === "PROVEN",
    `${contained.outcome}, ${contained.proof}: ${contained.detail}`,
  );
  await say(people.olivia, "release", id, "--why", "it was a new job");
  const released = await endOfRelease(warden, "quarantine-role", id);
  const works = await tryToWork(warden, session.credentials);
  proofs.check(
    "released, the session works again, and the role is to the letter what it was",
    released.outcome === "released" && works === "ok" && (await principalState(iam, "role", role.name)) === before,
    `${released.outcome}, session ${works}`,
  );
}

/** quarantine-user, which somebody denies. */
export async function proveDenial(warden: DeployedWarden, people: People, proofs: Proofs): Promise<void> {
  const { clients, ministack } = warden;
  const user = await createKeyUser(clients.iam, ministack.accountId, "invoice-sender", ["ses:SendEmail"]);
  const before = await principalState(clients.iam, "user", user.userName);
  const words = [userArn(user.accountId, user.userName), "--playbook", "quarantine-user"];
  const id = await containByHand(people.olivia, [...words, "--why", "odd mails"]);
  await whenAsked(warden, id);
  const no = await say(people.ben, "deny", id, "--why", "it is the new campaign");
  const denied = await endOf(warden, "quarantine-user", id);
  proofs.check(
    "a denial ends quarantine-user, with who and why, and nothing is changed",
    denied.outcome === "refused-denied" &&
      denied.detail.includes("the new campaign") &&
      denied.detail.includes(people.ben.arn) &&
      (await principalState(clients.iam, "user", user.userName)) === before,
    `${denied.outcome}: ${denied.detail} (${no.said})`,
  );
}

/** A question about a key that nobody answers; a minute is the shortest that a playbook waits. */
export async function proveExpiry(warden: DeployedWarden, people: People, proofs: Proofs): Promise<void> {
  const { clients, ministack, state } = warden;
  const user = await createKeyUser(clients.iam, ministack.accountId, "log-shipper", ["logs:PutLogEvents"]);
  const { accountId, userName, accessKeyId } = user;
  const target = { playbook: "disable-access-key", accountId, userName, accessKeyId } as const;
  const id = "containment-nobody-answers";
  const approval = { people: 1, seconds: 60, onExpiry: "leave" } as const;
  await startPlaybook(warden, requestFor(id, userArn(accountId, userName), target, { approval }));
  const expired = await endOf(warden, "disable-access-key", id);
  const late = await say(people.ann, "approve", id);
  const status = await keyStatus(clients.iam, userName, accessKeyId);
  proofs.check(
    "a question that nobody answers for 60 s expires, and nothing is changed",
    expired.outcome === "refused-expired" && (await state.question(id)) === "expired" && status === "Active",
    `${expired.outcome}: ${expired.detail} key ${status}`,
  );
  proofs.check("an answer after that does not count", late.code === 2, late.said);
}
