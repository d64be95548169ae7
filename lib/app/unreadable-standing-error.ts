/**
 * What is stored of one identity cannot be read. Its activities are delivered again and at last set apart with an
 * alarm; the stored bytes are left as they are, because a newer version may be able to read them.
 */
export class UnreadableStandingError extends Error {
  readonly identityKey: string;

  constructor(identityKey: string, cause: unknown) {
    const why = cause instanceof Error ? cause.message : String(cause);
    super(`the stored standing of ${identityKey} cannot be read: ${why}`, { cause });
    this.name = "UnreadableStandingError";
    this.identityKey = identityKey;
  }
}
