import { identityPk } from "./table.ts";

/**
 * Items of cases that nobody ruled on: pk `IDENTITY#<key>`, sk `UNRULED#<place>`. An identity has a few places, and the
 * newest case takes that of the oldest, so nothing has to be deleted to stay within bounds.
 */
export const unruledKeys = {
  pk: identityPk,
  skPrefix: "UNRULED#",
  sk: (place: number) => `UNRULED#${place}`,
} as const;

export const unruledItem = {
  caseId: "caseId",
  /** JSON: the case. */
  file: "case",
  /** Number: milliseconds since 1970 of its last event. */
  updatedMs: "updated",
} as const;

/** Value of `openKind`: the sparse index also finds these. `openSince` is when the case began. */
export const unruledKind = "unruled";
