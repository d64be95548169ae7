import { dayMs, dayOf } from "../behaviour/calendar.ts";
import { hash32 } from "../behaviour/hash.ts";
import type { Assessment } from "./assessment.ts";
import type { Case, CaseSession } from "./case.ts";
import { withSession } from "./case-sessions.ts";
import type { ContainmentRequest } from "./containment.ts";
import { responses } from "./decision.ts";
import { mergeStory, storyLength, storyOf, weightiest } from "./story.ts";

/** Containments that a case remembers whole; of earlier ones it keeps the ids. */
export const mostCaseContainments = 8;
/** After this long without anything new, the next deviation is another story. */
const quietMs = 7 * dayMs;

const rank = (action: Case["action"]): number => responses.indexOf(action);

/** A name of 64 bits that only depends on the texts. */
export const nameOf = (prefix: string, ...texts: readonly string[]): string => {
  const text = texts.join("\n");
  const part = (seed: number) => hash32(text, seed).toString(16).padStart(8, "0");
  return `${prefix}-${part(0x811c9dc5)}${part(0x9e3779b9)}`;
};

/** Whether a case takes in what happens at a time: nobody ruled on it, and it was not quiet for too long. */
export const isOpenAt = (file: Case | undefined, timeMs: number): file is Case =>
  file !== undefined && file.ruling === undefined && timeMs - file.updatedMs <= quietMs;

/**
 * Opens or continues the case of an identity with what one activity showed. Undefined where nothing calls for a case.
 * `ruledMs` is when somebody last ruled on a case of the identity, 0 where nobody has: what happened before, and comes
 * late or again, belongs to the case that was closed then, and opens no other one. `session` is the one that the
 * activity was done in, where it was done in one.
 */
export function continueCase(
  open: Case | undefined,
  assessment: Assessment,
  ruledMs = 0,
  session?: CaseSession,
): Case | undefined {
  const { activity, actor, decision, trust } = assessment;
  const current = isOpenAt(open, activity.timeMs) ? open : undefined;
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
  const merged = mergeStory(base.story, storyOf(activity, [...earlier, ...assessment.signals]));
  const next: Case = {
    ...base,
    openedMs: Math.min(base.openedMs, activity.timeMs),
    updatedMs: Math.max(base.updatedMs, activity.timeMs),
    trust: Math.min(base.trust, trust),
    action: rank(decision.action) > rank(base.action) ? decision.action : base.action,
    story: weightiest(merged, storyLength),
    omitted: base.omitted + Math.max(0, merged.length - storyLength),
    target: decision.target ?? base.target,
    ...(session === undefined ? {} : { sessions: withSession(base.sessions, session) }),
  };
  // The same object where nothing is new, so that an activity that comes again writes nothing.
  const isTold = merged.length === current?.story.length && merged.every((entry, at) => entry === current.story[at]);
  return current !== undefined && isTold && isSame(current, next) ? current : next;
}

const isSame = (a: Case, b: Case): boolean =>
  a.openedMs === b.openedMs &&
  a.updatedMs === b.updatedMs &&
  a.trust === b.trust &&
  a.action === b.action &&
  a.sessions === b.sessions &&
  JSON.stringify(a.target) === JSON.stringify(b.target);

/** How far beyond its start a revocation reaches: the playbook's own margin for IAM to take effect. */
const revocationMarginMs = 30_000;

/**
 * The case after a containment was started. Where people are asked first, or where it does not concern every session of
 * a role, no session counts as revoked by it.
 */
export function withContainment(openCase: Case, request: ContainmentRequest, nowMs: number): Case {
  const { containmentId, target, approval } = request;
  const isRevocation = target.playbook === "revoke-role-sessions" && approval === undefined;
  return {
    ...openCase,
    containmentIds: [...openCase.containmentIds, containmentId],
    containments: [...(openCase.containments ?? []), { containmentId, target, startedMs: nowMs }].slice(
      -mostCaseContainments,
    ),
    ...(isRevocation ? { containedUntilMs: nowMs + revocationMarginMs } : {}),
  };
}
