import type { ExitCode } from "../command.ts";
import type { World } from "../world.ts";

/** One of the things that `nhi rules` does. */
export interface RulesVerb {
  readonly name: string;
  /** Arguments and options, and what each means; the first line is the call. */
  readonly help: string;
  /** `args` follow the verb's name. Throws a UsageError for a call that cannot be understood. */
  run(args: readonly string[], world: World): Promise<ExitCode>;
}
