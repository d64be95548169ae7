import { printable } from "../../domain/event/printable.ts";
import { playbookLadders, playbookNames, playbookScope } from "../../domain/response/decision.ts";
import { notStopped } from "../../domain/response/not-stopped.ts";
import { jsonLine } from "../cases/place.ts";
import type { Command } from "../command.ts";
import { playbookNamed } from "../containment/contain-target.ts";
import { playbookTexts } from "../containment/playbook-texts.ts";
import { paragraph } from "../demo/demo-text.ts";
import { type Paint, paintFor } from "../paint.ts";
import { readOptions } from "../read-options.ts";
import { UsageError } from "../usage-error.ts";

const options = {
  json: { type: "boolean" },
  "no-color": { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

const help = `nhi playbooks [NAME]

Lists the playbooks: what each stops, what it changes, and how it is undone. With a name it also says what that one
does not stop. From the weakest to the strongest, for roles and for users; then those that only people start.

  --json          print one JSON object on standard output, and nothing else there
  --no-color      no colours; the variable NO_COLOR does the same`;

/** `nhi playbooks` */
export const playbooksCommand: Command = {
  name: "playbooks",
  summary: "what can be contained, and what each playbook stops and does not stop",
  help,
  run: async (args, world) => {
    const { values, positionals } = readOptions("playbooks", args, options);
    if (values.help) {
      world.stdout.write(`${help}\n`);
      return 0;
    }
    const [name, ...rest] = positionals;
    if (rest.length > 0) throw new UsageError(`one playbook at a time, not also ${printable(rest[0] as string, 60)}`);
    const shown = name === undefined ? weakestFirst : [playbookNamed(name)];
    const paint = paintFor(world.stdout, world.environment, values["no-color"] === true);
    const described = shown.map((playbook) => {
      const scope = playbookScope[playbook];
      return { playbook, scope, ...playbookTexts[playbook], notStopped: notStopped[playbook] };
    });
    if (values.json) world.stdout.write(jsonLine({ format: "nhi-playbooks/1", playbooks: described }));
    else
      world.stdout.write(`${described.map((one) => lines(one, name !== undefined, paint).join("\n")).join("\n\n")}\n`);
    return 0;
  },
};

/** Those that only people start come last, and of them those on no ladder. */
const weakestFirst = [...new Set([...playbookLadders.flat(), ...playbookNames])];

interface Described {
  readonly playbook: (typeof playbookNames)[number];
  readonly scope: string;
  readonly stops: string;
  readonly does: string;
  readonly about: string;
  readonly released: string;
  readonly notStopped: readonly string[];
}

const lines = (one: Described, isWhole: boolean, paint: Paint): string[] => [
  `${paint("bold", one.playbook)}  (${one.scope})`,
  ...paragraph(`stops     ${one.stops}`, 2),
  ...paragraph(`does      ${one.does}`, 2),
  ...paragraph(`undone    ${one.released}`, 2),
  ...paragraph(`by hand   nhi contain ${one.about} --playbook ${one.playbook}`, 2),
  ...(isWhole ? ["  does not stop", ...one.notStopped.flatMap((sentence) => paragraph(`- ${sentence}`, 4))] : []),
];
