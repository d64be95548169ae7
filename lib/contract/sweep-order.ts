/**
 * The message that asks for the sweep of a containment: JSON text with these fields. A playbook writes the first one,
 * the sweep function the others, where its time was over before it had looked everything up.
 */
export const sweepOrder = {
  containmentId: "containmentId",
  /** `[{suspect, sinceMs}]`: whom to go on with; left out where the sweep begins. */
  from: "from",
  /** How often it went on, from 0. */
  round: "round",
} as const;
