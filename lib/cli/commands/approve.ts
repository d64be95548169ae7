import { printable } from "../../domain/event/printable.ts";
import type { Command } from "../command.ts";
import { giveAnswer, onlyId } from "../containment/answer.ts";
import { asHelp, asOption, placeHelp, placeOptions } from "../containment/with-response.ts";
import { readOptions } from "../read-options.ts";
import { UsageError } from "../usage-error.ts";

const options = {
  ...placeOptions,
  ...asOption,
  narrower: { type: "string" },
  why: { type: "string" },
} as const;

const help = `nhi approve ID [--narrower N] [--why TEXT]

Says yes to a containment that asks first; nhi approvals lists them. Nobody says yes to what they started or to what
is about themselves, and where two people are needed, two different ones have to say so.

  --narrower N    carry out only the narrower measure N of the list that nhi approvals shows
  --why TEXT      why, for whoever reads the record
${asHelp}
${placeHelp}

In AWS the function NhiWarden-Approve takes the answer: you need the policy NhiWardenApprover, and it knows you by your
AWS identity, which you prove to it with a signed request to STS. The answer binds that identity, not your session.

The exit code is 0 where the answer counts, also where it waits for a second person, and 2 where it does not.`;

/** `nhi approve` */
export const approveCommand: Command = {
  name: "approve",
  summary: "say yes to a containment that asks first, or to a narrower one",
  help,
  run: async (args, world) => {
    const { values, positionals } = readOptions("approve", args, options);
    if (values.help) {
      world.stdout.write(`${help}\n`);
      return 0;
    }
    const containmentId = onlyId(positionals, "approve");
    const { narrower, why = "" } = values;
    if (why.length > 500) throw new UsageError(`--why has ${why.length} characters; at most 500 are kept`);
    const given =
      narrower === undefined
        ? { answer: "approve" as const }
        : { answer: "narrow" as const, narrower: placeOf(narrower) };
    return giveAnswer({ containmentId, why, ...given }, values, world);
  },
};

function placeOf(text: string): number {
  if (/^[1-9]\d?$/.test(text)) return Number(text) - 1;
  throw new UsageError(`--narrower ${printable(text, 40)} is no number of the list that nhi approvals shows, from 1`);
}
