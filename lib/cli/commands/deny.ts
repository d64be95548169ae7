import type { Command } from "../command.ts";
import { giveAnswer, onlyId } from "../containment/answer.ts";
import { asHelp, asOption, placeHelp, placeOptions, whyOf } from "../containment/with-response.ts";
import { readOptions } from "../read-options.ts";

const options = { ...placeOptions, ...asOption, why: { type: "string" } } as const;

const help = `nhi deny ID --why TEXT

Says no to a containment that asks first: nothing is changed. One person's no is enough, also of who started it.

  --why TEXT      why not, for whoever reads the record; has to be given
${asHelp}
${placeHelp}

The exit code is 0 where the answer counts, and 2 where it does not. How you are known: nhi help approve.`;

/** `nhi deny` */
export const denyCommand: Command = {
  name: "deny",
  summary: "say no to a containment that asks first",
  help,
  run: async (args, world) => {
    const { values, positionals } = readOptions("deny", args, options);
    if (values.help) {
      world.stdout.write(`${help}\n`);
      return 0;
    }
    const containmentId = onlyId(positionals, "deny");
    return giveAnswer({ containmentId, answer: "deny", why: whyOf(values.why, "deny") }, values, world);
  },
};
