import type { AccountState } from "./account-state.ts";

/** A state of the control plane and when it came to be, in milliseconds since 1970. */
export interface Moment {
  readonly atMs: number;
  readonly state: AccountState;
}

/**
 * The control plane's states, oldest first; never empty. Enforcement follows it by a delay:
 * what is enforced now is what the control plane said that long ago.
 */
export type Timeline = readonly Moment[];

const lastBefore = (timeline: Timeline, atMs: number) =>
  Math.max(
    0,
    timeline.findLastIndex((moment) => moment.atMs <= atMs),
  );

export function enforcedState(timeline: Timeline, delayMs: number, nowMs: number): AccountState {
  return (timeline[lastBefore(timeline, nowMs - delayMs)] as Moment).state;
}

export function currentState(timeline: Timeline): AccountState {
  return (timeline.at(-1) as Moment).state;
}

/** Adds a state and forgets those that no later moment can enforce. */
export function advanced(timeline: Timeline, state: AccountState, delayMs: number, nowMs: number): Timeline {
  return [...timeline.slice(lastBefore(timeline, nowMs - delayMs)), { atMs: nowMs, state }];
}
