import { mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import type { MiniStack } from "./ministack.ts";
import { lastLines, runCommand } from "./run-command.ts";

/** Where the CDK command line keeps what it remembers, and what it is told about the account. */
export interface CdkSurroundings {
  readonly cdk: string;
  readonly home: string;
  readonly environment: NodeJS.ProcessEnv;
  remove(): void;
}

/**
 * A home of its own for the CDK command line, because it caches access key id to account there for ever, and an
 * environment in which every SDK call goes to the emulator.
 */
export function cdkSurroundings(ministack: MiniStack): CdkSurroundings {
  const home = mkdtempSync(join(tmpdir(), "nhi-warden-cdk-"));
  return {
    cdk: resolve("node_modules", ".bin", "cdk"),
    home,
    environment: {
      ...withoutAwsSettings(process.env),
      HOME: home,
      AWS_ENDPOINT_URL: ministack.endpoint,
      AWS_ACCESS_KEY_ID: ministack.root.accessKeyId,
      AWS_SECRET_ACCESS_KEY: ministack.root.secretAccessKey,
      AWS_REGION: ministack.region,
      AWS_DEFAULT_REGION: ministack.region,
      CDK_DISABLE_CLI_TELEMETRY: "1",
      NODE_NO_WARNINGS: "1",
      CI: "true",
    },
    remove: () => rmSync(home, { recursive: true, force: true }),
  };
}

/** Synthesises the app as the emulator can take it: what it lacks is left out by the context switch `emulator`. */
export async function synthesise(surroundings: CdkSurroundings, outputDirectory: string, context: readonly string[]) {
  rmSync(outputDirectory, { recursive: true, force: true });
  const switches = ["emulator=1", ...context].flatMap((pair) => ["-c", pair]);
  await cdk(surroundings, ["synth", "--quiet", "--no-notices", "-o", outputDirectory, ...switches], process.cwd());
}

/**
 * Bootstraps the account. In a directory without an app: beside one, the command would synthesise it again without
 * bundling its functions, and leave that behind.
 */
export async function bootstrap(surroundings: CdkSurroundings, ministack: MiniStack) {
  const empty = join(surroundings.home, "empty");
  mkdirSync(empty, { recursive: true });
  await cdk(surroundings, ["bootstrap", `aws://${ministack.accountId}/${ministack.region}`, "--no-notices"], empty);
}

/** Deploys every stack of the assembly and returns the outputs of each. */
export async function deploy(surroundings: CdkSurroundings, assembly: string): Promise<StackOutputs> {
  const outputsFile = join(surroundings.home, "outputs.json");
  const words = ["deploy", "--all", "--app", resolve(assembly), "--require-approval", "never", "--no-notices"];
  await cdk(surroundings, [...words, "--outputs-file", outputsFile], surroundings.home);
  return JSON.parse(readFileSync(outputsFile, "utf8")) as StackOutputs;
}

/** Stack name to output name to value. */
export type StackOutputs = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The value of one output, wherever it is; the name may carry the suffix that CDK adds. */
export function output(outputs: StackOutputs, name: string): string {
  const all = Object.values(outputs).flatMap((stack) => Object.entries(stack));
  const found = all.find(([key]) => key === name) ?? all.find(([key]) => key.startsWith(name));
  if (found === undefined) {
    throw new Error(`no stack has an output ${name}; there are ${all.map(([key]) => key).join(", ") || "none"}`);
  }
  return found[1];
}

async function cdk(surroundings: CdkSurroundings, words: readonly string[], cwd: string): Promise<void> {
  const result = await runCommand(surroundings.cdk, words, {
    cwd,
    env: surroundings.environment,
    timeoutMs: 120_000,
  });
  if (result.code === 0) return;
  const undoing = /DELETE_(IN_PROGRESS|COMPLETE)|ROLLBACK_|^\s+at /;
  const telling = result.output.split("\n").filter((line) => !undoing.test(line));
  throw new Error(`cdk ${words[0]} failed:\n${lastLines(telling.join("\n"), 30)}`);
}

function withoutAwsSettings(environment: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !/^(AWS|CDK)_/.test(name)));
}
