import type { LiveSettings } from "../domain/response/live-settings.ts";

/** One version of the live settings. Versions count from 1, each is kept, and none is ever changed. */
export interface SettingsVersion {
  readonly version: number;
  readonly changedBy: string;
  readonly changedAtMs: number;
  /** What was done: `set signalWeights.region=0`. */
  readonly change: string;
  /** Why, as whoever did it said; "" where nothing was said. */
  readonly reason: string;
  /** The earlier version that an undo brought back, 0 for none at all; undefined for every other change. */
  readonly restored: number | undefined;
}

export interface StoredSettings {
  /** 0 where nothing was ever set. */
  readonly version: number;
  /** As they were stored; `readLiveSettings` says whether they are any. `{}` for version 0. */
  readonly settings: unknown;
}

/** The new version: `expectedVersion` is the one that it was made from. */
export interface SettingsWrite extends Omit<SettingsVersion, "version"> {
  readonly expectedVersion: number;
  readonly settings: LiveSettings;
}

/** Versions that `history` gives, newest first. */
export const settingsHistoryLength = 50;

/**
 * Where live settings are kept. A store that cannot be reached throws; absence is only told after a successful read.
 */
export interface SettingsStore {
  load(): Promise<StoredSettings>;
  /** An earlier version, or undefined where there is none. Version 0 is the empty one. */
  loadVersion(version: number): Promise<StoredSettings | undefined>;
  /**
   * Writes version `expectedVersion + 1` and returns true; false, and nothing written, where another was written first.
   */
  save(write: SettingsWrite): Promise<boolean>;
  /** The newest versions, at most `settingsHistoryLength` of them, newest first. */
  history(): Promise<readonly SettingsVersion[]>;
}
