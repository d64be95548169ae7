import { agentDimension, markKey } from "../behaviour/dimension.ts";
import { type Comparison, compareValue } from "./comparison.ts";

/** Held among the tools that an identity is used with; no user agent has a name with this sign in it. */
export const personAgent = "= a person";
const personKey = markKey(agentDimension, personAgent);

/**
 * A call that AWS says a person made, by the console or single sign-on: a habit of people, news for a machine's
 * identity.
 */
export function compareHuman(comparison: Comparison): void {
  compareValue(comparison, "human-use", agentDimension, personKey, 1, personAgent);
}
