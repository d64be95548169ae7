import type { ContainmentTarget, PlaybookName } from "../../lib/domain/response/decision.ts";
import { userArn } from "./cloudtrail-record.ts";
import { actOf, mutatingStates } from "./injected-failures.ts";
import { createKeyUser } from "./key-user.ts";
import { endOf, requestFor, runRelease, startPlaybook } from "./playbook-runs.ts";
import { principalState } from "./principal-state.ts";
import type { Proofs } from "./proofs.ts";
import { assumeRole, createTestRole } from "./role-session.ts";
import type { DeployedWarden } from "./warden.ts";

interface Subject {
  readonly identityKey: string;
  readonly target: ContainmentTarget;
  /** What IAM shows of it now. */
  readonly state: () => Promise<string>;
}

/** The state of a release that takes the change back where nothing stood before it. */
const restores = {
  "disable-access-key": "EnableKey",
  "revoke-user-sessions": "DetachPolicy",
  "quarantine-user": "DetachPolicy",
  "deny-role-session": "DeletePolicy",
  "revoke-role-sessions": "DeletePolicy",
  "quarantine-role": "DetachPolicy",
} as const satisfies Partial<Record<PlaybookName, string>>;
type Injected = keyof typeof restores;
export const injected = Object.keys(restores) as Injected[];

/**
 * Lets IAM fail in the states that change something, one at a time, in the playbooks that the warden starts and in
 * their releases. What was not done is said, and no identity is left between two states.
 */
export async function proveFailures(warden: DeployedWarden, proofs: Proofs): Promise<void> {
  await Promise.all(injected.flatMap((name) => [failToAct(warden, name, proofs), failToMark(warden, name, proofs)]));
  const left = [...new Set(injected.flatMap((name) => notInjected(name)))];
  proofs.say(
    `not in the emulator: failures of ${left.join(", ")} (covered by test/infra/playbooks/release-of-several.test.ts)`,
  );
}

/** The act fails, then a whole containment, then its release fails to restore, then to take the tags off. */
async function failToAct(warden: DeployedWarden, playbook: Injected, proofs: Proofs): Promise<void> {
  const { identityKey, target, state } = await subjectOf(warden, playbook, "a");
  const act = actOf(playbook);
  const untouched = await state();
  const [failed, whole] = [`containment-${playbook}-not-done`, `containment-${playbook}-done`];
  await startPlaybook(warden, requestFor(failed, identityKey, target), act);
  const notDone = await endOf(warden, playbook, failed);
  proofs.check(
    `${playbook}: ${act} fails`,
    notDone.outcome === "failed" && notDone.state === "failed" && (await state()) === untouched,
    `${notDone.outcome}, nothing changed: ${notDone.detail.slice(0, 110)}`,
  );
  await startPlaybook(warden, requestFor(whole, identityKey, target));
  const done = await endOf(warden, playbook, whole);
  const contained = await state();
  const restore = restores[playbook];
  const kept = await runRelease(warden, playbook, whole, `release-${whole}-1`, restore);
  proofs.check(
    `release-${playbook}: ${restore} fails`,
    done.outcome === "contained" && kept.state === "contained" && (await state()) === contained,
    `it stands as it was: ${kept.detail.slice(0, 110)}`,
  );
  const released = await runRelease(warden, playbook, whole, `release-${whole}-2`, "Unmark");
  const works = (await state()).replace(/"tags":.*$/, "");
  proofs.check(
    `release-${playbook}: Unmark fails`,
    released.outcome === "released" && works === untouched.replace(/"tags":.*$/, ""),
    `released: ${released.detail.slice(0, 150)}`,
  );
}

/** The tags cannot be set: it is contained without them, says so, and its release puts everything back. */
async function failToMark(warden: DeployedWarden, playbook: Injected, proofs: Proofs): Promise<void> {
  const { identityKey, target, state } = await subjectOf(warden, playbook, "b");
  const untouched = await state();
  const id = `containment-${playbook}-unmarked`;
  await startPlaybook(warden, requestFor(id, identityKey, target), "Mark");
  const contained = await endOf(warden, playbook, id);
  const released = await runRelease(warden, playbook, id, `release-${id}`);
  proofs.check(
    `${playbook}: Mark fails`,
    contained.outcome === "contained" &&
      contained.detail.includes("carries no tag") &&
      released.outcome === "released" &&
      (await state()) === untouched,
    `${contained.outcome} (${contained.proof}), untagged; then ${released.outcome}, as it was before`,
  );
}

function notInjected(playbook: Injected): readonly string[] {
  const failed: readonly string[] = [actOf(playbook), "Mark", restores[playbook], "Unmark"];
  const { playbook: contains, release } = mutatingStates(playbook);
  return [...contains, ...release].filter((name) => !failed.includes(name));
}

async function subjectOf(warden: DeployedWarden, playbook: Injected, which: string): Promise<Subject> {
  const { clients, ministack } = warden;
  const { accountId } = ministack;
  const name = `${playbook}-${which}`;
  if (playbook === "deny-role-session" || playbook === "revoke-role-sessions" || playbook === "quarantine-role") {
    const role = await createTestRole(warden, name);
    const state = () => principalState(clients.iam, "role", name);
    if (playbook !== "deny-role-session") {
      return { identityKey: role.arn, target: { playbook, accountId, roleName: name }, state };
    }
    const { principalId } = await assumeRole(warden, role, "work");
    return { identityKey: role.arn, target: { playbook, accountId, roleName: name, principalId }, state };
  }
  const { accessKeyId } = await createKeyUser(clients.iam, accountId, name, ["s3:ListAllMyBuckets"]);
  const own = playbook === "disable-access-key" ? { playbook, accessKeyId } : { playbook };
  const target = { ...own, accountId, userName: name } as ContainmentTarget;
  return { identityKey: userArn(accountId, name), target, state: () => principalState(clients.iam, "user", name) };
}
