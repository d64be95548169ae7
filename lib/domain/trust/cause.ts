import type { SignalFamily } from "../detection/signal.ts";

/**
 * Families that one cause may raise together count as one kind of evidence: what was done, from where, with what, when.
 */
export const causeOf: Readonly<Record<SignalFamily, string>> = {
  activity: "what",
  rule: "what",
  errors: "what",
  network: "where",
  place: "where",
  agent: "with what",
  time: "when",
  volume: "how much",
  credential: "whose credential",
  intelligence: "who says so",
  sequence: "what",
  contract: "what was agreed",
};
