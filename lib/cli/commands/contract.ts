import { printable } from "../../domain/event/printable.ts";
import { nearestName } from "../../domain/response/nearest-name.ts";
import type { Command, ExitCode } from "../command.ts";
import { checkContracts } from "../contract/check.ts";
import { draftFromLogs } from "../contract/draft.ts";
import { lintContracts } from "../contract/lint.ts";
import { networksHelp } from "../surroundings.ts";
import { UsageError } from "../usage-error.ts";
import type { World } from "../world.ts";

const help = `nhi contract draft IDENTITY PATH...
nhi contract check PATH...
nhi contract lint [FOLDER]

A contract is what an identity is meant to do, written by who answers for it: docs/contracts.md.

draft   learns an identity from CloudTrail logs and prints a contract for its owner to edit. IDENTITY is
        its key or name; * stands for anything, and only one identity may fit.
check   says which of the activities in CloudTrail logs are outside of their identity's contract.
lint    says whether the contracts in a folder can be read, with file, line and remedy.

PATH is a file, a folder, a pattern or -, as for nhi replay.

  --contracts FOLDER   check against these contracts; without it those of the folder contracts
${networksHelp}
  --since TIME         leave older events out: 30m, 24h, 7d, 2w, 2024-03-13, 2024-03-13T08:30:00Z
  --json               check prints one JSON object on standard output, and nothing else there
  -q, --quiet          no progress, notes or warnings; problems are still told
  --no-color           no colours; the variable NO_COLOR does the same

The exit code is 0 where all is well, 1 where check found a violation (or the warden itself failed),
and 2 where a contract or some of the input was not right (the rest was still done).`;

type Verb = (args: readonly string[], world: World) => Promise<ExitCode>;

const verbs: ReadonlyMap<string, Verb> = new Map([
  ["draft", draftFromLogs],
  ["check", checkContracts],
  ["lint", lintContracts],
]);

/** `nhi contract` */
export const contractCommand: Command = {
  name: "contract",
  summary: "write what identities are meant to do, and check a history against it",
  help,
  run: async (args, world) => {
    const [name = "", ...rest] = args;
    if (args.includes("--help") || args.includes("-h")) {
      world.stdout.write(`${help}\n`);
      return 0;
    }
    const verb = verbs.get(name);
    if (verb !== undefined) return verb(rest, world);
    const meant = nearestName(name, [...verbs.keys()]);
    const hint = meant === undefined ? `there are ${[...verbs.keys()].join(", ")}` : `did you mean ${meant}?`;
    const given = name === "" ? "takes a verb" : `does not know ${printable(name, 60)}`;
    throw new UsageError(`nhi contract ${given}; ${hint} (see: nhi help contract)`);
  },
};
