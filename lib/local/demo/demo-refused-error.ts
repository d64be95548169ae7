/** The demo cannot run as it was asked to; the message says why and what to do. Nothing was changed. */
export class DemoRefusedError extends Error {
  override readonly name = "DemoRefusedError";
}
