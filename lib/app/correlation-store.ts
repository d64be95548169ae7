/** One group of a correlation as it is stored, and the version that a write must find unchanged. */
export interface StoredCorrelation {
  readonly key: string;
  readonly version: number;
  readonly bytes: Uint8Array;
}

export interface CorrelationWrite {
  readonly key: string;
  /** The version that was read; 0 where nothing was stored. */
  readonly expectedVersion: number;
  /** Below 8 KB. */
  readonly bytes: Uint8Array;
  /** Seconds since 1970 after which the store may forget the group. */
  readonly expiresAtSeconds: number;
}

/**
 * Where groups of correlations are kept until they are over. A store that cannot be reached throws, and the queue
 * retries. A group that expired may still be answered: its events are too old to count.
 */
export interface CorrelationStore {
  /** Reads groups by distinct or repeated keys; one that is not stored is absent from the answer. */
  load(keys: readonly string[]): Promise<ReadonlyMap<string, StoredCorrelation>>;
  /**
   * Writes each one if its version is still the expected one. Returns the keys of those that were not. One write a key.
   */
  save(writes: readonly CorrelationWrite[]): Promise<readonly string[]>;
}
