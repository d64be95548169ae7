import type { ToldSilences } from "../../app/told-silences.ts";

/** Silences that people were told of by one process. */
export function memoryToldSilences(): ToldSilences {
  const told = new Map<string, number>();
  return {
    async isTold({ identityKey, sinceMs }) {
      return told.get(identityKey) === sinceMs;
    },
    async remember({ identityKey, sinceMs }) {
      told.set(identityKey, sinceMs);
    },
  };
}
