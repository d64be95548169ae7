import { errorMessageOf } from "../domain/event/error-message.ts";
import { printable } from "../domain/event/printable.ts";
import { nearestName } from "../domain/response/nearest-name.ts";
import type { Command, ExitCode } from "./command.ts";
import { approvalsCommand } from "./commands/approvals.ts";
import { approveCommand } from "./commands/approve.ts";
import { casesCommand } from "./commands/cases.ts";
import { containCommand } from "./commands/contain.ts";
import { containmentsCommand } from "./commands/containments.ts";
import { contractCommand } from "./commands/contract.ts";
import { demoCommand } from "./commands/demo.ts";
import { denyCommand } from "./commands/deny.ts";
import { explainCommand } from "./commands/explain.ts";
import { heartbeatsCommand } from "./commands/heartbeats.ts";
import { inventoryCommand } from "./commands/inventory.ts";
import { killSwitchCommand } from "./commands/kill-switch.ts";
import { playbooksCommand } from "./commands/playbooks.ts";
import { presetsCommand } from "./commands/presets.ts";
import { releaseCommand } from "./commands/release.ts";
import { replayCommand } from "./commands/replay.ts";
import { rulesCommand } from "./commands/rules.ts";
import { settingsCommand } from "./commands/settings.ts";
import { sweepCommand } from "./commands/sweep.ts";
import { verdictCommand } from "./commands/verdict.ts";
import { UsageError } from "./usage-error.ts";
import type { World } from "./world.ts";

/** Every command; a new one is added here and nowhere else. */
const commands: readonly Command[] = [
  approvalsCommand,
  approveCommand,
  casesCommand,
  containCommand,
  containmentsCommand,
  contractCommand,
  demoCommand,
  denyCommand,
  explainCommand,
  heartbeatsCommand,
  inventoryCommand,
  killSwitchCommand,
  playbooksCommand,
  presetsCommand,
  releaseCommand,
  replayCommand,
  rulesCommand,
  settingsCommand,
  sweepCommand,
  verdictCommand,
];

/**
 * Runs one call of `nhi`; `argv` is what follows its name. Never throws: a call that cannot be understood is one line
 * and exit code 2, a failure of the warden itself one line and exit code 1.
 */
export const main = async (argv: readonly string[], world: World): Promise<ExitCode> => {
  try {
    return await dispatch(argv, world);
  } catch (error) {
    if (error instanceof UsageError) {
      world.stderr.write(`nhi: ${error.message}\n`);
      return 2;
    }
    const message = errorMessageOf(error);
    world.stderr.write(`nhi: failed, and this is no fault of the input: ${printable(message, 1000)}\n`);
    return 1;
  }
};

const dispatch = async ([name, ...rest]: readonly string[], world: World): Promise<ExitCode> => {
  if (name === undefined || name === "--help" || name === "-h" || (name === "help" && rest.length === 0)) {
    world.stdout.write(overview(world.version));
    return 0;
  }
  if (name === "--version" || name === "-v") {
    world.stdout.write(`${world.version}\n`);
    return 0;
  }
  if (name === "help") {
    world.stdout.write(`${commandNamed(rest[0] as string).help}\n`);
    return 0;
  }
  return commandNamed(name).run(rest, world);
};

const commandNamed = (name: string): Command => {
  const command = commands.find((candidate) => candidate.name === name);
  if (command) return command;
  const names = [...commands.map((candidate) => candidate.name), "help"];
  const meant = nearestName(name, names);
  const what = name.startsWith("-") ? "option" : "command";
  const hint = meant ? `did you mean ${meant}?` : `the commands are ${names.join(", ")}`;
  throw new UsageError(`unknown ${what} ${printable(name, 60)}; ${hint} (see: nhi help)`);
};

const overview = (version: string) => {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => `  nhi ${name.padEnd(width)}  ${summary}`);
  return `nhi ${version}: watches the non-human identities of AWS accounts

${lines.join("\n")}

  nhi help COMMAND  says more about a command
  nhi --version     prints the version
`;
};
