import { readdir, readFile, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { WriteStream } from "node:tty";
import { fileURLToPath } from "node:url";
import { firstEventTime } from "../adapters/files/first-event-time.ts";
import { openFile } from "../adapters/files/log-stream.ts";
import { policyFile, safePolicy } from "../adapters/files/policy-file.ts";
import { readRuleFolder } from "../adapters/files/rule-files.ts";
import { memoryStandings } from "../adapters/memory/standings.ts";
import { createAssessor } from "../app/create-assessor.ts";
import { compileRules, factsOf } from "../domain/detection/rules.ts";
import { describeProblem } from "../domain/detection/sigma/problem.ts";
import { readText } from "../domain/event/read-event.ts";
import type { LoadedPolicy, LoadedRules, Output, World } from "./world.ts";

/** The real world: this process's streams and files, and stores that live as long as it. */
export const nodeWorld = async (process: NodeJS.Process): Promise<World> => {
  const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { version: string };
  const cwd = process.cwd();
  return {
    stdin: process.stdin,
    stdinIsTerminal: process.stdin.isTTY === true,
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    cwd,
    nowMs: () => Date.now(),
    environment: process.env,
    version,
    builtInRules: join(root, "rules"),
    folders: { stat, readdir: (path) => readdir(path, { withFileTypes: true }), firstEventTime },
    open: openFile,
    readText,
    loadRules: (folder) => loadRules(resolve(cwd, folder)),
    loadPolicy: (path) => loadPolicy(resolve(cwd, path), path),
    createAssessor: (parts) =>
      createAssessor({
        ...parts,
        standings: memoryStandings(),
        notices: { send: async () => {} },
        playbooks: { start: async () => "started" },
        setAside: { keep: async () => {} },
      }),
  };
};

const outputOf = (stream: WriteStream): Output => {
  // A reader that went away (`nhi replay | head`) is no failure.
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  return { write: (text) => stream.write(text), isTerminal: stream.isTTY === true, columns: stream.columns };
};

const loadRules = async (folder: string): Promise<LoadedRules> => {
  const { documents, problems } = await readRuleFolder(folder);
  const compiled = compileRules(documents);
  return {
    rules: { match: (activity, actor) => compiled.match(activity, factsOf(actor)) },
    count: compiled.rules.length,
    problems: [...problems, ...compiled.problems].map(describeProblem),
  };
};

const loadPolicy = async (path: string, shown: string): Promise<LoadedPolicy> => {
  const file = await policyFile(path);
  const problems = "problems" in file ? file.problems : [];
  return {
    policy: safePolicy(file),
    problems: problems.map((problem) => (problem.startsWith(path) ? shown + problem.slice(path.length) : problem)),
    isMissing: "note" in file && file.note !== undefined,
  };
};
