import type { Band } from "../behaviour/band.ts";
import type { SignalFamily } from "../detection/signal.ts";
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
  /**
   * For evidence of an hour or a day, whose `timeMs` is its beginning: when an event showed it. The story is in this
   * order.
   */
  readonly seenMs?: number;
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

/** A session that evidence of the case came from. */
export interface CaseSession {
  /** Hash of its access key's id, as session links have it. */
  readonly key: number;
  /** Identity key of who asked for the session; "" while that is not known. */
  readonly maker: string;
  /** `AROA…:session-name`; not there where no record said it, and in cases stored before it was kept. */
  readonly principalId?: string | undefined;
  /** Families that the session's own evidence is of, each weighty enough to count. */
  readonly families?: readonly SignalFamily[] | undefined;
  /** Whether a sensitive action, and a fact that is enough by itself, is among that evidence. */
  readonly sensitive?: boolean | undefined;
  readonly fact?: boolean | undefined;
}

/** A containment that was started, or asked for, in a case. */
export interface CaseContainment {
  readonly containmentId: string;
  readonly target: ContainmentTarget;
  readonly startedMs: number;
  /** What CloudTrail showed of the credential after it took effect; undefined while it showed nothing. */
  readonly shown?: ShownByTrail | undefined;
}

/** One call that shows whether a containment holds. */
export interface ShownByTrail {
  readonly level: "PROVEN" | "FAILED";
  readonly timeMs: number;
  readonly eventId: string;
  /** `s3:GetObject` */
  readonly action: string;
}

/** A containment that was asked for because a sweep found its target to be made with a contained credential. */
export interface DerivedCredential {
  readonly containmentId: string;
  readonly target: ContainmentTarget;
  /** ARN of the user or role that it belongs to: another identity than the case's, most often. */
  readonly identityKey: string;
  /** The containment that was swept. */
  readonly sourceId: string;
  /** The call that made it. */
  readonly eventId: string;
  readonly requestedMs: number;
}

/** What the sweeps after a case's containments came to, all together. Every text is printable and bounded. */
export interface CaseSweep {
  /** When the last one ended; milliseconds since 1970. */
  readonly sweptMs: number;
  /** Whether any of them left something out. */
  readonly isTruncated: boolean;
  /** Sources first; at most `mostDerived`. */
  readonly derived: readonly DerivedCredential[];
  /** What a person has to stop or undo, one line each; at most `mostSweepLines`. */
  readonly people: readonly string[];
  /** What was read and has to be replaced; at most `mostSweepLines`. */
  readonly replace: readonly string[];
  /** Lines of both that there was no room for. */
  readonly omitted: number;
}

/** What people were last told of a case, so that only news is told again. */
export interface Told {
  /** When, by the clock of whoever told it; milliseconds since 1970. */
  readonly toldMs: number;
  readonly action: ResponseAction;
  /** Whether something was named that is, or would be, contained. */
  readonly hasTarget: boolean;
  /** The lowest trust that was told. */
  readonly trust: number;
  readonly families: readonly SignalFamily[];
  /** Whether a fact that is enough by itself was told. */
  readonly hasFact: boolean;
  readonly containments: number;
  /** Containments that were told not to hold; 0 where it is missing. */
  readonly notHolding?: number | undefined;
  /** A hash of each line that was told; at most as many as a story has. */
  readonly lines: readonly number[];
  /** When news of the same level were told, within the last day; at most `mostUpdatesADay`. */
  readonly updatesMs: readonly number[];
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
  /** In order of time, at most 40 entries, the weightiest of those there were; `omitted` counts the rest. */
  readonly story: readonly StoryEntry[];
  readonly omitted: number;
  readonly containmentIds: readonly string[];
  /** The latest of them, at most `mostCaseContainments`; none in cases stored before they were kept. */
  readonly containments?: readonly CaseContainment[] | undefined;
  /** What came of the contained credentials; not there before the first sweep. */
  readonly sweep?: CaseSweep | undefined;
  /** Sessions begun up to this time were revoked by the last containment of a role; one begun later needs another. */
  readonly containedUntilMs?: number | undefined;
  readonly target: ContainmentTarget | undefined;
  /** The sessions of the latest evidence that came from one, at most `mostCaseSessions`; none for long-term keys. */
  readonly sessions?: readonly CaseSession[] | undefined;
  /** Undefined where nobody was told yet. */
  readonly told?: Told | undefined;
  /** Set on a case that somebody ruled on. Such a case is closed: nothing joins it any more. */
  readonly ruling?: Ruling | undefined;
}
