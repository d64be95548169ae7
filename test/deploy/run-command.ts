import { type SpawnOptions, spawn } from "node:child_process";

export interface CommandResult {
  /** The exit code; -1 where the command could not be started or was ended by a signal. */
  readonly code: number;
  /** Standard output and standard error, in the order in which they came. */
  readonly output: string;
  /** Only standard output. */
  readonly stdout: string;
}

/** What ends the groups of commands that run, when this process ends; one listener for all of them. */
const endings = new Set<() => void>();
process.once("exit", () => {
  for (const end of endings) end();
});

/** Runs a command to its end; never throws. `timeoutMs` ends it with SIGKILL, and its group with it. */
export function runCommand(
  command: string,
  parameters: readonly string[],
  options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv; readonly timeoutMs: number },
): Promise<CommandResult> {
  const spawnOptions: SpawnOptions = { stdio: ["ignore", "pipe", "pipe"], detached: true, env: options.env };
  if (options.cwd !== undefined) spawnOptions.cwd = options.cwd;
  return new Promise((resolve) => {
    const child = spawn(command, [...parameters], spawnOptions);
    let output = "";
    let stdout = "";
    const endGroup = () => killGroup(child.pid, "SIGKILL");
    const timer = setTimeout(() => {
      output += `\n${command} took over ${options.timeoutMs} ms and was stopped.`;
      endGroup();
    }, options.timeoutMs);
    endings.add(endGroup);
    const finish = (code: number) => {
      clearTimeout(timer);
      endings.delete(endGroup);
      resolve({ code, output, stdout });
    };
    child.stdout?.on("data", (chunk: Buffer) => {
      output += chunk;
      stdout += chunk;
    });
    child.stderr?.on("data", (chunk: Buffer) => {
      output += chunk;
    });
    child.on("error", (error) => {
      output += `${command}: ${error.message}`;
      finish(-1);
    });
    child.on("close", (code) => finish(code ?? -1));
  });
}

/** Sends a signal to a detached child and to everything it started; does nothing where they are gone. */
export function killGroup(pid: number | undefined, signal: NodeJS.Signals | 0): boolean {
  if (pid === undefined) return false;
  try {
    process.kill(-pid, signal);
    return true;
  } catch {
    return false;
  }
}

/** The last `count` lines that say something. */
export function lastLines(text: string, count: number): string {
  return text
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-count)
    .join("\n");
}
