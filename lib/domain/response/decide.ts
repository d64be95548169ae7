import type { SignalFamily } from "../detection/signal.ts";
import type { Actor } from "../identity/identity.ts";
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
  /** What each family takes at that time, from evidence of the same credential where the credential is what would be stopped. */
  readonly losses: readonly FamilyLoss[];
  readonly eventAgeMs: number;
}

/** Families that one cause would raise together count as one: what was done, from where, with what, when, by whom sent. */
const independentOf: Readonly<Record<SignalFamily, string>> = {
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

/** Points from which a family counts as evidence of its own. */
const countsFrom = 6;

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
  const target = containmentTargetOf(evidence.actor);
  if (refusal !== undefined) return { action: "alert", reasons: [...reasons, refusal], target: undefined };
  if (typeof target === "string") return { action: "alert", reasons: [...reasons, target], target: undefined };
  if (watch.mode === "enforce") return { action: "contain", reasons, target };
  if (watch.mode === "ask") return { action: "ask", reasons: [...reasons, "the policy asks a person first"], target };
  return { action: "alert", reasons: [...reasons, "the policy only observes; it would have been contained"], target };
}

const isDeterministic = (losses: readonly FamilyLoss[]): boolean =>
  losses.some(({ contribution, points }) => contribution.deterministic && points >= countsFrom);

const independentKinds = (losses: readonly FamilyLoss[]): string[] => [
  ...new Set(losses.filter(({ points }) => points >= countsFrom).map(({ family }) => independentOf[family])),
];

function strengthOfEvidence({ losses }: Evidence): string {
  if (isDeterministic(losses)) return "one fact is enough by itself";
  return `independent evidence: ${independentKinds(losses).join(", ") || "none"}`;
}

function whyNotContain({ losses, eventAgeMs }: Evidence, watch: Watch, policy: Policy): string | undefined {
  if (watch.isProtected) return "the identity is protected by the policy";
  if (eventAgeMs > policy.oldestEventToActOnMinutes * 60_000) {
    return `the event is ${Math.round(eventAgeMs / 60_000)} minutes old, more than ${policy.oldestEventToActOnMinutes}`;
  }
  if (isDeterministic(losses)) return undefined;
  if (independentKinds(losses).length < 2) return "only one kind of evidence, two are needed";
  const sensitive = losses.some(({ contribution, points }) => contribution.sensitive && points >= countsFrom);
  return sensitive ? undefined : "no sensitive action is among the evidence";
}
