import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { killGroup, lastLines } from "./run-command.ts";
import type { Credentials } from "./signed-request.ts";
import { pause, waitUntil } from "./wait-until.ts";

export interface MiniStack {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  readonly accountId: string;
  readonly region: string;
  /** The account's root key, which the emulator lets do everything. */
  readonly root: Credentials;
  /** Ends the emulator and every Lambda worker it started, and removes its files. Safe to call twice. */
  stop(): Promise<void>;
}

/**
 * Starts a fresh emulator on a free port of 127.0.0.1 and waits until it answers. It checks signatures, key status
 * and IAM policies (AUTH=true), so that the deployed functions run with no more than their own roles allow.
 */
export async function startMiniStack(settings: {
  readonly python: string;
  readonly startScript: string;
  readonly logFile: string;
  /** Which calls of Step Functions fail, and for which executions: see injected-failures.ts. */
  readonly failuresFile: string;
}): Promise<MiniStack> {
  const port = await freePort();
  const endpoint = `http://127.0.0.1:${port}`;
  const accountId = "111122223333";
  const region = "us-east-1";
  const root = { accessKeyId: "AKIAEMULATORROOT0000", secretAccessKey: "emulator-root-secret" };
  const stateDirectory = mkdtempSync(join(tmpdir(), "nhi-warden-ministack-"));
  const log = openSync(settings.logFile, "w");
  const child = spawn(settings.python, [settings.startScript], {
    detached: true,
    stdio: ["ignore", log, log],
    cwd: stateDirectory,
    env: {
      PATH: process.env["PATH"] ?? "",
      HOME: stateDirectory,
      TMPDIR: stateDirectory,
      BIND_HOST: "127.0.0.1",
      MINISTACK_HOST: "127.0.0.1",
      GATEWAY_PORT: String(port),
      MINISTACK_ACCOUNT_ID: accountId,
      MINISTACK_REGION: region,
      AUTH: "true",
      AWS_ACCESS_KEY_ID: root.accessKeyId,
      AWS_SECRET_ACCESS_KEY: root.secretAccessKey,
      LAMBDA_EXECUTOR: "local",
      SFN_MOCK_CONFIG: settings.failuresFile,
      SFTP_ENABLED: "0",
      IOT_MTLS_ENABLED: "0",
      LOG_LEVEL: "INFO",
      PYTHONUNBUFFERED: "1",
      PYTHONDONTWRITEBYTECODE: "1",
    },
  });
  closeSync(log);

  const killNow = () => killGroup(child.pid, "SIGKILL");
  process.once("exit", killNow);
  const stop = async () => {
    await endGroup(child);
    process.off("exit", killNow);
    rmSync(stateDirectory, { recursive: true, force: true });
  };
  try {
    await waitUntil("the emulator's health answer", { timeoutMs: 30_000, everyMs: 50 }, async () => {
      if (child.exitCode !== null) {
        throw new Error(`the emulator ended at once:\n${lastLines(readFileSync(settings.logFile, "utf8"), 10)}`);
      }
      return await isHealthy(endpoint);
    });
  } catch (error) {
    await stop();
    throw error;
  }
  return { endpoint, accountId, region, root, stop };
}

async function isHealthy(endpoint: string): Promise<true | undefined> {
  try {
    const answer = await fetch(`${endpoint}/_ministack/health`, { signal: AbortSignal.timeout(2_000) });
    await answer.arrayBuffer();
    return answer.ok ? true : undefined;
  } catch {
    return undefined;
  }
}

/** SIGTERM to the group, SIGKILL to what is left of it after 3 s; returns when no process of the group is alive. */
async function endGroup(child: ChildProcess): Promise<void> {
  for (const [signal, patienceMs] of [
    ["SIGTERM", 3_000],
    ["SIGKILL", 3_000],
  ] as const) {
    const endMs = Date.now() + patienceMs;
    if (!killGroup(child.pid, signal)) return;
    while (Date.now() < endMs) {
      await pause(50);
      if (!killGroup(child.pid, 0)) return;
    }
  }
  throw new Error(`the emulator's process group ${child.pid} outlived SIGKILL`);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => (address !== null && typeof address === "object" ? resolve(address.port) : reject()));
    });
  });
}
