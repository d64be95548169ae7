import type { Command } from "../command.ts";
import { listVerb, showPresetVerb } from "../settings/show-presets.ts";
import { runVerb } from "../settings/verb.ts";

const verbs = [listVerb, showPresetVerb];

const help = `nhi presets VERB ...

Presets are named choices of rules, weights and thresholds. Pick them under presets: in warden.yaml, or for
a running warden with nhi settings preset add NAME.

${verbs.map((verb) => verb.help).join("\n\n")}`;

/** `nhi presets` */
export const presetsCommand: Command = {
  name: "presets",
  summary: "list the presets, and what one would change",
  help,
  run: (args, world) => runVerb({ name: "presets", help }, verbs, listVerb, args, world),
};
