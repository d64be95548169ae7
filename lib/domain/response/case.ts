import type { Band } from "../behaviour/band.ts";
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
  /** What the signal observed, alone. Where it is missing it is read from the text, if that is unambiguous. */
  readonly observed?: string;
  /** As the signal says; where they are missing the case is judged as if they might be true. */
  readonly deterministic?: boolean;
  readonly sensitive?: boolean;
  readonly band?: Band | undefined;
}

/** expected: it belongs to the identity's work, for a time. benign: it was harmless, once. abuse: it was an attack. */
export const verdictKinds = ["expected", "benign", "abuse"] as const;
export type VerdictKind = (typeof verdictKinds)[number];

/** How a person closed a case. */
export interface Ruling {
  readonly verdict: VerdictKind;
  readonly owner: string;
  readonly reason: string;
  /** Milliseconds since 1970; distinct for every ruling on one identity. */
  readonly ruledMs: number;
  /** When the allowance ends that came with it; none for abuse. */
  readonly untilMs: number | undefined;
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
  /** Set on a case that somebody ruled on. Such a case is closed: nothing joins it any more. */
  readonly ruling?: Ruling | undefined;
}
