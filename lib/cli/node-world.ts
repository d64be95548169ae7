import { readFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { WriteStream } from "node:tty";
import { fileURLToPath } from "node:url";
import { nodeFolders } from "../adapters/files/log-paths.ts";
import { openFile } from "../adapters/files/log-stream.ts";
import { policyFile, safelyDeployed } from "../adapters/files/policy-file.ts";
import { readRuleFolder } from "../adapters/files/rule-files.ts";
import { memoryCorrelations } from "../adapters/memory/correlations.ts";
import { memoryPeers } from "../adapters/memory/peers.ts";
import { memoryStandings } from "../adapters/memory/standings.ts";
import { createAssessor } from "../app/create-assessor.ts";
import { compileRules } from "../domain/detection/rules.ts";
import type { Placeholders } from "../domain/detection/sigma/parse-value.ts";
import { describeProblem } from "../domain/detection/sigma/problem.ts";
import { readText } from "../domain/event/read-event.ts";
import { policyInForce } from "../domain/response/policy-in-force.ts";
import { openStores } from "./open-stores.ts";
import { orBuiltIn } from "./rules/read-rules.ts";
import { openRuleStore } from "./rules/rule-store-place.ts";
import { presetRulesIn } from "./settings/preset-rules.ts";
import type { LoadedPolicy, LoadedRules, Output, World } from "./world.ts";

/** The real world: this process's streams and files, and stores that live as long as it. */
export const nodeWorld = async (host: NodeJS.Process): Promise<World> => {
  const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");
  const { version } = JSON.parse(await readFile(join(root, "package.json"), "utf8")) as { version: string };
  const cwd = host.cwd();
  return {
    stdin: host.stdin,
    stdout: outputOf(host.stdout),
    stderr: outputOf(host.stderr),
    cwd,
    nowMs: () => Date.now(),
    environment: host.env,
    version,
    builtInRules: join(root, "rules"),
    folders: nodeFolders,
    open: openFile,
    readText,
    loadRules: (folder, placeholders) => loadRules(resolve(cwd, folder), join(root, "rules"), placeholders),
    loadPolicy: (path) => loadPolicy(resolve(cwd, path), path, join(root, "rules")),
    openStores: (place) => openStores(place, cwd),
    openRules: (place) => openRuleStore(place, cwd),
    openHistory: async (regions) => (await import("../adapters/cloudtrail/event-history.ts")).connectHistory(regions),
    createAssessor: (parts) =>
      createAssessor({
        standings: memoryStandings(),
        correlations: memoryCorrelations(),
        peers: memoryPeers(),
        ...parts,
        notices: { send: async () => {} },
        playbooks: { start: async () => "started" },
        setAside: { keep: async () => {} },
      }),
  };
};

const outputOf = (stream: WriteStream): Output => ({
  write: (text) => stream.write(text),
  isTerminal: stream.isTTY === true,
  columns: stream.columns,
});

const loadRules = async (folder: string, builtIn: string, given: Placeholders | undefined): Promise<LoadedRules> => {
  const { documents, problems, placeholders } = await readRuleFolder(folder);
  const compiled = compileRules(documents, given ?? (await orBuiltIn(placeholders, builtIn)));
  const all = [...problems, ...compiled.problems];
  const described = (severity: "error" | "warning") =>
    all.filter((problem) => problem.severity === severity).map(describeProblem);
  return {
    rules: compiled,
    count: compiled.rules.length,
    problems: described("error"),
    warnings: described("warning"),
  };
};

const loadPolicy = async (path: string, shown: string, builtIn: string): Promise<LoadedPolicy> => {
  const file = await policyFile(path);
  const deployed = safelyDeployed(file);
  // Only presets have to know the rules, and reading these takes longer than all the rest.
  const rules = deployed.stated.presets.length === 0 ? [] : await presetRulesIn(builtIn);
  const problems = "problems" in file ? file.problems : [];
  return {
    policy: policyInForce(deployed, rules),
    deployed,
    problems: problems.map((problem) => (problem.startsWith(path) ? shown + problem.slice(path.length) : problem)),
    isMissing: "note" in file && file.note !== undefined,
  };
};
