/** One silence of one identity: it lasts from when the identity was last active until it is active again. */
export interface Silence {
  readonly identityKey: string;
  /** Milliseconds since 1970. */
  readonly sinceMs: number;
}

/** Silences that people were told of, the latest of each identity. A store that cannot be reached throws. */
export interface ToldSilences {
  isTold(silence: Silence): Promise<boolean>;
  /** After `expiresAtSeconds` (since 1970) the store may forget it. */
  remember(silence: Silence, expiresAtSeconds: number): Promise<void>;
}
