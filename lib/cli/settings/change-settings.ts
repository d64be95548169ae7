import { changeSettings, type SettingsChange, undoSettings } from "../../app/change-settings.ts";
import { printable } from "../../domain/event/printable.ts";
import type { LiveSettings } from "../../domain/response/live-settings.ts";
import { nearestName } from "../../domain/response/nearest-name.ts";
import { type PresetName, presetNames } from "../../domain/response/presets.ts";
import { settingDifferences } from "../../domain/response/setting-rows.ts";
import { jsonLine } from "../cases/place.ts";
import type { ExitCode } from "../command.ts";
import { readOptions } from "../read-options.ts";
import { authorOf, byHelp, byOption } from "../rules/author.ts";
import { UsageError } from "../usage-error.ts";
import type { World } from "../world.ts";
import { assigned, unassigned } from "./assignment.ts";
import { differenceLines } from "./render-differences.ts";
import {
  type FilePolicy,
  loadFilePolicy,
  placeHelp,
  placeOptions,
  placeWords,
  withSettings,
} from "./settings-place.ts";
import type { SettingsVerb } from "./verb.ts";

const options = { ...placeOptions, ...byOption, reason: { type: "string" } } as const;
const reasonHelp = "  --reason TEXT      why, for the history; has to be given";
const shownDifferences = 20;

interface ChangeValues {
  readonly table?: string | undefined;
  readonly data?: string | undefined;
  readonly policy?: string | undefined;
  readonly json?: boolean | undefined;
  readonly by?: string | undefined;
  readonly reason?: string | undefined;
}

export const setVerb: SettingsVerb = {
  name: "set",
  help: `nhi settings set KEY=VALUE...    change settings of the running warden, as one version
  thresholds.review=80, thresholds.alert=65, thresholds.contain=30   0 to 100; contain no higher than deployed
  signalWeights.KIND=0, kindWeights.KIND=1.5                         0 to 2, and 0.5 to 2
  rules.ID=off, rules.ID=on                                          built-in and pushed rules
  presets=ci_cd,strict                                               in place of those of warden.yaml; none for none
${reasonHelp}
${byHelp}
${placeHelp}
  A running warden takes it up within a minute. mode, protected, tiers, decoys and the other keys of warden.yaml are not
  set live: nobody is to widen a response or lift a protection without a deployment.`,
  run: async (args, world) => {
    const { values, positionals } = readOptions("settings", args, options);
    if (positionals.length === 0) throw new UsageError("nothing to set; give KEY=VALUE, as in signalWeights.region=0");
    const edit = (settings: LiveSettings) => positionals.reduce(assigned, settings);
    return change(values, world, edit, `set ${positionals.join(" ")}`);
  },
};

export const unsetVerb: SettingsVerb = {
  name: "unset",
  help: `nhi settings unset KEY...    take back what was set live: a key, or thresholds, signalWeights, kindWeights, rules, presets
${reasonHelp}
${byHelp}
${placeHelp}`,
  run: async (args, world) => {
    const { values, positionals } = readOptions("settings", args, options);
    if (positionals.length === 0) throw new UsageError("nothing to unset; give a key, as in signalWeights.region");
    const edit = (settings: LiveSettings) => positionals.reduce(unassigned, settings);
    return change(values, world, edit, `unset ${positionals.join(" ")}`);
  },
};

export const presetVerb: SettingsVerb = {
  name: "preset",
  help: `nhi settings preset add|remove NAME...    pick presets for the running warden, beside those in force
${reasonHelp}
${byHelp}
${placeHelp}
  nhi presets lists them, nhi presets show NAME tells what one changes.`,
  run: async (args, world) => {
    const { values, positionals } = readOptions("settings", args, options);
    const [what, ...names] = positionals;
    if ((what !== "add" && what !== "remove") || names.length === 0)
      throw new UsageError("preset takes add or remove, and names: nhi settings preset add ci_cd");
    const wanted = names.map(presetNamed);
    const edit = (settings: LiveSettings, { deployed }: FilePolicy): LiveSettings => {
      const picked = settings.presets ?? deployed.stated.presets;
      const missing = wanted.find((name) => !picked.includes(name));
      if (what === "remove" && missing !== undefined)
        throw new UsageError(`${missing} is not picked; picked are ${picked.join(", ") || "none"}`);
      const isPicked = (name: PresetName) =>
        what === "add"
          ? picked.includes(name) || wanted.includes(name)
          : picked.includes(name) && !wanted.includes(name);
      return { ...settings, presets: presetNames.filter(isPicked) };
    };
    return change(values, world, edit, `preset ${what} ${wanted.join(" ")}`);
  },
};

export const undoVerb: SettingsVerb = {
  name: "undo",
  help: `nhi settings undo [VERSION]    bring back the settings from before the last change, or those of VERSION
  --reason TEXT      why, for the history
${byHelp}
${placeHelp}`,
  run: async (args, world) => {
    const { values, positionals } = readOptions("settings", args, options);
    const [version, ...more] = positionals;
    if (more.length > 0 || (version !== undefined && !/^\d{1,9}$/.test(version)))
      throw new UsageError(
        `${printable(more[0] ?? version ?? "", 40)} is no version; give one whole number that nhi settings history lists`,
      );
    const policy = await loadFilePolicy(values, world);
    return withSettings<ExitCode>(values, world, async (store) => {
      const note = { ...authorOf(values, world), reason: values.reason ?? "" };
      const done = await undoSettings(store, note, version === undefined ? undefined : Number(version));
      const words = done.isChanged
        ? `the settings of version ${done.restored} are back, as version ${done.version}`
        : `the settings are those of version ${done.restored} already`;
      tell(done, policy, [words], values.json === true, world);
      return 0;
    });
  },
};

/** The preset of that name. Throws a UsageError that names those there are. */
export function presetNamed(name: string): PresetName {
  const found = presetNames.find((known) => known === name);
  if (found !== undefined) return found;
  const meant = nearestName(name, presetNames);
  const hint = meant ? `did you mean ${meant}?` : `there are ${presetNames.join(", ")}`;
  throw new UsageError(`there is no preset ${printable(name, 60)}; ${hint}`);
}

async function change(
  values: ChangeValues,
  world: World,
  edit: (settings: LiveSettings, policy: FilePolicy) => LiveSettings,
  what: string,
): Promise<ExitCode> {
  if (values.reason === undefined || values.reason.trim() === "")
    throw new UsageError("why? say it with --reason TEXT, for whoever reads the history");
  const note = { ...authorOf(values, world), reason: values.reason };
  const policy = await loadFilePolicy(values, world);
  return withSettings<ExitCode>(values, world, async (store, place) => {
    const checked = (settings: LiveSettings) => notWider(edit(settings, policy), policy);
    const done = await changeSettings(store, checked, what, note);
    for (const line of strangeRules(done, policy)) world.stderr.write(`${line}\n`);
    const lines = done.isChanged
      ? [`version ${done.version}, in force within a minute`]
      : [`nothing is new: version ${done.version} says the same`];
    const undo = done.isChanged ? [`take it back with: nhi settings undo ${placeWords(place)}`] : [];
    tell(done, policy, lines, values.json === true, world, undo);
    return 0;
  });
}

/** Rules that are newly switched and not built in: one that was pushed, or a slip of the pen. */
function strangeRules({ before, after }: SettingsChange, { builtInRules }: FilePolicy): readonly string[] {
  const known = builtInRules.map(({ ruleId }) => ruleId);
  const switched = ({ disabledRules, enabledRules }: LiveSettings) => [...disabledRules, ...enabledRules];
  const strange = switched(after).filter((ruleId) => !known.includes(ruleId) && !switched(before).includes(ruleId));
  return strange.map((ruleId) => {
    const meant = nearestName(ruleId, known);
    const hint = meant === undefined ? "" : `; did you mean ${meant}?`;
    return `no built-in rule is named ${printable(ruleId, 128)}: it holds for a pushed one${hint}`;
  });
}

/** The functions hold `contain` at what was deployed in any case; who sets more is told so instead. */
function notWider(settings: LiveSettings, policy: FilePolicy): LiveSettings {
  const wanted = settings.thresholds.contain;
  const most = policy.layers().thresholds.contain.value;
  if (typeof wanted !== "number" || wanted <= most || wanted > 100) return settings;
  throw new UsageError(
    `thresholds.contain is ${wanted}; allowed is at most ${most}, as it is deployed: nobody is to make containment come ` +
      "sooner without a deployment. Change warden.yaml and deploy it",
  );
}

function tell(
  { version, before, after, isChanged }: SettingsChange,
  policy: FilePolicy,
  said: readonly string[],
  asJson: boolean,
  world: World,
  hints: readonly string[] = [],
): void {
  const differences = settingDifferences(policy.layers(before), policy.layers(after));
  const report = { format: "nhi-settings-change/1", version, isChanged, differences, settings: after };
  const same = isChanged && differences.length === 0 ? ["  no setting has another value than before"] : [];
  const lines = [...said, ...differenceLines(differences, shownDifferences), ...same, ...hints, ""];
  world.stdout.write(asJson ? jsonLine(report) : lines.join("\n"));
}
