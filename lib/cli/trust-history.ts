/** An identity's trust over time in at most 40 buckets, however many values are added and in whatever order. */
export interface TrustHistory {
  add(timeMs: number, trust: number): void;
  summary(): TrustSummary;
}

export interface TrustSummary {
  readonly lowest: { readonly trust: number; readonly timeMs: number };
  /** The one of the newest event. */
  readonly last: { readonly trust: number; readonly timeMs: number };
  /** When the first bucket begins, and how long each one is. */
  readonly fromMs: number;
  readonly bucketMs: number;
  /** The lowest trust in each bucket; undefined where nothing moved it. */
  readonly buckets: readonly (number | undefined)[];
}

const mostBuckets = 40;
const narrowestMs = 1000;

/** Buckets are counted from 1970 and double in width when there are too many, so that two become exactly one. */
export const createTrustHistory = (): TrustHistory => {
  let widthMs = narrowestMs;
  let buckets = new Map<number, number>();
  let first = Number.POSITIVE_INFINITY;
  let final = Number.NEGATIVE_INFINITY;
  let lowest: TrustSummary["lowest"] = { trust: Number.POSITIVE_INFINITY, timeMs: 0 };
  let last: TrustSummary["last"] = { trust: 100, timeMs: Number.NEGATIVE_INFINITY };

  const widen = () => {
    widthMs *= 2;
    const halved = new Map<number, number>();
    for (const [bucket, trust] of buckets) keepLower(halved, Math.floor(bucket / 2), trust);
    buckets = halved;
    first = Math.floor(first / 2);
    final = Math.floor(final / 2);
  };

  return {
    add: (timeMs, trust) => {
      const bucket = Math.floor(timeMs / widthMs);
      keepLower(buckets, bucket, trust);
      first = Math.min(first, bucket);
      final = Math.max(final, bucket);
      while (final - first >= mostBuckets) widen();
      if (trust < lowest.trust) lowest = { trust, timeMs };
      if (timeMs >= last.timeMs) last = { trust, timeMs };
    },
    summary: () => ({
      lowest,
      last,
      fromMs: first * widthMs,
      bucketMs: widthMs,
      buckets: Array.from({ length: final - first + 1 }, (_, index) => buckets.get(first + index)),
    }),
  };
};

const keepLower = (buckets: Map<number, number>, bucket: number, trust: number) => {
  buckets.set(bucket, Math.min(trust, buckets.get(bucket) ?? Number.POSITIVE_INFINITY));
};
