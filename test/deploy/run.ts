import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { openAlertInbox } from "./alert-inbox.ts";
import { awsClients } from "./aws-clients.ts";
import { prepareLoot, proveClosedLoop } from "./closed-loop.ts";
import { cloudTrailSender } from "./cloudtrail-sender.ts";
import { bootstrap, type CdkSurroundings, cdkSurroundings, deploy, output, synthesise } from "./deployment.ts";
import { troublesInLog } from "./emulator-log.ts";
import { enforceMode } from "./enforce-mode.ts";
import { proveForgeryIgnored } from "./forgery.ts";
import { createKeyUser } from "./key-user.ts";
import { proveKillSwitch } from "./kill-switch-proof.ts";
import { learnPast } from "./learning.ts";
import { type MiniStack, startMiniStack } from "./ministack.ts";
import { type Proofs, printedProofs } from "./proofs.ts";
import { preparePython } from "./python-environment.ts";
import { proveQueuesEmpty } from "./queues.ts";
import { Skipped } from "./skipped.ts";
import { proveStolenKey } from "./stolen-key.ts";
import type { DeployedWarden } from "./warden.ts";
import { wardenState } from "./warden-state.ts";

const cacheDirectory = resolve(".cache");
const assembly = join(cacheDirectory, "cdk-emulator.out");
const logFile = join(cacheDirectory, "ministack.log");

/** What a nightly backup may do, and more than it ever needed: the reason why its key is worth stealing. */
const backupPermissions = ["s3:*", "kms:GenerateDataKey", "secretsmanager:*", "iam:*AccessKey*", "cloudtrail:*"];

async function main(): Promise<number> {
  const proofs = printedProofs(console.log);
  const lap = laps(proofs);
  mkdirSync(cacheDirectory, { recursive: true });
  const python = await preparePython(
    join(cacheDirectory, "ministack"),
    resolve("test", "deploy", "requirements.txt"),
    process.env["CI"] === "true",
  );
  lap("emulator installed");
  const ministack = await startMiniStack({
    python,
    startScript: resolve("test", "deploy", "start-ministack.py"),
    logFile,
  });
  const surroundings = cdkSurroundings(ministack);
  stopOnSignals(ministack, surroundings);
  try {
    lap("emulator started");
    const warden = await deployedWarden(ministack, surroundings, lap);
    await prove(warden, proofs, lap);
  } catch (error) {
    tellTroubles();
    throw error;
  } finally {
    await ministack.stop();
    surroundings.remove();
    lap("everything stopped");
  }
  const failures = proofs.failures();
  if (failures === 0) {
    console.log("\ntest:deploy passed");
    return 0;
  }
  tellTroubles();
  console.log(`\ntest:deploy failed: ${failures} of ${proofs.checks()} proofs are missing`);
  return 1;
}

async function deployedWarden(
  ministack: MiniStack,
  surroundings: CdkSurroundings,
  lap: (what: string) => void,
): Promise<DeployedWarden> {
  await Promise.all([synthesise(surroundings, assembly, []), bootstrap(surroundings, ministack)]);
  enforceMode(assembly);
  lap("app synthesised, account bootstrapped");
  const outputs = await deploy(surroundings, assembly);
  lap("app deployed");
  const clients = awsClients(ministack);
  const tableName = output(outputs, "TableName");
  return {
    ministack,
    tableName,
    clients,
    cloudTrail: cloudTrailSender(ministack),
    state: wardenState(clients, tableName),
    inbox: await openAlertInbox(clients, output(outputs, "TopicArn"), "on-call"),
  };
}

async function prove(warden: DeployedWarden, proofs: Proofs, lap: (what: string) => void): Promise<void> {
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
  console.log("\nA stolen key, as events on the bus");
  await proveStolenKey(warden, backup, archive, proofs);
  lap("stolen key proved");
  console.log("\nA live intruder, as calls through the proxy");
  await proveClosedLoop(warden, archive, proofs);
  lap("closed loop proved");
  console.log("\nA theft that somebody made up");
  await proveForgeryIgnored(warden, mirror, proofs);
  console.log("\nA theft while the kill switch is engaged");
  await proveKillSwitch(warden, mirror, proofs);
  console.log("\nWhat is left");
  await proveQueuesEmpty(warden.clients.sqs, proofs);
  lap("the rest proved");
}

/** Prints what took how long. */
function laps(proofs: Proofs): (what: string) => void {
  let sinceMs = Date.now();
  return (what) => {
    const nowMs = Date.now();
    proofs.say(`${what} (${nowMs - sinceMs} ms)`);
    sinceMs = nowMs;
  };
}

function tellTroubles(): void {
  console.log(`\nFrom ${logFile}:`);
  for (const line of troublesInLog(logFile)) console.log(`        ${line}`);
}

function stopOnSignals(ministack: MiniStack, surroundings: CdkSurroundings): void {
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.once(signal, () => {
      void ministack.stop().finally(() => {
        surroundings.remove();
        process.exit(1);
      });
    });
  }
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    if (error instanceof Skipped) {
      console.log(`test:deploy skipped: ${error.message}`);
      return;
    }
    console.error(error instanceof Error ? `test:deploy failed: ${error.message}` : error);
    process.exitCode = 1;
  },
);
