import { SettingsChangeError, settingsOf } from "../../app/change-settings.ts";
import type { SettingsStore } from "../../app/settings-store.ts";
import { printable } from "../../domain/event/printable.ts";
import { type LayeredSettings, layerSettings, type PresetRule } from "../../domain/response/layer-settings.ts";
import type { LiveSettings } from "../../domain/response/live-settings.ts";
import type { DeployedPolicy } from "../../domain/response/stated-settings.ts";
import type { StoresPlace } from "../stores-place.ts";
import { UsageError } from "../usage-error.ts";
import type { World } from "../world.ts";
import { presetRulesIn } from "./preset-rules.ts";
import { tableProblem } from "./table-problem.ts";

export const placeOptions = {
  table: { type: "string" },
  data: { type: "string" },
  policy: { type: "string" },
  json: { type: "boolean" },
} as const;

export const placeHelp = `  --table NAME       the deployed warden's table, with AWS credentials and region from the environment
  --data FOLDER      instead of a table: the folder of nhi demo --data FOLDER
  --policy FILE      the policy that is deployed; without it warden.yaml in the current folder, if there is one
  --json             print one JSON object`;

interface PlaceValues {
  readonly table?: string | undefined;
  readonly data?: string | undefined;
  readonly policy?: string | undefined;
}

/** The policy file as it lies here, and what it makes of live settings. */
export interface FilePolicy {
  readonly deployed: DeployedPolicy;
  /** The file's name as it was given; undefined where there is none. */
  readonly file: string | undefined;
  readonly builtInRules: readonly PresetRule[];
  layers(live?: LiveSettings): LayeredSettings;
  /** The layers as if the file itself picked other presets. */
  layersWithPresets(presets: DeployedPolicy["stated"]["presets"]): LayeredSettings;
}

/** Settings that are worked out under a wrong file would be wrong answers: a UsageError instead. */
export async function loadFilePolicy(values: PlaceValues, world: World): Promise<FilePolicy> {
  const name = values.policy ?? "warden.yaml";
  const { deployed, problems, isMissing } = await world.loadPolicy(name);
  if (problems[0] !== undefined) throw new UsageError(printable(problems[0], 1000));
  if (isMissing && values.policy !== undefined)
    throw new UsageError(`--policy ${printable(name, 300)} does not exist; check the path`);
  const builtInRules = await presetRulesIn(world.builtInRules);
  return {
    deployed,
    file: isMissing ? undefined : name,
    builtInRules,
    layers: (live) => layerSettings(deployed, builtInRules, live),
    layersWithPresets: (presets) =>
      layerSettings({ ...deployed, stated: { ...deployed.stated, presets } }, builtInRules),
  };
}

/** The place that the options name; undefined where they name none, and a UsageError where they name two. */
export function placeOf({ table, data }: PlaceValues): StoresPlace | undefined {
  if (table !== undefined && data !== undefined)
    throw new UsageError("--table and --data are two places; give one of them");
  if (table !== undefined) return { table };
  return data === undefined ? undefined : { data };
}

/** As the command is called for the same place again. */
export const placeWords = (place: StoresPlace): string =>
  "table" in place ? `--table ${printable(place.table, 255)}` : `--data ${printable(place.data, 255)}`;

/** Works with the live settings that the options name; what people can put right about them becomes a UsageError. */
export async function withSettings<Result>(
  values: PlaceValues,
  world: World,
  work: (store: SettingsStore, place: StoresPlace) => Promise<Result>,
): Promise<Result> {
  const place = placeOf(values);
  if (place === undefined)
    throw new UsageError(
      "where are the settings? name the warden's table with --table, or a demo's folder with --data",
    );
  const stores = await world.openStores(place);
  try {
    return await work(stores.settings, place);
  } catch (error) {
    if (error instanceof SettingsChangeError) throw new UsageError(error.message);
    throw tableProblem(error, placeWords(place));
  } finally {
    await stores.close();
  }
}

/** The live settings of the place, with their version; undefined where the options name none. */
export async function loadLive(
  values: PlaceValues,
  world: World,
): Promise<{ readonly version: number; readonly settings: LiveSettings } | undefined> {
  if (placeOf(values) === undefined) return undefined;
  return withSettings(values, world, async (store) => {
    const stored = await store.load();
    return { version: stored.version, settings: settingsOf(stored) };
  });
}
