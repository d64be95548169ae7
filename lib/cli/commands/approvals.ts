import { printable } from "../../domain/event/printable.ts";
import { jsonLine } from "../cases/place.ts";
import type { Command, ExitCode } from "../command.ts";
import { renderApprovals } from "../containment/render-approvals.ts";
import { placeHelp, placeOptions, withResponse } from "../containment/with-response.ts";
import { paintFor } from "../paint.ts";
import { readOptions } from "../read-options.ts";
import { UsageError } from "../usage-error.ts";

const help = `nhi approvals

Lists the containments that wait for people, the longest-waiting first: what would be stopped, why, who depends on it,
what could be done instead, who answered already, and how to answer.

${placeHelp}`;

/** `nhi approvals` */
export const approvalsCommand: Command = {
  name: "approvals",
  summary: "the containments that wait for somebody's yes or no",
  help,
  run: async (args, world) => {
    const { values, positionals } = readOptions("approvals", args, placeOptions);
    if (values.help) {
      world.stdout.write(`${help}\n`);
      return 0;
    }
    if (positionals.length > 0) {
      throw new UsageError(`approvals takes options only, not ${printable(positionals[0] as string, 60)}`);
    }
    const paint = paintFor(world.stdout, world.environment, values["no-color"] === true);
    return withResponse(values, world, async ({ stores, place }): Promise<ExitCode> => {
      const approvals = await stores.approvals.open();
      world.stdout.write(
        values.json
          ? jsonLine({ format: "nhi-approvals/1", approvals })
          : renderApprovals(approvals, stores.nowMs(), place, paint),
      );
      return 0;
    });
  },
};
