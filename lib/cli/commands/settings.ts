import type { Command } from "../command.ts";
import { presetVerb, setVerb, undoVerb, unsetVerb } from "../settings/change-settings.ts";
import { historyVerb, showVerb } from "../settings/show-settings.ts";
import { runVerb } from "../settings/verb.ts";

const verbs = [showVerb, setVerb, unsetVerb, presetVerb, historyVerb, undoVerb];

const help = `nhi settings VERB ...

Shows the policy in force, and sets weights, thresholds, rules and presets of a running warden without
deploying it again. Each change is a version with who, when and why, and can be undone.

${verbs.map((verb) => verb.help).join("\n\n")}`;

/** `nhi settings` */
export const settingsCommand: Command = {
  name: "settings",
  summary: "show the policy in force; set weights, thresholds, rules and presets live, with undo",
  help,
  run: (args, world) => runVerb({ name: "settings", help }, verbs, showVerb, args, world),
};
