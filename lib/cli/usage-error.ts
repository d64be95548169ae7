/** A call that cannot be understood. The message says what was given, what is allowed and what to do. */
export class UsageError extends Error {
  override readonly name = "UsageError";
}
