import { printable } from "../../domain/event/printable.ts";
import { nearestName } from "../../domain/response/nearest-name.ts";
import type { ExitCode } from "../command.ts";
import { UsageError } from "../usage-error.ts";
import type { World } from "../world.ts";

/** One of the things that `nhi settings` or `nhi presets` does. */
export interface SettingsVerb {
  readonly name: string;
  /** Arguments and options, and what each means; the first line is the call. */
  readonly help: string;
  /** `args` follow the verb's name. Throws a UsageError for a call that cannot be understood. */
  run(args: readonly string[], world: World): Promise<ExitCode>;
}

/** Runs the verb that the first argument names, and `otherwise` where none is named. */
export async function runVerb(
  command: { readonly name: string; readonly help: string },
  verbs: readonly SettingsVerb[],
  otherwise: SettingsVerb,
  args: readonly string[],
  world: World,
): Promise<ExitCode> {
  const [name, ...rest] = args;
  if (name === "--help" || name === "-h") {
    world.stdout.write(`${command.help}\n`);
    return 0;
  }
  if (name === undefined || name.startsWith("-")) return otherwise.run(args, world);
  const verb = verbs.find((candidate) => candidate.name === name);
  if (verb === undefined) {
    const names = verbs.map((candidate) => candidate.name);
    const meant = nearestName(name, names);
    const hint = meant ? `did you mean ${meant}?` : `there are ${names.join(", ")}`;
    throw new UsageError(
      `${command.name}: unknown verb ${printable(name, 60)}; ${hint} (see: nhi help ${command.name})`,
    );
  }
  if (rest.includes("--help") || rest.includes("-h")) {
    world.stdout.write(`${verb.help}\n`);
    return 0;
  }
  return verb.run(rest, world);
}
