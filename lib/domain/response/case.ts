import type { ContainmentTarget, ResponseAction } from "./decision.ts";

/** One line of a case's story. */
export interface StoryEntry {
  readonly timeMs: number;
  readonly eventId: string;
  /** `signal network`, `finding <rule id>`, `containment <id>` … */
  readonly what: string;
  /** One printable sentence with observed and expected. */
  readonly text: string;
  readonly points: number;
}

/** The one story of an identity's deviation. At most one is open for an identity. */
export interface Case {
  readonly caseId: string;
  readonly identityKey: string;
  readonly openedMs: number;
  readonly updatedMs: number;
  readonly trust: number;
  /** The strongest response so far. */
  readonly action: ResponseAction;
  /** In order of time, at most 40 entries; `omitted` counts the rest. */
  readonly story: readonly StoryEntry[];
  readonly omitted: number;
  readonly containmentIds: readonly string[];
  /** Sessions begun up to this time were revoked by the last containment of a role; one begun later needs another. */
  readonly containedUntilMs?: number | undefined;
  readonly target: ContainmentTarget | undefined;
}
