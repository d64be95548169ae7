import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { lastLines, runCommand } from "./run-command.ts";
import { Skipped } from "./skipped.ts";

const oldestPython = [3, 10] as const;
const networkTrouble =
  /NewConnectionError|NameResolutionError|name resolution|ConnectTimeout|ReadTimeout|Network is unreachable|Max retries|ProxyError|ConnectionError/;

/**
 * Makes the virtual environment that holds the emulator, or reuses the one of an earlier run with the same
 * requirements, and returns the path of its Python. Throws `Skipped` where there is no fitting Python or no network;
 * with `strict` (CI) only a missing Python skips, and everything else is an error.
 */
export async function preparePython(
  environmentDirectory: string,
  requirementsFile: string,
  strict: boolean,
): Promise<string> {
  const { command, version } = await findPython();
  const python = join(environmentDirectory, "bin", "python");
  const stampFile = join(environmentDirectory, "installed");
  const stamp = createHash("sha256").update(version).update(readFileSync(requirementsFile)).digest("hex");
  if (existsSync(python) && existsSync(stampFile) && readFileSync(stampFile, "utf8") === stamp) return python;

  rmSync(environmentDirectory, { recursive: true, force: true });
  mkdirSync(dirname(environmentDirectory), { recursive: true });
  const made = await runCommand(command, ["-m", "venv", environmentDirectory], { env: process.env, timeoutMs: 60_000 });
  if (made.code !== 0) {
    const reason = `${command} cannot make a virtual environment (on Debian and Ubuntu: install python3-venv): ${lastLines(made.output, 1)}`;
    throw strict ? new Error(reason) : new Skipped(reason);
  }
  const installed = await runCommand(
    python,
    ["-m", "pip", "install", "--quiet", "--no-input", "--retries", "1", "--timeout", "20", "-r", requirementsFile],
    { env: process.env, timeoutMs: 180_000 },
  );
  if (installed.code !== 0) {
    const reason = `pip could not install the emulator: ${lastLines(installed.output, 1)}`;
    throw !strict && networkTrouble.test(installed.output) ? new Skipped(reason) : new Error(reason);
  }
  writeFileSync(stampFile, stamp);
  return python;
}

async function findPython(): Promise<{ readonly command: string; readonly version: string }> {
  const seen: string[] = [];
  for (const command of ["python3", "python"]) {
    const asked = await runCommand(command, ["-c", "import sys; print('%d.%d' % sys.version_info[:2])"], {
      env: process.env,
      timeoutMs: 10_000,
    });
    const [major = 0, minor = 0] = asked.stdout.trim().split(".").map(Number);
    if (asked.code !== 0) continue;
    if (major === oldestPython[0] && minor >= oldestPython[1]) return { command, version: asked.stdout.trim() };
    seen.push(`${command} is ${asked.stdout.trim()}`);
  }
  const found = seen.length === 0 ? "there is no python3 here" : seen.join(", ");
  throw new Skipped(`${found}; the emulator needs Python ${oldestPython.join(".")} or newer`);
}
