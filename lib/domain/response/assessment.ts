import type { Finding } from "../detection/finding.ts";
import type { RuleMatch } from "../detection/sigma/correlation/correlation.ts";
import type { Signal } from "../detection/signal.ts";
import type { Activity } from "../event/activity.ts";
import type { Actor } from "../identity/identity.ts";
import type { FamilyLoss } from "../trust/trust-score.ts";
import type { Decision } from "./decision.ts";

/** Everything the warden concludes from one activity. */
export interface Assessment {
  readonly activity: Activity;
  readonly actor: Actor;
  readonly findings: readonly Finding[];
  /** What rules over several events want to know of this one; not there for a notice or such a rule's own finding. */
  readonly matches?: readonly RuleMatch[];
  readonly signals: readonly Signal[];
  /** The identity's trust after this activity, 0 to 100. */
  readonly trust: number;
  /**
   * What each signal family takes from it at this time, with the contribution behind it; empty where nothing deviates.
   */
  readonly losses: readonly FamilyLoss[];
  readonly decision: Decision;
}
