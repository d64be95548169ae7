import { printable } from "../domain/event/printable.ts";
import { type LiveSettings, noLiveSettings, readLiveSettings, saysTheSame } from "../domain/response/live-settings.ts";
import { type PolicyProblem, problemText } from "../domain/response/policy-problem.ts";
import type { SettingsStore, StoredSettings } from "./settings-store.ts";

/** Who changes the settings, as they say themselves, when and why. */
export interface SettingsNote {
  readonly by: string;
  readonly atMs: number;
  readonly reason: string;
}

/** What a change came to. */
export interface SettingsChange {
  /** The version in force now; the one before where nothing changed, and nothing was written. */
  readonly version: number;
  readonly before: LiveSettings;
  readonly after: LiveSettings;
  readonly isChanged: boolean;
}

/** A change that is not allowed: the message says why, and what to do. */
export class SettingsChangeError extends Error {
  override readonly name = "SettingsChangeError";
}

const attempts = 5;
const longestAuthor = 100;
const longestReason = 300;
const longestChange = 300;

/**
 * Writes a further version with what `edit` makes of the newest one; `edit` may come again with a newer one where
 * another writer came first. What it gives is checked as the stored settings are, and on a problem nothing is written.
 */
export function changeSettings(
  store: SettingsStore,
  edit: (settings: LiveSettings) => unknown,
  change: string,
  note: SettingsNote,
): Promise<SettingsChange> {
  return write(store, edit, change, note, undefined);
}

/**
 * Brings back the settings from before the last change, as a version of its own; undone again, those from before that.
 * With `toVersion` it brings back that one, which is also how an undo is undone.
 */
export async function undoSettings(
  store: SettingsStore,
  note: SettingsNote,
  toVersion: number | undefined,
): Promise<SettingsChange & { readonly restored: number }> {
  const history = await store.history();
  const origin = (version: number): number => history.find((one) => one.version === version)?.restored ?? version;
  const newest = history[0]?.version ?? 0;
  const target = origin(toVersion ?? origin(newest) - 1);
  if (target < 0) throw new SettingsChangeError("There is nothing to undo: nothing was ever set, or all is undone.");
  const earlier = target > newest ? undefined : await store.loadVersion(target);
  if (earlier === undefined)
    throw new SettingsChangeError(`There is no version ${target}; the newest is ${newest}. See: nhi settings history`);
  const settings = settingsOf(earlier);
  const done = await write(store, () => settings, `undone to version ${target}`, note, target);
  return { ...done, restored: target };
}

/** The settings that a version holds. Throws a SettingsChangeError where they are none. */
export function settingsOf({ version, settings }: StoredSettings): LiveSettings {
  const reading = readLiveSettings(settings);
  if ("settings" in reading) return reading.settings;
  throw new SettingsChangeError(
    `Version ${version} of the live settings cannot be read, so it is not in force: ${firstOf(reading.problems)} ` +
      "Bring back one that can be with: nhi settings undo VERSION",
  );
}

async function write(
  store: SettingsStore,
  edit: (settings: LiveSettings) => unknown,
  change: string,
  { by, atMs, reason }: SettingsNote,
  restored: number | undefined,
): Promise<SettingsChange> {
  for (let attempt = 0; attempt < attempts; attempt++) {
    const stored = await store.load();
    const found = readLiveSettings(stored.settings);
    // An undo is the way out of a version that cannot be read; a change would build on it.
    const before = "settings" in found || restored === undefined ? settingsOf(stored) : noLiveSettings;
    const reading = readLiveSettings(edit(before));
    if ("problems" in reading) throw new SettingsChangeError(firstOf(reading.problems));
    const after = reading.settings;
    const isChanged = "problems" in found || !saysTheSame(before, after);
    if (!isChanged) return { version: stored.version, before, after, isChanged };
    const isWritten = await store.save({
      expectedVersion: stored.version,
      changedBy: printable(by, longestAuthor),
      changedAtMs: atMs,
      change: printable(change, longestChange),
      reason: printable(reason, longestReason),
      restored,
      settings: after,
    });
    if (isWritten) return { version: stored.version + 1, before, after, isChanged };
  }
  throw new Error(`Others changed the live settings ${attempts} times while this change was made; run it again.`);
}

const firstOf = (problems: readonly PolicyProblem[]): string => problems.map(problemText)[0] ?? "";
