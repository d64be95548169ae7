import { dayMs, hourMs } from "../behaviour/calendar.ts";
import type { Signal, SignalFamily } from "../detection/signal.ts";

/** A signal as it is stored: what it took from trust, when, and with which credential. */
export interface Contribution extends Signal {
  /**
   * Hash of the long-term access key that the evidence was seen with; 0 for all else, which is not stopped key by key.
   */
  readonly credential: number;
}

/** Time after which a contribution counts half, by family: a stolen credential heals slowest, an odd hour fastest. */
export const halfLifeMs: Readonly<Record<SignalFamily, number>> = {
  activity: 3 * dayMs,
  network: 2 * dayMs,
  agent: 2 * dayMs,
  place: 3 * dayMs,
  time: 12 * hourMs,
  volume: 12 * hourMs,
  errors: 12 * hourMs,
  credential: 7 * dayMs,
  rule: 3 * dayMs,
  intelligence: 7 * dayMs,
  sequence: 2 * dayMs,
  contract: 3 * dayMs,
};

/** What a contribution still takes from trust at a time, in points; one from the future counts in full. */
export function pointsAt(contribution: Contribution, atMs: number): number {
  const ageMs = Math.max(0, atMs - contribution.timeMs);
  return contribution.points * 2 ** (-ageMs / halfLifeMs[contribution.family]);
}

/**
 * Which of two contributions of one family and one day is kept: more points, more bits, then the earlier.
 * A total order, so the one that remains does not depend on the order in which they came.
 */
export function isStronger(a: Contribution, b: Contribution): boolean {
  if (a.points !== b.points) return a.points > b.points;
  if (a.bits !== b.bits) return a.bits > b.bits;
  return isFirst(a, b);
}

/**
 * Which of two contributions of one family outweighs the other at every later time. Both decay with the same half-life,
 * so log2(points) + time / half-life never changes its order: one contribution a family is all that must be stored.
 */
export function outweighs(a: Contribution, b: Contribution): boolean {
  const rank = ({ points, timeMs, family }: Contribution) => Math.log2(points) + timeMs / halfLifeMs[family];
  const difference = rank(a) - rank(b);
  return difference === 0 ? isStronger(a, b) : difference > 0;
}

function isFirst(a: Contribution, b: Contribution): boolean {
  if (a.timeMs !== b.timeMs) return a.timeMs < b.timeMs;
  if (a.eventId !== b.eventId) return a.eventId < b.eventId;
  return a.observed < b.observed;
}
