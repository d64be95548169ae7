import type { World } from "./world.ts";

/** 0: done. 1: the warden itself failed. 2: something in the input or the call was not right; the rest was done. */
export type ExitCode = 0 | 1 | 2;

export interface Command {
  readonly name: string;
  /** One line for the list of commands. */
  readonly summary: string;
  /** What `nhi help NAME` prints. */
  readonly help: string;
  /** `args` follow the command's name. Throws a UsageError for a call that cannot be understood. */
  run(args: readonly string[], world: World): Promise<ExitCode>;
}
