/**
 * Thrown where the machine lacks what the test needs, and that is no fault of the project: the run ends with code 0.
 */
export class Skipped extends Error {
  override readonly name = "Skipped";
}
