import type { Caller } from "./caller.ts";

/** What was marked and was no news, on which day (-1: it was news), and against which history. */
export interface LastSeen {
  caller: Caller | undefined;
  callerDay: number;
  callerMask: number;
  /** What was known of the identity then: records of one role may differ in that. */
  callerIdentity: object | undefined;
  /** Whoever acted last, whose kind is known of. */
  actor: object | undefined;
  /** The hour since 1970 that the identity was last marked as active in. */
  presentHour: number;
  /** An event before this, in milliseconds since 1970, that is newer than the newest, closes nothing. */
  quietUntilMs: number;
  /**
   * What the oldest day folds into, where the last comparison counts it as folded; else 0. And by how far weeks move
   * then.
   */
  foldedBit: number;
  foldedShift: number;
  /** The hour since 1970 that was no news, and the mask of days that it was compared with. */
  hour: number;
  hourMask: number;
  /** Whatever the comparison knows of the last action by its name. */
  action: string;
  actionFacts: object | undefined;
  actionKey: number;
  serviceKey: number;
  /** The heaviest action with which the service was no news. */
  serviceWeight: number;
  actionDay: number;
  actionMask: number;
  /** The text that named what the last call was about, and the parameter that it stood in. */
  resource: string;
  resourceField: object | undefined;
  /** The heaviest action with which it was no news. */
  resourceWeight: number;
  resourceDay: number;
  resourceMask: number;
  /** What it did again as its habit, since somebody took them; undefined where there is none. */
  habits: Habit[] | undefined;
}

/**
 * An action, service or region, by its key among peers, that an identity of some history did on a day and on one of the
 * weeks before.
 */
export interface Habit {
  readonly key: number;
  readonly day: number;
}

export const nothingSeen = (): LastSeen => ({
  caller: undefined,
  callerDay: -1,
  callerMask: 0,
  callerIdentity: undefined,
  actor: undefined,
  presentHour: -1,
  quietUntilMs: 0,
  foldedBit: 0,
  foldedShift: 0,
  hour: -1,
  hourMask: 0,
  action: "",
  actionFacts: undefined,
  actionKey: 0,
  serviceKey: 0,
  serviceWeight: 0,
  actionDay: -1,
  actionMask: 0,
  resource: "",
  resourceField: undefined,
  resourceWeight: 0,
  resourceDay: -1,
  resourceMask: 0,
  habits: undefined,
});
