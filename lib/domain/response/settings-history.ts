import { printable } from "../event/printable.ts";
import { identityKinds } from "../identity/identity.ts";
import type { Settings } from "./apply-preset.ts";
import { readFields, readList, readName, readNumber } from "./policy-fields.ts";
import { collectProblems, type PolicyProblem } from "./policy-problem.ts";
import { presetNames } from "./presets.ts";
import { readPolicy } from "./read-policy.ts";

/** One state of the settings, and how it came to be. */
export interface SettingsVersion {
  /** Counts up from 1 and is never used twice. */
  readonly version: number;
  readonly settings: Settings;
  /** Printable, at most 120 characters. */
  readonly who: string;
  readonly atMs: number;
  /** The version whose settings an undo brought back; undefined for a change. */
  readonly restores: number | undefined;
}

/** Oldest first, the last one in force; never empty. */
export interface SettingsHistory {
  readonly versions: readonly SettingsVersion[];
}

/** A change that is refused leaves the history as it was. */
export type SettingsChange = { readonly history: SettingsHistory } | { readonly problems: readonly PolicyProblem[] };

export const mostVersions = 50;

export const startSettings = (settings: Settings, who: string, atMs: number): SettingsHistory => ({
  versions: [{ version: 1, settings, who: printable(who, 120), atMs, restores: undefined }],
});

export const currentSettings = ({ versions }: SettingsHistory): SettingsVersion => versions.at(-1) as SettingsVersion;

/**
 * A new version with what is changed; the rest stays. What `change` holds is checked as `warden.yaml` is, and on a problem
 * nothing changes. A change that changes nothing makes no version.
 */
export function changeSettings(
  history: SettingsHistory,
  change: Partial<Settings>,
  who: string,
  atMs: number,
): SettingsChange {
  const { settings: before } = currentSettings(history);
  const settings = { ...before, ...change };
  const problems = problemsOf(settings);
  if (problems.length > 0) return { problems };
  if (sameAs(before, settings)) return { history };
  return { history: extended(history, settings, who, atMs, undefined) };
}

/**
 * A new version with the settings from before the change that is in force. Undone again, it goes back one change further.
 * Undefined where there is nothing older: the first version, or the oldest of the fifty that are kept.
 */
export function undoSettings(history: SettingsHistory, who: string, atMs: number): SettingsHistory | undefined {
  const current = currentSettings(history);
  const inForce = current.restores ?? current.version;
  const earlier = history.versions.find(({ version }) => version === inForce - 1);
  if (earlier === undefined) return undefined;
  return extended(history, earlier.settings, who, atMs, earlier.restores ?? earlier.version);
}

function extended(
  { versions }: SettingsHistory,
  settings: Settings,
  who: string,
  atMs: number,
  restores: number | undefined,
): SettingsHistory {
  const version = (versions.at(-1)?.version ?? 0) + 1;
  const next: SettingsVersion = { version, settings, who: printable(who, 120), atMs, restores };
  return { versions: [...versions, next].slice(-mostVersions) };
}

function problemsOf(settings: Settings): readonly PolicyProblem[] {
  const { signalWeights, disabledRules, thresholds } = settings;
  const reading = readPolicy({ signalWeights, disabledRules, thresholds });
  const problems = collectProblems();
  readList(settings.presets, ["presets"], presetNames.length, problems).forEach((name, at) => {
    readName(name, ["presets", at], presetNames, problems);
  });
  const weights = readFields(settings.kindWeights, ["kindWeights"], identityKinds, problems);
  for (const kind of identityKinds) readNumber(weights[kind], ["kindWeights", kind], { least: 0.5, most: 2 }, problems);
  return [...("problems" in reading ? reading.problems : []), ...problems.found];
}

/** Whether two settings say the same, in whatever order their keys stand. */
function sameAs(one: Settings, other: Settings): boolean {
  const text = (settings: Settings) =>
    JSON.stringify([
      settings.presets,
      sorted(settings.signalWeights),
      sorted(settings.kindWeights),
      [...settings.disabledRules].sort(),
      [settings.thresholds.review, settings.thresholds.alert, settings.thresholds.contain],
    ]);
  return text(one) === text(other);
}

const sorted = (weights: Readonly<Record<string, number>>): readonly (readonly [string, number])[] =>
  Object.entries(weights).sort(([a], [b]) => (a < b ? -1 : 1));
