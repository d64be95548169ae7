import { proveApproval, proveDenial, proveExpiry } from "./approval-proofs.ts";
import { atMost } from "./at-most.ts";
import { proveBudget } from "./budget-proof.ts";
import { playIntruder, prepareLoot, proveClosedLoop } from "./closed-loop.ts";
import { proveFailures } from "./failure-proof.ts";
import { proveForgeryIgnored } from "./forgery.ts";
import { handProofs } from "./hand/hand-proofs.ts";
import { proveByHand } from "./hand/prove-by-hand.ts";
import { proveWorkloadRights } from "./hand/rights-proof.ts";
import { createKeyUser } from "./key-user.ts";
import { proveKillSwitch } from "./kill-switch-proof.ts";
import { learnManyKeys, measureLatency, proveAllContained } from "./latency.ts";
import { stealOne } from "./latency-run.ts";
import { learnPast } from "./learning.ts";
import { notInTheEmulator } from "./not-in-the-emulator.ts";
import { invitePeople, type People } from "./people.ts";
import type { Proofs } from "./proofs.ts";
import { proveProtected } from "./protected-proof.ts";
import { proveQueuesEmpty } from "./queues.ts";
import { proveRoleSession } from "./role-session-proof.ts";
import { proveRoleSessions } from "./role-sessions-proof.ts";
import { proveStolenKey } from "./stolen-key.ts";
import { proveStolenSession } from "./stolen-session.ts";
import { proveTimeLimit } from "./time-limit-proof.ts";
import type { DeployedWarden } from "./warden.ts";

/** What a nightly backup may do, and more than it ever needed: the reason why its key is worth stealing. */
const backupPermissions = ["s3:*", "kms:GenerateDataKey", "secretsmanager:*", "iam:*AccessKey*", "cloudtrail:*"];

/** Everything that is proved of a deployed warden, in an order in which nothing disturbs what is measured. */
export async function prove(warden: DeployedWarden, proofs: Proofs, lap: (what: string) => void): Promise<void> {
  const people = await invitePeople(warden.ministack, warden.clients, warden.tableName);
  try {
    await proveWith(people, warden, proofs, lap);
  } finally {
    await people.leave();
  }
}

async function proveWith(people: People, warden: DeployedWarden, proofs: Proofs, lap: (what: string) => void) {
  const { iam } = warden.clients;
  const { accountId } = warden.ministack;
  const [backup, archive, mirror] = await Promise.all([
    createKeyUser(iam, accountId, "nightly-backup", backupPermissions),
    createKeyUser(iam, accountId, "nightly-archive", backupPermissions),
    createKeyUser(iam, accountId, "nightly-mirror", backupPermissions),
  ]);
  await prepareLoot(warden);
  console.log("\nThree keys at work");
  await learnPast(warden, [backup, archive, mirror], proofs);
  lap("past learned");

  console.log("\nFrom a record to a changed credential");
  const thefts = await measureLatency(warden, await learnManyKeys(warden, proofs), proofs);
  lap("latency measured");

  const theft = await stealOne(warden, backup);
  const intrusion = await playIntruder(warden, archive);
  lap("theft and intruder played");

  // Each holds for a minute, and waits most of it: they run beside each other, but not all of them begin at once.
  const inTurn = atMost(3);
  await Promise.all([
    proofs.section("A stolen key, as events on the bus", (own) => proveStolenKey(warden, theft, mirror, own)),
    proofs.section("A stolen session of a role, as events on the bus", (own) => proveStolenSession(warden, own)),
    proofs.section("A live intruder, as calls through the proxy", (own) =>
      proveClosedLoop(warden, archive, intrusion, own),
    ),
    proofs.section("One session of a role, denied and released", (own) => proveRoleSession(warden, people, own)),
    proofs.section("All sessions of a role, and a release that is refused", (own) =>
      proveRoleSessions(warden, people, own),
    ),
    proofs.section("A role that is protected", (own) => proveProtected(warden, people, own)),
    proofs.section("A denial of a session that ends by itself", (own) => proveTimeLimit(warden, own)),
    proofs.section("A role's quarantine that two people approve", (own) => proveApproval(warden, people, own)),
    proofs.section("A user's quarantine that somebody denies", (own) => proveDenial(warden, people, own)),
    proofs.section("A question that nobody answers", (own) => proveExpiry(warden, people, own)),
    proofs.section("A budget that is used up", (own) => proveBudget(warden, people, own)),
    proofs.section("IAM fails in the middle of a playbook", (own) => proveFailures(warden, own)),
    proofs.section("What playbooks on workloads may not touch", (own) => proveWorkloadRights(warden, own)),
    ...handProofs.map((one) =>
      proofs.section(`${one.playbook}, by hand`, (own) => proveByHand(warden, people, one, inTurn, own)),
    ),
  ]);
  console.log("");
  await proveAllContained(warden, thefts, proofs);
  lap("containments proved");

  console.log("\nA theft that somebody made up");
  await proveForgeryIgnored(warden, mirror, proofs);
  console.log("\nA theft while the kill switch is engaged");
  await proveKillSwitch(warden, people, mirror, proofs);
  console.log("\nWhat is left");
  await proveQueuesEmpty(warden.clients.sqs, proofs);
  for (const line of notInTheEmulator()) proofs.say(line);
  lap("the rest proved");
}
