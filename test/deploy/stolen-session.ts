import type { KeyHolder } from "./cloudtrail-record.ts";
import type { Proofs } from "./proofs.ts";
import { assumeRole, createTestRole, type RoleSession, type TestRole, tryToWork } from "./role-session.ts";
import { learnedHistory, theft } from "./scenario.ts";
import { waitUntil } from "./wait-until.ts";
import type { DeployedWarden } from "./warden.ts";

const nights = 14;

/** The credentials of one session of a learned role are stolen: the warden alone finds it and denies that session. */
export async function proveStolenSession(warden: DeployedWarden, proofs: Proofs): Promise<void> {
  const { cloudTrail, ministack, state } = warden;
  const role = await createTestRole(warden, "nightly-export");
  const past = (startMs: number): KeyHolder => {
    const night = new Date(startMs).toISOString().slice(0, 10);
    return heldBy(warden, role, runName(startMs), `ASIA${night.replaceAll(/[-01]/g, "A").padEnd(16, "X")}`, startMs);
  };
  const history = learnedHistory(past, ministack.region, Date.now(), nights);
  await cloudTrail.send(history);
  const newestMs = Math.max(...history.map((record) => Date.parse(String(record["eventTime"]))));
  await waitUntil(`what ${role.name} does to be learned`, { timeoutMs: 60_000, everyMs: 100 }, async () =>
    ((await state.standing(role.arn))?.lastSeenMs ?? 0) >= newestMs ? true : undefined,
  );

  const sentMs = Date.now();
  const stolen = await assumeRole(warden, role, runName(sentMs));
  const sibling = await assumeRole(warden, role, runName(sentMs + 1_000));
  await cloudTrail.send(theft(holderOf(warden, role, stolen, sentMs), ministack.region, sentMs));
  const refusedMs = await waitUntil("the session to be refused", { timeoutMs: 30_000, everyMs: 50 }, async () =>
    (await tryToWork(warden, stolen.credentials)) === "AccessDenied" ? Date.now() : undefined,
  );
  const other = await tryToWork(warden, sibling.credentials);
  proofs.check(
    "a stolen session of a role is refused, and the role's other session works on",
    other === "ok",
    `${refusedMs - sentMs} ms after its first odd call; the other ${other}`,
  );
  const contained = await waitUntil("the playbook to end", { timeoutMs: 120_000, everyMs: 500 }, async () =>
    (await state.containments(role.arn)).find(({ releaseAt }) => releaseAt !== ""),
  );
  proofs.check(
    "it was deny-role-session, which held for a minute and ends by itself",
    contained.outcome === "contained" && contained.proof === "PROVEN",
    `${String(contained.request["playbook"])}, ${contained.proof}, until ${contained.releaseAt}: ${String(contained.request["reason"])}`,
  );
}

/** With the number of its run: a name that no other session has, so that it can be denied alone. */
const runName = (startMs: number) => `export-${Math.floor(startMs / 1_000)}`;

const holderOf = (warden: DeployedWarden, role: TestRole, session: RoleSession, startedMs: number) =>
  heldBy(
    warden,
    role,
    session.principalId.slice(session.principalId.indexOf(":") + 1),
    session.credentials.accessKeyId,
    startedMs,
  );

function heldBy(
  { ministack }: DeployedWarden,
  role: TestRole,
  name: string,
  accessKeyId: string,
  startedMs: number,
): KeyHolder {
  const { accountId } = ministack;
  return { accountId, userName: role.name, principalId: role.id, accessKeyId, session: { name, startedMs } };
}
