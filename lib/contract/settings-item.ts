/**
 * Items of the live settings: one a version, pk `SETTINGS`, sk `VERSION#<version>`, padded so that they sort as numbers.
 * None is ever changed or deleted.
 */
export const settingsKeys = {
  pk: "SETTINGS",
  sk: (version: number) => `VERSION#${String(version).padStart(10, "0")}`,
} as const;

export const settingsItem = {
  version: "version",
  changedBy: "changedBy",
  /** Number: milliseconds since 1970. */
  changedAt: "changedAt",
  change: "change",
  reason: "reason",
  /** Number: the version that an undo brought back; absent for a change. */
  restored: "restored",
  /** JSON: the settings. */
  settings: "settings",
} as const;
