/** Throws for a key that a batch writes twice: the second write could only fail, so it is a fault of the caller. */
export function requireDistinct(keys: readonly string[]): void {
  const seen = new Set<string>();
  for (const key of keys) {
    if (seen.has(key))
      throw new RangeError(`"${key}" is to be written twice in one batch; merge the writes, one for a key.`);
    seen.add(key);
  }
}
