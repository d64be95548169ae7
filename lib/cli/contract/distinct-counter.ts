/** Counts distinct texts of an identity in a stretch of time (an hour, a day), up to one more than a limit. */
export interface DistinctCounter {
  /** Adds a text and gives the count with it. */
  add(key: string, stretch: number, text: string, limit: number): number;
  count(key: string, stretch: number): number;
}

/**
 * Files come in order of their first events, so that records of an hour lie near each other but not always together.
 */
const mostStretches = 72;

/** Memory is bounded by identities, by 72 stretches of each, and by the limit. */
export const createDistinctCounter = (): DistinctCounter => {
  const byKey = new Map<string, Map<number, Set<string>>>();
  return {
    add: (key, stretch, text, limit) => {
      const stretches = byKey.get(key) ?? new Map<number, Set<string>>();
      byKey.set(key, stretches);
      let texts = stretches.get(stretch);
      if (texts === undefined) {
        texts = new Set();
        stretches.set(stretch, texts);
        if (stretches.size > mostStretches) stretches.delete(Math.min(...stretches.keys()));
      }
      if (texts.size <= limit) texts.add(text);
      return texts.size;
    },
    count: (key, stretch) => byKey.get(key)?.get(stretch)?.size ?? 0,
  };
};
