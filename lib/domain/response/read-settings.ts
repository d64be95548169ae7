import { type SignalKind, signalKinds } from "../detection/signal.ts";
import { type IdentityKind, identityKinds } from "../identity/identity.ts";
import type { Policy, Thresholds } from "./policy.ts";
import { type Keys, readFields, readList, readName, readNumber, readTexts } from "./policy-fields.ts";
import type { Problems } from "./policy-problem.ts";
import { type PresetName, presetNames } from "./presets.ts";

export const thresholdKeys = ["review", "alert", "contain"] as const;

const mostRuleIds = 1_000;

/** Names of presets, each once and in the order of `presetNames`. */
export function readPresets(value: unknown, problems: Problems): readonly PresetName[] {
  const named = readList(value, ["presets"], presetNames.length, problems).map((name, at) =>
    // An empty entry is no name, and must not pass for one that was left out.
    readName(name ?? "", ["presets", at], presetNames, problems),
  );
  return presetNames.filter((name) => named.includes(name));
}

/** The thresholds that are said, each 0 to 100; their order is not looked at. */
export function readSomeThresholds(value: unknown, keys: Keys, problems: Problems): Partial<Thresholds> {
  const fields = readFields(value, keys, thresholdKeys, problems);
  return readNumbers(thresholdKeys, fields, keys, { least: 0, most: 100 }, problems);
}

export function readSignalWeights(value: unknown, problems: Problems): Policy["signalWeights"] {
  const fields = readFields(value, ["signalWeights"], signalKinds, problems);
  return readNumbers<SignalKind>(signalKinds, fields, ["signalWeights"], { least: 0, most: 2 }, problems);
}

export function readKindWeights(value: unknown, problems: Problems): Policy["kindWeights"] {
  const fields = readFields(value, ["kindWeights"], identityKinds, problems);
  return readNumbers<IdentityKind>(identityKinds, fields, ["kindWeights"], { least: 0.5, most: 2 }, problems);
}

function readNumbers<Name extends string>(
  names: readonly Name[],
  fields: Readonly<Record<string, unknown>>,
  keys: Keys,
  range: { readonly least: number; readonly most: number },
  problems: Problems,
): Partial<Record<Name, number>> {
  const numbers: Partial<Record<Name, number>> = {};
  for (const name of names) {
    const number = readNumber(fields[name], [...keys, name], range, problems);
    if (number !== undefined) numbers[name] = number;
  }
  return numbers;
}

const ruleIds = {
  most: mostRuleIds,
  isAllowed: (text: string) => /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(text),
  allowed: "a rule's id: its file name without the ending",
  remedy: "Write the id as alerts and `nhi rules` show it.",
};

/** Ids of rules; whether there are such rules is not looked at, because some are pushed later. */
export const readRuleIds = (value: unknown, key: string, problems: Problems): readonly string[] =>
  readTexts(value, [key], ruleIds, problems);

/** A rule that is switched off and on at once is a mistake, and which of the two was meant is not guessed. */
export function refuseRulesOnAndOff(off: readonly string[], on: readonly string[], problems: Problems): void {
  for (const [at, ruleId] of on.entries()) {
    if (!off.includes(ruleId)) continue;
    const allowed = "a rule that disabledRules does not name";
    problems.add({
      keys: ["enabledRules", at],
      given: ruleId,
      allowed,
      remedy: "Take it out of one of the two lists.",
    });
  }
}
