import { type PresetName, presetNames, presets } from "../../domain/response/presets.ts";
import { settingDifferences } from "../../domain/response/setting-rows.ts";
import { jsonLine } from "../cases/place.ts";
import { aligned } from "../figures.ts";
import { readOptions } from "../read-options.ts";
import { UsageError } from "../usage-error.ts";
import { presetNamed } from "./change-settings.ts";
import { differenceLines } from "./render-differences.ts";
import { loadFilePolicy, loadLive, placeHelp, placeOptions } from "./settings-place.ts";
import type { SettingsVerb } from "./verb.ts";

export const listVerb: SettingsVerb = {
  name: "list",
  help: `nhi presets [list]    name every preset with what it is for, and which are picked
${placeHelp}`,
  run: async (args, world) => {
    const { values, positionals } = readOptions("presets", args, placeOptions);
    if (positionals.length > 0) throw new UsageError("list takes no names; look at one with: nhi presets show NAME");
    const { layers } = await loadFilePolicy(values, world);
    const { value: picked, from } = layers((await loadLive(values, world))?.settings).presets;
    const listed = presetNames.map((name) => {
      const pickedBy = picked.includes(name) ? from : null;
      return { name, about: presets[name].about, pickedBy };
    });
    const rows = listed.map(({ name, about, pickedBy }) => {
      return [name, pickedBy === null ? "" : `picked (${pickedBy})`, about];
    });
    world.stdout.write(
      values.json ? jsonLine({ format: "nhi-presets/1", presets: listed }) : `${aligned(rows).join("\n")}\n`,
    );
    return 0;
  },
};

export const showPresetVerb: SettingsVerb = {
  name: "show",
  help: `nhi presets show NAME    what a preset changes beside the policy in force
${placeHelp}
  With --table or --data as if it were picked live, without them as if warden.yaml picked it.`,
  run: async (args, world) => {
    const { values, positionals } = readOptions("presets", args, placeOptions);
    const [given, ...more] = positionals;
    if (given === undefined || more.length > 0) throw new UsageError("show takes one name: nhi presets show ci_cd");
    const name = presetNamed(given);
    const policy = await loadFilePolicy(values, world);
    const live = await loadLive(values, world);
    const picked = live?.settings.presets ?? policy.deployed.stated.presets;
    const layersOf = (names: readonly PresetName[]) =>
      live === undefined ? policy.layersWithPresets(names) : policy.layers({ ...live.settings, presets: names });
    const without = layersOf(picked.filter((one) => one !== name));
    const withIt = layersOf([...new Set([...picked, name])]);
    const differences = settingDifferences(without, withIt).filter(({ key }) => key !== "presets");
    const isPicked = picked.includes(name);
    const { about, thresholds } = presets[name];
    const isHeld = (thresholds?.contain ?? 0) > withIt.thresholds.contain.value && live !== undefined;
    const lines = [
      `${name}: ${about}`,
      isPicked ? "It is picked, and changes:" : "It is not picked, and would change:",
      ...differenceLines(differences, Number.POSITIVE_INFINITY),
      ...(differences.length === 0 ? ["  nothing"] : []),
      ...(isHeld ? ["  thresholds.contain is raised by warden.yaml only, with a deployment"] : []),
      "",
    ];
    const report = { format: "nhi-preset/1", name, about, isPicked, differences };
    world.stdout.write(values.json ? jsonLine(report) : lines.join("\n"));
    return 0;
  },
};
