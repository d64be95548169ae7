import type { Suspect } from "./suspect.ts";

/** The call that something is known from. */
export interface SweepEvent {
  readonly eventId: string;
  /** Milliseconds since 1970. */
  readonly timeMs: number;
  /** `iam:CreateAccessKey` */
  readonly action: string;
  readonly region: string;
}

/** One suspect that is followed: how far from the first, since when, and which call of whom brought it up. */
export interface SweepNode {
  readonly key: string;
  readonly suspect: Suspect;
  readonly depth: number;
  /** Earlier calls are not the intruder's; 0 where all of them are. Milliseconds since 1970. */
  readonly sinceMs: number;
  /** Key of the suspect that made it; undefined for the first. */
  readonly by: string | undefined;
  readonly event: SweepEvent | undefined;
}
