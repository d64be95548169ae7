import type { SignalFamily } from "../detection/signal.ts";
import type { Actor } from "../identity/identity.ts";
import { causeOf } from "../trust/cause.ts";
import type { FamilyLoss } from "../trust/trust-score.ts";
import { containmentTargetOf } from "./containment-target.ts";
import type { Decision } from "./decision.ts";
import type { Policy } from "./policy.ts";
import type { Watch } from "./watch.ts";

/** What a decision on a deviating activity is made from. One that fits the baseline never decides anything. */
export interface Evidence {
  readonly actor: Actor;
  /** 0 to 100, at the activity's time. */
  readonly trust: number;
  /**
   * What each family takes at that time, from evidence of the same credential where the credential is what would be
   * stopped.
   */
  readonly losses: readonly FamilyLoss[];
  readonly eventAgeMs: number;
}

/** Points from which a family counts as evidence of its own. */
export const countsFrom = 6;

/** What the families say of independent causes, each once. */
export const independentKinds = (families: readonly SignalFamily[]): readonly string[] => [
  ...new Set(families.map((family) => causeOf[family])),
];

const observe: Decision = { action: "observe", reasons: [], target: undefined };

/**
 * What to do about an identity. Containment needs trust at or below its threshold and either a deterministic signal,
 * or two independent kinds of evidence and a sensitive action among them; in doubt the answer is a lesser one.
 */
export function decide(evidence: Evidence, watch: Watch, policy: Policy): Decision {
  const { trust } = evidence;
  const { thresholds } = watch;
  if (trust > thresholds.review) return observe;
  const said = `trust is ${Math.floor(trust)}`;
  if (trust > thresholds.alert) {
    return { action: "review", reasons: [`${said}, at or below ${thresholds.review}`], target: undefined };
  }
  if (trust > thresholds.contain) {
    return { action: "alert", reasons: [`${said}, at or below ${thresholds.alert}`], target: undefined };
  }
  const reasons = [`${said}, at or below ${thresholds.contain}`, strengthOfEvidence(evidence)];
  const refusal = whyNotContain(evidence, watch, policy);
  const found = containmentTargetOf(evidence.actor, policy);
  if (refusal !== undefined) return { action: "alert", reasons: [...reasons, refusal], target: undefined };
  if (typeof found === "string") return { action: "alert", reasons: [...reasons, found], target: undefined };
  const { target, askBecause } = found;
  if (watch.mode === "enforce") {
    if (askBecause === undefined) return { action: "contain", reasons, target };
    return { action: "ask", reasons: [...reasons, askBecause], target };
  }
  if (watch.mode === "ask") return { action: "ask", reasons: [...reasons, "the policy asks a person first"], target };
  return { action: "alert", reasons: [...reasons, "the policy only observes; it would have been contained"], target };
}

const isDeterministic = (losses: readonly FamilyLoss[]): boolean =>
  losses.some(({ contribution, points }) => contribution.deterministic && points >= countsFrom);

const kindsOf = (losses: readonly FamilyLoss[]): readonly string[] =>
  independentKinds(losses.filter(({ points }) => points >= countsFrom).map(({ family }) => family));

function strengthOfEvidence({ losses }: Evidence): string {
  if (isDeterministic(losses)) return "one fact is enough by itself";
  return `independent evidence: ${kindsOf(losses).join(", ") || "none"}`;
}

function whyNotContain({ losses, eventAgeMs }: Evidence, watch: Watch, policy: Policy): string | undefined {
  if (watch.isProtected) return "the identity is protected by the policy";
  if (eventAgeMs > policy.oldestEventToActOnMinutes * 60_000) {
    return `the event is ${Math.round(eventAgeMs / 60_000)} minutes old, more than ${policy.oldestEventToActOnMinutes}`;
  }
  if (isDeterministic(losses)) return undefined;
  if (kindsOf(losses).length < 2) return "only one kind of evidence, two are needed";
  const sensitive = losses.some(({ contribution, points }) => contribution.sensitive && points >= countsFrom);
  return sensitive ? undefined : "no sensitive action is among the evidence";
}
