import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { openAlertInbox } from "./alert-inbox.ts";
import { awsClients } from "./aws-clients.ts";
import { batchingWindowSeconds } from "./batching-window.ts";
import { cloudTrailSender } from "./cloudtrail-sender.ts";
import { bootstrap, type CdkSurroundings, cdkSurroundings, deploy, output, synthesise } from "./deployment.ts";
import { troublesInLog } from "./emulator-log.ts";
import { enforceMode } from "./enforce-mode.ts";
import { writeInjectedFailures } from "./injected-failures.ts";
import { type MiniStack, startMiniStack } from "./ministack.ts";
import { type Proofs, printedProofs } from "./proofs.ts";
import { prove } from "./prove.ts";
import { preparePython } from "./python-environment.ts";
import { Skipped } from "./skipped.ts";
import type { DeployedWarden } from "./warden.ts";
import { wardenState } from "./warden-state.ts";

const cacheDirectory = resolve(".cache");
const assembly = join(cacheDirectory, "cdk-emulator.out");
const logFile = join(cacheDirectory, "ministack.log");
const failuresFile = join(cacheDirectory, "injected-failures.json");

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
  writeInjectedFailures(failuresFile);
  const ministack = await startMiniStack({
    python,
    startScript: resolve("test", "deploy", "start-ministack.py"),
    logFile,
    failuresFile,
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
    batchingWindowSeconds: await batchingWindowSeconds(ministack),
  };
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
