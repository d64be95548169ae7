import { printable } from "../../domain/event/printable.ts";
import { nearestName } from "../../domain/response/nearest-name.ts";
import type { Command } from "../command.ts";
import { demoteVerb, historyVerb, pullVerb, retireVerb, undoVerb } from "../rules/change-verbs.ts";
import { checkVerb } from "../rules/check-rules.ts";
import { explainVerb } from "../rules/explain-rule.ts";
import { listVerb } from "../rules/list-rules.ts";
import { playVerb } from "../rules/play-rules.ts";
import { promoteVerb, pushVerb } from "../rules/push-rules.ts";
import { testVerb } from "../rules/test-rules.ts";
import type { RulesVerb } from "../rules/verb.ts";
import { UsageError } from "../usage-error.ts";

const verbs: readonly RulesVerb[] = [
  checkVerb,
  testVerb,
  playVerb,
  listVerb,
  explainVerb,
  pushVerb,
  promoteVerb,
  demoteVerb,
  retireVerb,
  undoVerb,
  historyVerb,
  pullVerb,
];

const help = `nhi rules VERB ...

Works with detection rules (Sigma 2): checks, tests and tries them out on this machine, and gives them to a
running warden without deploying it again. A pushed rule starts in shadow, where its matches are only counted.

${verbs.map((verb) => verb.help).join("\n\n")}`;

/** `nhi rules` */
export const rulesCommand: Command = {
  name: "rules",
  summary: "check, test, try out, list, explain and push detection rules",
  help,
  run: async ([name, ...args], world) => {
    if (name === undefined || name === "--help" || name === "-h") {
      world.stdout.write(`${help}\n`);
      return 0;
    }
    const verb = verbs.find((candidate) => candidate.name === name);
    if (verb === undefined) {
      const names = verbs.map((candidate) => candidate.name);
      const meant = nearestName(name, names);
      const hint = meant ? `did you mean ${meant}?` : `there are ${names.join(", ")}`;
      throw new UsageError(`rules: unknown verb ${printable(name, 60)}; ${hint} (see: nhi help rules)`);
    }
    if (args.includes("--help") || args.includes("-h")) {
      world.stdout.write(`${verb.help}\n`);
      return 0;
    }
    return verb.run(args, world);
  },
};
