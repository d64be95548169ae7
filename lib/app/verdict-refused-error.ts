/** A verdict that cannot be given or taken back. The message says what was given, what is allowed and what to do. */
export class VerdictRefusedError extends Error {
  override readonly name = "VerdictRefusedError";
}
