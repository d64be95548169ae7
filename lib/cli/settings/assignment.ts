import { signalKinds } from "../../domain/detection/signal.ts";
import { printable } from "../../domain/event/printable.ts";
import { identityKinds } from "../../domain/identity/identity.ts";
import { deployedOnly, type LiveSettings, noLiveSettings } from "../../domain/response/live-settings.ts";
import { nearestName } from "../../domain/response/nearest-name.ts";
import { thresholdKeys } from "../../domain/response/read-settings.ts";
import { UsageError } from "../usage-error.ts";

const numbered = ["thresholds", "signalWeights", "kindWeights"] as const;
const namesOf = { thresholds: thresholdKeys, signalWeights: signalKinds, kindWeights: identityKinds } as const;

const forms =
  "thresholds.NAME=NUMBER, signalWeights.KIND=NUMBER, kindWeights.KIND=NUMBER, rules.ID=on, rules.ID=off, presets=NAME,NAME";

/**
 * The settings with `KEY=VALUE` in them. Names and numbers are left to the check of the whole; a text that is no
 * assignment, or a key that there is not, is a UsageError.
 */
export function assigned(settings: LiveSettings, text: string): LiveSettings {
  const split = text.indexOf("=");
  if (split < 1) throw new UsageError(`${printable(text, 80)} sets nothing; write one of ${forms}`);
  const key = text.slice(0, split);
  const value = text.slice(split + 1);
  const { section, name } = keyParts(key);
  if (value === "")
    throw new UsageError(`${printable(key, 80)} has no value; take a setting back with: nhi settings unset KEY`);
  if (deployedOnly.includes(section)) return { ...settings, [section]: value };
  if (section === "presets") return { ...settings, presets: value === "none" ? [] : (value.split(",") as never) };
  if (name === "") throw new UsageError(`${section} needs a name after a dot; write one of ${forms}`);
  if (section === "rules") return withRule(settings, name, value);
  const numbers = settings[section as (typeof numbered)[number]];
  return { ...settings, [section]: { ...numbers, [name]: /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value } };
}

/** The settings without what was set live under the key; a section's name alone means all under it. */
export function unassigned(settings: LiveSettings, key: string): LiveSettings {
  const { section, name } = keyParts(key);
  if (deployedOnly.includes(section))
    throw new UsageError(`${section} is never set live; it stands in warden.yaml only`);
  if (section === "presets") return { ...settings, presets: undefined };
  if (section === "rules") {
    const without = (ruleIds: readonly string[]) => (name === "" ? [] : ruleIds.filter((ruleId) => ruleId !== name));
    const { disabledRules, enabledRules } = settings;
    return { ...settings, disabledRules: without(disabledRules), enabledRules: without(enabledRules) };
  }
  const plain = section as (typeof numbered)[number];
  if (name === "") return { ...settings, [plain]: noLiveSettings[plain] };
  const kept = Object.entries(settings[plain]).filter(([kind]) => kind !== name);
  return { ...settings, [plain]: Object.fromEntries(kept) };
}

function withRule(settings: LiveSettings, ruleId: string, value: string): LiveSettings {
  if (value !== "on" && value !== "off")
    throw new UsageError(`rules.${printable(ruleId, 80)} is ${printable(value, 40)}; allowed is on or off`);
  const others = (ruleIds: readonly string[]) => ruleIds.filter((one) => one !== ruleId);
  const { disabledRules, enabledRules } = settings;
  return {
    ...settings,
    disabledRules: value === "off" ? [...others(disabledRules), ruleId] : others(disabledRules),
    enabledRules: value === "on" ? [...others(enabledRules), ruleId] : others(enabledRules),
  };
}

function keyParts(key: string): { readonly section: string; readonly name: string } {
  const dot = key.indexOf(".");
  const section = dot < 0 ? key : key.slice(0, dot);
  const known = [...numbered, "rules", "presets", ...deployedOnly];
  if (known.includes(section)) return { section, name: dot < 0 ? "" : key.slice(dot + 1) };
  const home = numbered.find((one) => (namesOf[one] as readonly string[]).includes(key));
  const near = nearestName(section, known);
  const meant = home === undefined ? near && near + key.slice(section.length) : `${home}.${key}`;
  const hint = meant === undefined ? `there are ${forms}` : `did you mean ${printable(meant, 80)}?`;
  throw new UsageError(`there is no setting ${printable(key, 80)}; ${hint}`);
}
