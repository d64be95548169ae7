import { printable } from "../../domain/event/printable.ts";
import { defaultPolicy, type Policy } from "../../domain/response/policy.ts";
import { withLayers } from "../../domain/response/policy-in-force.ts";
import { type SettingRow, settingRows } from "../../domain/response/setting-rows.ts";
import { jsonLine } from "../cases/place.ts";
import type { ExitCode } from "../command.ts";
import { aligned, counted, time } from "../figures.ts";
import { readOptions } from "../read-options.ts";
import { UsageError } from "../usage-error.ts";
import { loadFilePolicy, loadLive, placeHelp, placeOptions, withSettings } from "./settings-place.ts";
import type { SettingsVerb } from "./verb.ts";

/** What `nhi settings show --json` prints. Keys are only ever added. */
export interface SettingsReport {
  readonly format: "nhi-settings/1";
  /** Version of the live settings, 0 where nothing was set; null where none were asked for. */
  readonly version: number | null;
  readonly policyFile: string | null;
  readonly settings: readonly SettingRow[];
  readonly policy: Policy;
}

export const showVerb: SettingsVerb = {
  name: "show",
  help: `nhi settings [show]    the policy in force, and where each value comes from
${placeHelp}
  Without --table and --data: what the policy file says by itself.`,
  run: async (args, world) => {
    const { values, positionals } = readOptions("settings", args, placeOptions);
    if (positionals.length > 0) throw new UsageError("show takes no names; it shows all settings");
    const { deployed, layers, file } = await loadFilePolicy(values, world);
    const live = await loadLive(values, world);
    const layered = layers(live?.settings);
    const policy = withLayers(deployed, layered);
    const settings = [...deployedRows(policy), ...settingRows(layered)];
    const version = live?.version ?? null;
    const report: SettingsReport = { format: "nhi-settings/1", version, policyFile: file ?? null, settings, policy };
    world.stdout.write(values.json ? jsonLine(report) : render(report));
    return 0;
  },
};

/** The keys that only the file sets. One that says what the defaults say cannot be told from them. */
function deployedRows(policy: Policy): readonly SettingRow[] {
  const row = (key: keyof Policy, value: string | number): SettingRow => {
    const isDefault = JSON.stringify(policy[key]) === JSON.stringify(defaultPolicy[key]);
    return { key, value, from: isDefault ? "default" : "file" };
  };
  return [
    row("mode", policy.mode),
    row("tiers", policy.tiers.map(({ name }) => name).join(", ") || "none"),
    row("protected", counted(policy.protected.length, "pattern")),
    row("oldestEventToActOnMinutes", policy.oldestEventToActOnMinutes),
    row("decoys", counted(policy.decoys.length, "pattern")),
    row("organisationAccounts", counted(policy.organisationAccounts.length, "account")),
  ];
}

function render({ version, policyFile, settings }: SettingsReport): string {
  const byPresets = (row: SettingRow) => row.key.startsWith("rules.") && row.from.startsWith("preset");
  const switched = settings.filter(byPresets);
  const from = (source: SettingRow["from"]) => (source === "live" ? `live, version ${version}` : source);
  const rows = settings
    .filter((row) => !byPresets(row))
    .map(({ key, value, from: source }) => [printable(key, 140), printable(String(value), 120), from(source)]);
  const [first] = switched;
  if (first !== undefined) rows.push(["rules", `${switched.length} off; --json names them`, first.from]);
  const file = policyFile === undefined || policyFile === null ? "no policy file" : printable(policyFile, 200);
  const said =
    version === null ? "without live settings" : version === 0 ? "nothing is set live" : `live version ${version}`;
  return [`${file}, as it is here; ${said}`, ...aligned(rows), ""].join("\n");
}

export const historyVerb: SettingsVerb = {
  name: "history",
  help: `nhi settings history    who changed the live settings, when, how and why, newest first
${placeHelp}`,
  run: async (args, world) => {
    const { values } = readOptions("settings", args, placeOptions);
    return withSettings<ExitCode>(values, world, async (store) => {
      const versions = await store.history();
      const rows = versions.map(({ version, changedAtMs, changedBy, change, reason }) => {
        const said = [changedBy, change, reason].map((text, at) => printable(text, at === 0 ? 40 : 120));
        return [String(version), `${time(changedAtMs)} UTC`, ...said];
      });
      const lines = rows.length === 0 ? ["nothing was ever set live"] : aligned(rows, [0]);
      world.stdout.write(
        values.json ? jsonLine({ format: "nhi-settings-history/1", versions }) : `${lines.join("\n")}\n`,
      );
      return 0;
    });
  },
};
