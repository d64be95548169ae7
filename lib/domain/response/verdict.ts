import { firstOpenDay } from "../behaviour/baseline.ts";
import { dayMs, dayOf, latenessMs } from "../behaviour/calendar.ts";
import { forgetDay, heldBackDays, holdBackDay, isHeldBack, learnDay } from "../behaviour/held-back.ts";
import { printable } from "../event/printable.ts";
import {
  type Allowance,
  type Allowed,
  isAllowed,
  isSameObservation,
  isWhole,
  keptAfterEndMs,
  mostAllowances,
  mostAllowed,
  mustBeNamed,
} from "../trust/allowance.ts";
import type { Contribution } from "../trust/contribution.ts";
import type { Standing } from "../trust/standing.ts";
import { decodeStanding, encodeStanding } from "../trust/standing-codec.ts";
import type { Case, StoryEntry, VerdictKind } from "./case.ts";
import { sweepLine } from "./case-sweep.ts";
import { evidenceOf, type StoryEvidence } from "./story-evidence.ts";
import { targetText } from "./target-text.ts";

/** What a person says of a case. */
export interface Verdict {
  readonly kind: VerdictKind;
  /** Who answers for it. */
  readonly owner: string;
  readonly reason: string;
  /** For `expected`: when the allowance ends, milliseconds since 1970; at most 400 days ahead. */
  readonly untilMs?: number | undefined;
  /**
   * Observations that are meant although they are facts, foreign findings or sensitive rules: in full, or `rule ID`.
   */
  readonly named: readonly string[];
}

/** What a verdict changed; days are counted since 1970. */
export interface RulingEffects {
  readonly allowance: Allowance | undefined;
  /** Evidence that no longer lowers trust. */
  readonly removed: readonly Contribution[];
  readonly learnedDays: readonly number[];
  /** Days that the verdict itself keeps out of the baseline. */
  readonly heldDays: readonly number[];
  readonly forgottenDays: readonly number[];
  /** Lines of the story that the verdict does not reach: they were not named, or cannot be told apart. */
  readonly untouched: readonly StoryEntry[];
  /** What to do about it, for people. */
  readonly advice: readonly string[];
}

/** What must be remembered of a verdict to take it back. */
export type RulingTrace = Pick<RulingEffects, "allowance" | "learnedDays" | "heldDays" | "forgottenDays">;

export interface Ruled {
  readonly standing: Standing;
  /** The case, closed, with its ruling. */
  readonly case: Case;
  readonly effects: RulingEffects;
}

export const longestAllowanceMs = 400 * dayMs;
const longestOwner = 80;
const longestReason = 300;

/**
 * Closes a case with a person's verdict. The standing given is left as it is; the answer holds a changed copy.
 * A sentence where the verdict cannot be given: what is wrong, what is allowed, what to do.
 */
export function applyVerdict(before: Standing, file: Case, verdict: Verdict, nowMs: number): Ruled | string {
  const problem = problemOf(file, verdict, nowMs);
  if (problem !== undefined) return problem;
  const standing = decodeStanding(encodeStanding(before));
  const ruledMs = Math.max(nowMs, standing.ruledMs + 1);
  const owner = printable(verdict.owner.trim(), longestOwner);
  const reason = printable(verdict.reason.trim(), longestReason);
  // What a sweep found is no evidence: nobody has to name it, and it holds no day back.
  const evidence = file.story.filter(({ what }) => what !== sweepLine);
  const lines = evidence.map((entry) => ({ entry, evidence: evidenceOf(entry), isNamed: isNamed(entry, verdict) }));
  const reached = lines.filter(({ evidence, isNamed }) => evidence !== undefined && isReached(evidence, isNamed));
  const untouched = lines.filter((line) => !reached.includes(line)).map(({ entry }) => entry);

  let allowance: Allowance | undefined;
  let removed: Contribution[] = [];
  if (verdict.kind !== "abuse") {
    const allowed = distinct(
      reached.map(({ evidence, isNamed: named }) => ({
        kind: (evidence as StoryEvidence).kind,
        observed: (evidence as StoryEvidence).observed as string,
        named,
      })),
    );
    if (allowed.length === 0) return nothingReached(file);
    const untilMs = endOf(file, verdict, nowMs);
    allowance = { caseId: file.caseId, owner, reason, grantedMs: ruledMs, fromMs: beginOf(file), untilMs, allowed };
    const refusal = grant(standing, allowance, nowMs);
    if (refusal !== undefined) return refusal;
    removed = removeAllowed(standing, allowance);
  }
  const days = ruleOnDays(standing, { ...file, story: evidence }, verdict.kind, untouched);
  standing.ruledMs = ruledMs;
  const ruling = { verdict: verdict.kind, owner, reason, ruledMs, untilMs: allowance?.untilMs };
  const effects = { allowance, removed, ...days, untouched: verdict.kind === "abuse" ? [] : untouched };
  return { standing, case: { ...file, ruling }, effects: { ...effects, advice: adviceOn(file, verdict.kind) } };
}

function problemOf(file: Case, verdict: Verdict, nowMs: number): string | undefined {
  const { kind, owner, reason, untilMs } = verdict;
  if (file.ruling !== undefined) {
    return `${file.caseId} was ruled ${file.ruling.verdict} by ${file.ruling.owner} already; undo that first`;
  }
  if (owner.trim() === "") return "a verdict needs an owner: the person or team who answers for it";
  if (reason.trim() === "") return "a verdict needs a reason: one sentence that the next reviewer understands";
  if (kind !== "expected") return untilMs === undefined ? undefined : `a verdict ${kind} has no end; leave it out`;
  if (untilMs === undefined) return "an allowance needs an end; give a time at most 400 days ahead";
  if (untilMs > nowMs && untilMs <= nowMs + longestAllowanceMs) return undefined;
  return `an allowance until ${isoDay(untilMs)} is not possible; it ends after now and at most 400 days ahead, by ${isoDay(nowMs + longestAllowanceMs)}`;
}

const isoDay = (timeMs: number): string =>
  Number.isFinite(timeMs) && Math.abs(timeMs) < 8.64e15 ? new Date(timeMs).toISOString().slice(0, 10) : String(timeMs);

/** An observation is named as it stands, or a rule by its id. */
function isNamed(entry: StoryEntry, { named }: Verdict): boolean {
  const observed = evidenceOf(entry)?.observed;
  if (observed === undefined) return false;
  return named.some((name) => name === observed || (entry.what === "rule-match" && observed.startsWith(`${name}: `)));
}

const isReached = (evidence: StoryEvidence, named: boolean): boolean =>
  evidence.observed !== undefined && isWhole(evidence.observed) && (named || !mustBeNamed(evidence));

function distinct(all: readonly Allowed[]): Allowed[] {
  const kept: Allowed[] = [];
  for (const one of all) {
    if (kept.some((other) => isSameObservation(other, one))) continue;
    // Of a count the highest that was seen stands for all.
    const lower = kept.findIndex((other) => isSameObservation(one, other));
    if (lower >= 0) kept[lower] = one;
    else kept.push(one);
  }
  return kept;
}

const nothingReached = ({ caseId }: Case): string =>
  `nothing in ${caseId} can be ruled on as it is: facts, findings of other services and sensitive rules are exempt only by name; name those that are meant`;

/**
 * From the beginning of the first day told, because a day's and an hour's signals carry the time of their beginning.
 */
const beginOf = ({ story, openedMs }: Case): number =>
  dayOf(Math.min(openedMs, ...story.map(({ timeMs }) => timeMs))) * dayMs;

/** What was benign once is over with the case; an hour more is for its records that come late. */
const endOf = (file: Case, { kind, untilMs }: Verdict, nowMs: number): number =>
  kind === "expected" ? (untilMs as number) : Math.min(Math.max(nowMs, file.updatedMs), file.updatedMs + latenessMs);

function grant(standing: Standing, allowance: Allowance, nowMs: number): string | undefined {
  const kept = standing.allowances.filter(({ untilMs }) => untilMs + keptAfterEndMs > nowMs);
  const held = kept.reduce((sum, { allowed }) => sum + allowed.length, allowance.allowed.length);
  if (kept.length >= mostAllowances || held > mostAllowed) {
    return `the identity holds ${kept.length} allowances already, at most ${mostAllowances} with ${mostAllowed} observations are possible; undo one that is no longer needed, or write a contract for it`;
  }
  standing.allowances.splice(0, standing.allowances.length, ...kept, allowance);
  return undefined;
}

function removeAllowed(standing: Standing, allowance: Allowance): Contribution[] {
  const removed: Contribution[] = [];
  for (const list of [standing.settled, standing.recent]) {
    const kept = list.filter((one) => !isAllowed([allowance], one));
    removed.push(...list.filter((one) => !kept.includes(one)));
    list.splice(0, list.length, ...kept);
  }
  return removed;
}

/**
 * expected: days of the case that were held back are learned, where the verdict reaches everything that was told of
 * them.
 * benign: they stay out, and so do days that are still open: what happens once must not become a habit.
 * abuse: they are forgotten for good, also those that had been learned because trust did not fall far enough.
 */
function ruleOnDays(standing: Standing, file: Case, kind: VerdictKind, untouched: readonly StoryEntry[]) {
  const { baseline } = standing;
  const told = [...new Set(file.story.map(({ timeMs }) => dayOf(timeMs)))].sort((a, b) => a - b);
  if (kind === "abuse") {
    const within = (day: number) => day >= dayOf(file.openedMs) && day <= dayOf(file.updatedMs);
    const days = [...new Set([...told, ...heldBackDays(baseline).filter(within)])].sort((a, b) => a - b);
    return { learnedDays: [], heldDays: [], forgottenDays: days.filter((day) => forgetDay(baseline, day)) };
  }
  if (kind === "benign") {
    const open = told.filter((day) => day >= firstOpenDay(baseline));
    return { learnedDays: [], heldDays: open.filter((day) => holdBackDay(baseline, day)), forgottenDays: [] };
  }
  const isRuledWhole = (day: number) => file.omitted === 0 && !untouched.some(({ timeMs }) => dayOf(timeMs) === day);
  const learnedDays = told.filter((day) => isHeldBack(baseline, day) && isRuledWhole(day) && learnDay(baseline, day));
  return { learnedDays, heldDays: [], forgottenDays: [] };
}

function adviceOn({ target, containmentIds }: Case, kind: VerdictKind): string[] {
  if (kind !== "abuse") {
    return containmentIds.length === 0 ? [] : [`release what was contained for it: ${containmentIds.join(", ")}`];
  }
  if (containmentIds.length > 0) return [`keep the containment in force: ${containmentIds.join(", ")}`];
  return [
    target === undefined
      ? "contain the identity: nothing was contained for this case"
      : `contain ${targetText(target)}`,
  ];
}
