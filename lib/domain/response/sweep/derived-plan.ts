import { hourMs } from "../../behaviour/calendar.ts";
import { tellsOneSession } from "../containment-target.ts";
import type { ContainmentTarget } from "../decision.ts";
import { isNeverAutomatic, longestRoleSessionHours } from "../guard-rails.ts";
import type { Policy } from "../policy.ts";
import { principalOf, sessionNameOf, targetText } from "../target-text.ts";
import { watchOf } from "../watch.ts";
import type { FoundPlan, PlanStep } from "./sweep-plan.ts";

/** Containments that sweeps may ask for in one case; what is above it is for people. */
export const mostDerived = 12;

/** What a sweep's steps are judged by. */
export interface DerivedTerms {
  readonly policy: Policy;
  readonly nowMs: number;
  /** What was contained, or asked for, in the case already: none of it is asked for again. */
  readonly known: readonly ContainmentTarget[];
  /** The containment that the sweep follows, in force since then; undefined where nothing of it is known. */
  readonly source: { readonly target: ContainmentTarget; readonly sinceMs: number } | undefined;
  /** Why what was found need not be the intruder's; undefined where the sweep began with one credential. */
  readonly doubt: string | undefined;
  /** How many more containments the case has room for, at most `mostDerived`. */
  readonly room: number;
}

/** One containment to be requested. */
export interface DerivedTarget {
  readonly step: PlanStep;
  readonly target: ContainmentTarget;
  /** ARN of the user or role that the target belongs to, with its path where a record gave it. */
  readonly identityKey: string;
  /** ask: people say yes first. */
  readonly action: "contain" | "ask";
  /** Why people are asked, in sentences' parts; none where it is contained at once. */
  readonly askBecause: readonly string[];
  /** Whether anything about it is uncertain: where nobody answers, nothing is changed then. */
  readonly isUncertain: boolean;
}

/** One step that nothing is started for, and why. */
export interface LeftStep {
  readonly step: PlanStep;
  readonly why: string;
}

/** What is to be done about a finished sweep. Sources first: a thing never stands before what made it. */
export interface DerivedPlan extends Pick<FoundPlan, "start" | "undo" | "rotate" | "isTruncated" | "cuts"> {
  readonly contain: readonly DerivedTarget[];
  /** What no playbook stops, or may stop: a person does it. */
  readonly people: readonly LeftStep[];
  /** What is stopped, asked for or over already. */
  readonly settled: readonly LeftStep[];
}

/**
 * The containments that follow from a sweep: for each thing that was made with the contained credential the narrowest
 * playbook that stops it, once. Protected identities are never among them. A sweep that is not complete, or that began
 * with more than one credential, never widens the response: it asks.
 */
export function derivedPlan(plan: FoundPlan, terms: DerivedTerms): DerivedPlan {
  const contain: DerivedTarget[] = [];
  const people: LeftStep[] = [];
  const settled: LeftStep[] = [];
  const seen = new Set(terms.known.map((target) => JSON.stringify(target)));
  for (const step of plan.contain) {
    // What it began with is contained: that is why it is swept.
    if (step.by === undefined) continue;
    const { target, owner } = step;
    if (target === undefined || owner === undefined) {
      people.push({ step, why: "no playbook stops it" });
      continue;
    }
    const watches = [owner, principalOf(target)].map((key) => watchOf(terms.policy, key));
    if (watches.some(({ isProtected }) => isProtected)) {
      people.push({ step, why: "the policy protects it, so that the warden never contains it" });
      continue;
    }
    const over = whyOver(step, target, terms);
    if (over !== undefined) {
      settled.push({ step, why: over });
      continue;
    }
    const name = JSON.stringify(target);
    if (seen.has(name)) {
      settled.push({ step, why: "the containment that stops it is asked for already" });
    } else if (watches.some(({ mode }) => mode === "observe")) {
      people.push({ step, why: "the policy only observes it" });
    } else if (contain.length >= Math.min(terms.room, mostDerived)) {
      people.push({ step, why: `a case has at most ${mostDerived} containments that come of sweeps` });
    } else {
      seen.add(name);
      const isEnforced = watches.every(({ mode }) => mode === "enforce");
      contain.push(derivedTarget(step, target, owner, isEnforced, plan.isTruncated, terms));
    }
  }
  const { start, undo, rotate, isTruncated, cuts } = plan;
  return { start, contain, people, settled, undo, rotate, isTruncated, cuts };
}

function derivedTarget(
  step: PlanStep,
  target: ContainmentTarget,
  identityKey: string,
  isEnforced: boolean,
  isTruncated: boolean,
  { policy, nowMs, doubt }: DerivedTerms,
): DerivedTarget {
  const ageMinutes = Math.round((nowMs - (step.event?.timeMs ?? 0)) / 60_000);
  const uncertain = [
    ...(isTruncated ? ["the sweep is not complete"] : []),
    ...(doubt === undefined ? [] : [doubt]),
    ...(target.playbook === "deny-role-session" && !tellsOneSession(sessionNameOf(target.principalId))
      ? ["other sessions of the role may have the same name"]
      : []),
  ];
  const askBecause = [
    ...(isEnforced ? [] : ["the policy asks a person first"]),
    ...(isNeverAutomatic(target) ? ["nothing stops a whole identity without people"] : []),
    ...(ageMinutes > policy.oldestEventToActOnMinutes
      ? [`it was made ${ageMinutes} minutes ago, more than ${policy.oldestEventToActOnMinutes}`]
      : []),
    ...uncertain,
  ];
  const action = askBecause.length === 0 ? "contain" : "ask";
  return { step, target, identityKey, action, askBecause, isUncertain: uncertain.length > 0 };
}

/** GetSessionToken and GetFederationToken of a user, by the STS API reference: at most 36 hours. */
const longestTokenHours = 36;

/** Why there is nothing left to stop; undefined where there is. */
function whyOver(
  { event, thing }: PlanStep,
  target: ContainmentTarget,
  { nowMs, source }: DerivedTerms,
): string | undefined {
  const madeMs = event?.timeMs;
  if (madeMs !== undefined && sessionThings.has(thing)) {
    const lives = target.playbook === "deny-role-session" ? longestRoleSessionHours : longestTokenHours;
    if (nowMs - madeMs > lives * hourMs) return "it has expired by now";
  }
  if (source === undefined || principalOf(source.target) !== principalOf(target)) return undefined;
  const { playbook } = source.target;
  const isStopped =
    playbook === "quarantine-role" ||
    playbook === "quarantine-user" ||
    (playbook === "revoke-role-sessions" &&
      target.playbook === "deny-role-session" &&
      madeMs !== undefined &&
      madeMs <= source.sinceMs);
  return isStopped ? `it is stopped by what was contained: ${targetText(source.target)}` : undefined;
}

/** What `sessionDeeds` calls sessions that end by themselves. A console goes on with the session that opened it. */
const sessionThings = new Set(["role session", "session token", "federation token"]);
