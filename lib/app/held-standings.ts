import type { Standing } from "../domain/trust/standing.ts";

/** Standings that this handler decoded, with the version that they are. */
export interface HeldStandings {
  /** Hands out the standing of a version, if it is held. It is the caller's then, to change and to put back. */
  take(identityKey: string, version: number): Standing | undefined;
  /** Holds a standing that was written as this version. */
  put(identityKey: string, version: number, standing: Standing): void;
}

/**
 * Saves decoding what this handler wrote itself a moment ago. What was taken and not put back (a failed batch, a write
 * that another handler was faster with) is gone, so nothing half-learned is ever used.
 */
export function heldStandings(capacity: number): HeldStandings {
  const held = new Map<string, { readonly version: number; readonly standing: Standing }>();
  return {
    take(identityKey, version) {
      const known = held.get(identityKey);
      held.delete(identityKey);
      return known?.version === version ? known.standing : undefined;
    },
    put(identityKey, version, standing) {
      if (held.size >= capacity) held.clear();
      held.set(identityKey, { version, standing });
    },
  };
}
