import { printable } from "../../domain/event/printable.ts";
import { jsonLine } from "../cases/place.ts";
import type { Command, ExitCode } from "../command.ts";
import { onlyId } from "../containment/answer.ts";
import { renderContainment, renderContainments } from "../containment/render-containments.ts";
import { placeHelp, placeOptions, withResponse } from "../containment/with-response.ts";
import { paintFor } from "../paint.ts";
import { readOptions } from "../read-options.ts";
import { UsageError } from "../usage-error.ts";

const help = `nhi containments [ID]

Lists what was contained, refused and released, the latest change first. With an id it tells that one: what stood
before, how the effect was proven, what it does not stop, and how to undo it.

${placeHelp}

The exit code is 0, and 2 where there is no such containment.`;

/** `nhi containments` */
export const containmentsCommand: Command = {
  name: "containments",
  summary: "what was contained, how it was proven, and what was released",
  help,
  run: async (args, world) => {
    const { values, positionals } = readOptions("containments", args, placeOptions);
    if (values.help) {
      world.stdout.write(`${help}\n`);
      return 0;
    }
    const id = positionals.length === 0 ? undefined : onlyId(positionals, "containments");
    const paint = paintFor(world.stdout, world.environment, values["no-color"] === true);
    return withResponse(values, world, async ({ stores }): Promise<ExitCode> => {
      if (id === undefined) {
        const containments = await stores.containments.list();
        world.stdout.write(
          values.json
            ? jsonLine({ format: "nhi-containments/1", containments })
            : renderContainments(containments, paint),
        );
        return 0;
      }
      const containment = await stores.containments.get(id);
      if (containment === undefined) {
        throw new UsageError(`there is no containment ${printable(id, 80)}; see all with: nhi containments`);
      }
      world.stdout.write(
        values.json ? jsonLine({ format: "nhi-containment/1", containment }) : renderContainment(containment, paint),
      );
      return 0;
    });
  },
};
