import type { Band } from "./band.ts";

/**
 * How surprising it is, in bits, that a value was seen today, for an identity with `activeDays` days of history,
 * when the value was seen on `valueDays` of them and `newDays` of them brought some value of its kind for the first
 * time.
 *
 * Seen before: -log2 of the Krichevsky-Trofimov estimate (k + 1/2) / (n + 1).
 * Never seen: -log2 of (u + 1/2) / (n + 1), the Good-Turing idea that the chance of something new is the rate at which
 * new things came so far (Good, "The population frequencies of species", Biometrika 1953).
 * So an identity that keeps changing tunes itself down, and one without history surprises by one bit at most.
 */
export function surpriseBits(activeDays: number, valueDays: number, newDays: number): number {
  const unseen = bitsOf(activeDays, newDays);
  if (valueDays === 0) return Math.max(0, unseen);
  const seen = bitsOf(activeDays, valueDays);
  return Math.max(0, Math.min(seen, Math.max(unseen, 0)));
}

/** Days and weeks that a baseline remembers are at most 48. */
const mostDays = 64;
const known = new Float64Array(mostDays * mostDays).fill(Number.NaN);

/** log2 of (n + 1) / (k + 1/2), remembered: it is asked for many times a record, and of few days. */
function bitsOf(activeDays: number, days: number): number {
  const isSmall = activeDays < mostDays && days < mostDays;
  const held = isSmall ? (known[activeDays * mostDays + days] as number) : Number.NaN;
  if (!Number.isNaN(held)) return held;
  const bits = Math.log2((activeDays + 1) / (days + 0.5));
  if (isSmall) known[activeDays * mostDays + days] = bits;
  return bits;
}

/**
 * The band of a value seen on `valueDays` of `activeDays`: about once a week or more is frequent, twice a month
 * infrequent.
 */
export function bandOf(activeDays: number, valueDays: number): Band {
  if (valueDays === 0) return "unseen";
  const share = valueDays / Math.max(1, activeDays);
  if (share >= 1 / 7) return "frequent";
  return share >= 1 / 15 ? "infrequent" : "rare";
}
