import type { ContainmentRecord } from "../../app/ports.ts";
import { printable } from "../../domain/event/printable.ts";
import { jsonLine } from "../cases/place.ts";
import type { Command, ExitCode } from "../command.ts";
import { onlyId } from "../containment/answer.ts";
import { asHelp, asOption, placeHelp, placeOptions, whyOf, withResponse } from "../containment/with-response.ts";
import { readOptions } from "../read-options.ts";
import { UsageError } from "../usage-error.ts";

const options = { ...placeOptions, ...asOption, why: { type: "string" } } as const;

const help = `nhi release ID --why TEXT

Undoes a containment: starts the state machine that puts back what stood before. It refuses where what stands now is
not what the containment left, and says where; that has to be put right by hand first. Releasing twice changes nothing.

  --why TEXT      why, for whoever reads the record; has to be given
${asHelp}
${placeHelp}

In AWS the function NhiWarden-ByHand starts it under your name, which STS vouches for, and it runs on after this command;
you need the policy NhiWardenResponderOperator. Whom a containment is about cannot release it. The exit
code is 0 where it was started or had been released before, and 2 where there is nothing to release.`;

/** `nhi release` */
export const releaseCommand: Command = {
  name: "release",
  summary: "undo a containment, where it still stands as it was left",
  help,
  run: async (args, world) => {
    const { values, positionals } = readOptions("release", args, options);
    if (values.help) {
      world.stdout.write(`${help}\n`);
      return 0;
    }
    const containmentId = onlyId(positionals, "release");
    const why = whyOf(values.why, "release");
    return withResponse(values, world, async ({ stores, person, place }): Promise<ExitCode> => {
      const before = await stores.containments.get(containmentId);
      if (before === undefined) {
        throw new UsageError(`there is no containment ${printable(containmentId, 80)}; see all with: nhi containments`);
      }
      const refused = whyNot(before);
      if (refused !== undefined) throw new UsageError(refused);
      const responder = await person();
      const by = await responder.whoAmI();
      const { playbook } = before.request;
      const started =
        before.state === "released" ? "released-before" : await responder.release({ containmentId, playbook, by, why });
      const after = await stores.containments.get(containmentId);
      world.stdout.write(
        values.json
          ? jsonLine({ format: "nhi-release/1", containmentId, started, containment: after })
          : `${outcomeText(started, after)}\nnhi containments ${containmentId}${place} shows how it ends.\n`,
      );
      return 0;
    });
  },
};

function whyNot({ containmentId, state, outcome }: ContainmentRecord): string | undefined {
  if (state === "running") return `${containmentId} still runs; wait until it ended, or deny it where it asks`;
  if (state === "refused")
    return `${containmentId} changed nothing (${printable(outcome, 40)}): there is nothing to release`;
  return undefined;
}

function outcomeText(started: string, after: ContainmentRecord | undefined): string {
  if (started === "released-before") return "It was released before. Nothing was started.";
  if (after?.state === "released") return `Released. ${printable(after.detail ?? "", 600)}`;
  if (after?.drift !== undefined) return `Not released: ${printable(after.drift, 600)}`;
  if (started === "already-started") return "Its release runs already, or ran within the last minute.";
  return "The release was started.";
}
