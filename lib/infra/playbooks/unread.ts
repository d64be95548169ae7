import { deniedByOwnPolicy } from "./outcomes.ts";
import { expression, type States } from "./states.ts";

/** Of a change that no call of its service shows. It is told as unproven, never as read back. */
export interface Unread {
  /** A sentence for people: why nothing was looked at, and where they can. */
  readonly unread: string;
}

/**
 * The states after a change that cannot be looked at: nothing is held, nothing is put back. An answer that was an error
 * or got lost is told as a failure, because nothing can judge what came of it.
 */
export const unreadStates = ({ unread }: Unread): States => ({
  NothingToRead: { Type: "Pass", Assign: { problem: unread }, Next: "Unproven" },
  WhyNotActed: {
    Type: "Choice",
    Choices: [{ Condition: expression(deniedByOwnPolicy), Next: "Protected" }],
    Default: "Failed",
  },
});
