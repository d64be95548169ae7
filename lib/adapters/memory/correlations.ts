import type { CorrelationStore, StoredCorrelation } from "../../app/correlation-store.ts";
import { requireDistinct } from "../../app/require-distinct.ts";

const copyOf = (stored: StoredCorrelation): StoredCorrelation => ({ ...stored, bytes: stored.bytes.slice() });

/** Groups of correlations of one process. Where there are too many, those that expire first are forgotten. */
export function memoryCorrelations({ capacity = 20_000 }: { readonly capacity?: number } = {}): CorrelationStore {
  const groups = new Map<string, StoredCorrelation & { readonly expiresAtSeconds: number }>();
  return {
    async load(keys) {
      return new Map(
        keys.flatMap((key) => {
          const stored = groups.get(key);
          if (stored === undefined) return [];
          const { version, bytes } = stored;
          return [[key, copyOf({ key, version, bytes })] as const];
        }),
      );
    },

    async save(writes) {
      requireDistinct(writes.map(({ key }) => key));
      const conflicts: string[] = [];
      for (const { key, expectedVersion, bytes, expiresAtSeconds } of writes) {
        if ((groups.get(key)?.version ?? 0) !== expectedVersion) conflicts.push(key);
        else groups.set(key, { ...copyOf({ key, version: expectedVersion + 1, bytes }), expiresAtSeconds });
      }
      if (groups.size > capacity) {
        const expiring = [...groups].sort(([, a], [, b]) => a.expiresAtSeconds - b.expiresAtSeconds);
        // A tenth more than needed, so that not every write has to sort.
        const excess = groups.size - Math.floor(capacity * 0.9);
        for (const [key] of expiring.slice(0, excess)) groups.delete(key);
      }
      return conflicts;
    },
  };
}
