import type { KillSwitchSetting } from "../../app/kill-switch.ts";
import { printable } from "../../domain/event/printable.ts";
import { jsonLine } from "../cases/place.ts";
import type { Command, ExitCode } from "../command.ts";
import { asHelp, asOption, placeHelp, placeOptions, whyOf, withResponse } from "../containment/with-response.ts";
import { type Paint, paintFor } from "../paint.ts";
import { readOptions } from "../read-options.ts";
import { UsageError } from "../usage-error.ts";

const options = { ...placeOptions, ...asOption, why: { type: "string" } } as const;

const help = `nhi kill-switch [on|off] [--why TEXT]

Shows the kill switch: whether it is engaged, who set it, when and why. on stops every change that the warden makes by
itself, from the next one on: playbooks read the switch before each. off lets them change again. What is contained
stays so either way, and a person may release it.

  --why TEXT      why, for your colleagues; has to be given with off
${asHelp}
${placeHelp}

on needs one write to the table and asks nothing first. In AWS the policy NhiWardenResponderOperator allows it.`;

/** `nhi kill-switch` */
export const killSwitchCommand: Command = {
  name: "kill-switch",
  summary: "stop every containment at once, or allow them again",
  help,
  run: async (args, world) => {
    const { values, positionals } = readOptions("kill-switch", args, options);
    if (values.help) {
      world.stdout.write(`${help}\n`);
      return 0;
    }
    const [to, ...rest] = positionals;
    if (rest.length > 0 || (to !== undefined && to !== "on" && to !== "off")) {
      throw new UsageError(`kill-switch takes on or off, not ${printable(rest[0] ?? to ?? "", 60)}`);
    }
    const why = to === "off" ? whyOf(values.why, "kill-switch off") : values.why;
    const paint = paintFor(world.stdout, world.environment, values["no-color"] === true);
    return withResponse(values, world, async ({ stores, person }): Promise<ExitCode> => {
      if (to === "on") {
        // Set before it is known who sets it: nothing is to stand between the wish and the write.
        const user = world.environment["USER"] ?? world.environment["LOGNAME"] ?? "somebody";
        await stores.killSwitch.set(true, `${user} (not checked)`, why);
        const by = await person()
          .then((responder) => responder.whoAmI())
          .catch(() => undefined);
        if (by !== undefined) await stores.killSwitch.set(true, by, why);
      }
      if (to === "off") await stores.killSwitch.set(false, await (await person()).whoAmI(), why);
      const setting = await stores.killSwitch.setting();
      world.stdout.write(
        values.json ? jsonLine({ format: "nhi-kill-switch/1", ...setting }) : `${settingText(setting, paint)}\n`,
      );
      return 0;
    });
  },
};

function settingText({ state, setBy, setAt, why }: KillSwitchSetting, paint: Paint): string {
  const means = state === "engaged" ? "no playbook changes anything" : "playbooks may change what they contain";
  const who = setBy === undefined ? "" : `\n  set by ${printable(setBy, 200)}`;
  const when = setAt === undefined ? "" : ` at ${printable(setAt, 30)}`;
  const because = why === undefined ? "" : `: ${printable(why, 200)}`;
  const never = state === "released" && setBy === undefined ? ", and was never set" : "";
  return `The kill switch is ${paint(state === "engaged" ? "red" : "green", state)}${never}: ${means}.${who}${when}${because}`;
}
