import { dayMs, dayOf } from "../behaviour/calendar.ts";
import { hash32 } from "../behaviour/hash.ts";
import type { Signal } from "../detection/signal.ts";
import { isSameObservation } from "../trust/allowance.ts";
import type { Assessment } from "./assessment.ts";
import type { Case, StoryEntry } from "./case.ts";
import type { ContainmentRequest } from "./containment.ts";
import { type ContainmentTarget, responses } from "./decision.ts";
import { evidenceOf } from "./story-evidence.ts";

const storyLength = 40;
/** After this long without anything new, the next deviation is another story. */
const quietMs = 7 * dayMs;

const rank = (action: Case["action"]): number => responses.indexOf(action);

/** A name of 64 bits that only depends on the texts. */
const nameOf = (prefix: string, ...texts: readonly string[]): string => {
  const text = texts.join("\n");
  const part = (seed: number) => hash32(text, seed).toString(16).padStart(8, "0");
  return `${prefix}-${part(0x811c9dc5)}${part(0x9e3779b9)}`;
};

/**
 * Opens or continues the case of an identity with what one activity showed. Undefined where nothing calls for a case.
 * `ruledMs` is when somebody last ruled on a case of the identity, 0 where nobody has: what happened before, and comes
 * late or again, belongs to the case that was closed then, and opens no other one.
 */
export function continueCase(open: Case | undefined, assessment: Assessment, ruledMs = 0): Case | undefined {
  const { activity, actor, decision, trust } = assessment;
  const isOver = open !== undefined && (open.ruling !== undefined || activity.timeMs - open.updatedMs > quietMs);
  const current = isOver ? undefined : open;
  if (current === undefined && rank(decision.action) < rank("review")) return open;
  if (current === undefined && activity.timeMs <= ruledMs) return open;
  if (assessment.signals.length === 0) return current;
  const base: Case = current ?? {
    // Named by the day, not by the event: handlers that see different events of one story first open the same case.
    caseId: nameOf(
      "case",
      actor.identity.key,
      dayOf(activity.timeMs) === dayOf(ruledMs) ? `${dayOf(ruledMs)} after ${ruledMs}` : String(dayOf(activity.timeMs)),
    ),
    identityKey: actor.identity.key,
    openedMs: activity.timeMs,
    updatedMs: activity.timeMs,
    trust: 100,
    action: "observe",
    story: [],
    omitted: 0,
    containmentIds: [],
    target: undefined,
  };
  // A new case begins with what had lowered trust before it came to a case.
  const earlier = current === undefined ? assessment.losses.map(({ contribution }) => contribution) : [];
  const merged = mergeStory(base.story, storyOf(activity.eventId, [...earlier, ...assessment.signals]));
  const next: Case = {
    ...base,
    openedMs: Math.min(base.openedMs, activity.timeMs),
    updatedMs: Math.max(base.updatedMs, activity.timeMs),
    trust: Math.min(base.trust, trust),
    action: rank(decision.action) > rank(base.action) ? decision.action : base.action,
    story: merged.slice(0, storyLength),
    omitted: base.omitted + Math.max(0, merged.length - storyLength),
    target: decision.target ?? base.target,
  };
  // The same object where nothing is new, so that an activity that comes again writes nothing.
  return current !== undefined && merged.length === current.story.length && isSame(current, next) ? current : next;
}

const isSame = (a: Case, b: Case): boolean =>
  a.openedMs === b.openedMs &&
  a.updatedMs === b.updatedMs &&
  a.trust === b.trust &&
  a.action === b.action &&
  JSON.stringify(a.target) === JSON.stringify(b.target);

function storyOf(eventId: string, signals: readonly Signal[]): StoryEntry[] {
  return signals.map((signal) => ({
    timeMs: signal.timeMs,
    eventId: signal.eventId === "" ? eventId : signal.eventId,
    what: signal.kind,
    text: `${signal.observed}; expected: ${signal.expected}`,
    points: signal.points,
    observed: signal.observed,
    deterministic: signal.deterministic,
    sensitive: signal.sensitive,
    band: signal.band,
  }));
}

/**
 * Joins two stories in order of time. A thing that was told already (same kind, same observation) is not told again, and
 * of the counts of one hour or day only the highest is: the lower ones were steps on the way to it.
 */
function mergeStory(told: readonly StoryEntry[], more: readonly StoryEntry[]): StoryEntry[] {
  const known = new Set(told.map(({ what, text }) => `${what} ${text}`));
  const fresh = more.filter(({ what, text }) => known.size < known.add(`${what} ${text}`).size);
  const all = [...told, ...fresh];
  return all
    .filter((entry) => !all.some((other) => isHigherCount(other, entry)))
    .sort((a, b) => a.timeMs - b.timeMs || (a.eventId < b.eventId ? -1 : 1));
}

/** Whether one entry counts more of the very thing that another one counts, in the same hour or on the same day. */
function isHigherCount(one: StoryEntry, other: StoryEntry): boolean {
  if (one === other || one.what !== other.what || one.timeMs !== other.timeMs) return false;
  const [high, low] = [evidenceOf(one), evidenceOf(other)];
  if (high?.observed === undefined || low?.observed === undefined || high.observed === low.observed) return false;
  return isSameObservation({ kind: high.kind, observed: high.observed }, { kind: low.kind, observed: low.observed });
}

/** How far beyond its start a revocation reaches: the playbook's own margin for IAM to take effect. */
const revocationMarginMs = 30_000;

/** The case after a containment was started. */
export const withContainment = (openCase: Case, containmentId: string, nowMs: number): Case => ({
  ...openCase,
  containmentIds: [...openCase.containmentIds, containmentId],
  containedUntilMs: nowMs + revocationMarginMs,
});

/** What tells a second containment of a role from the first: the session that began after the first was in force. */
function renewal({ containedUntilMs }: Case, target: ContainmentTarget, { actor }: Assessment): string[] {
  const startedMs = actor.sessionStartedMs;
  if (target.playbook !== "revoke-role-sessions" || containedUntilMs === undefined || startedMs === undefined)
    return [];
  return startedMs > containedUntilMs ? [String(startedMs)] : [];
}

/**
 * The request for a containment, named by identity, case and target, so that it is started once. A role's sessions
 * that began after its last revocation are a new matter: the thief came back for another credential.
 */
export function requestContainment(
  openCase: Case,
  target: ContainmentTarget,
  assessment: Assessment,
  nowMs: number,
): ContainmentRequest {
  const eventIds = [...new Set(openCase.story.map(({ eventId }) => eventId))].slice(-10);
  return {
    containmentId: nameOf(
      "containment",
      openCase.identityKey,
      openCase.caseId,
      JSON.stringify(target),
      ...renewal(openCase, target, assessment),
    ),
    caseId: openCase.caseId,
    identityKey: openCase.identityKey,
    playbook: target.playbook,
    target,
    reason: assessment.decision.reasons.join("; "),
    eventIds,
    eventTime: new Date(assessment.activity.timeMs).toISOString(),
    decidedAt: new Date(nowMs).toISOString(),
  };
}
