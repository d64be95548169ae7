import { printable } from "../domain/event/printable.ts";
import type { Case, DerivedCredential } from "../domain/response/case.ts";
import { withSweep } from "../domain/response/case-sweep.ts";
import { type ContainmentRequest, caseOwnerOf } from "../domain/response/containment.ts";
import { impactOf } from "../domain/response/impact.ts";
import type { Policy } from "../domain/response/policy.ts";
import {
  type DerivedPlan,
  type DerivedTarget,
  derivedPlan,
  mostDerived,
} from "../domain/response/sweep/derived-plan.ts";
import {
  adviceText,
  derivedNotice,
  derivedSummary,
  leftText,
  unsweptTexts,
} from "../domain/response/sweep/derived-text.ts";
import { derivedId, hasNoCase, requestDerived } from "../domain/response/sweep/request-derived.ts";
import type { FoundPlan } from "../domain/response/sweep/sweep-plan.ts";
import { writeAfter } from "./give-verdict.ts";
import { readStanding } from "./list-cases.ts";
import type { ContainmentRecord, Notices, PlaybookRunner, StandingStore, StoredStanding } from "./ports.ts";

export interface DerivedParts {
  readonly standings: Pick<StandingStore, "load" | "save">;
  readonly playbooks: PlaybookRunner;
  /** Undefined where a person sees the answer anyway. */
  readonly notices?: Notices | undefined;
  readonly policy: Policy;
  /** Waits before another attempt. */
  readonly pause?: (attempt: number) => Promise<unknown>;
}

/** A finished sweep, and the containment that it followed. */
export interface Swept {
  readonly source: Pick<ContainmentRecord, "request" | "updatedAt">;
  readonly plan: FoundPlan;
  readonly doubt: string | undefined;
  /** ARN of the person who asked for it; undefined where it came by itself. */
  readonly startedBy?: string | undefined;
}

export interface DerivedReport {
  readonly plan: DerivedPlan;
  /** What was requested, now or in an attempt before, in order. */
  readonly requests: readonly ContainmentRequest[];
  /** open: what was found joined it. closed: somebody ruled on it, or another took its place: nothing is requested. */
  readonly caseState: "open" | "closed" | "none";
  readonly isTold: boolean;
}

/** How often the case is read again after somebody else wrote it first. */
const mostAttempts = 20;

/** The case that a containment belongs to, as far as it still takes something in. */
export function caseOf(stored: StoredStanding | undefined, caseId: string): Case | undefined {
  const file = stored?.openCase;
  return file?.caseId === caseId && file.ruling === undefined ? file : undefined;
}

/** What a finished sweep calls for, under the policy and beside what the case holds already. Starts nothing. */
export function planDerived(
  { source, plan, doubt }: Swept,
  file: Case | undefined,
  policy: Policy,
  nowMs: number,
): DerivedPlan {
  const { target } = source.request;
  const derived = file?.sweep?.derived ?? [];
  const known = [target, ...derived.map((one) => one.target), ...(file?.containments ?? []).map((one) => one.target)];
  const sinceMs = Date.parse(source.updatedAt);
  const room = mostDerived - derived.length;
  return derivedPlan(plan, { policy, nowMs, known, source: { target, sinceMs }, doubt, room });
}

/**
 * Takes what a finished sweep found into the case and requests its containments, sources first, each once a case.
 * Starts and the notice come before the write, so that a failure in between repeats a notice but loses nothing; a
 * containment is started once by its name. Where the case was closed meanwhile nothing is requested, and people are
 * told.
 *
 * Throws where the standings cannot be read or written or people cannot be told, and after everything else was done
 * where a containment could not be started: then it is to be called again.
 */
export async function containDerived(parts: DerivedParts, swept: Swept, nowMs: number): Promise<DerivedReport> {
  const { request: source } = swept.source;
  const owner = caseOwnerOf(source);
  const started = new Map<string, ContainmentRequest>();
  const failed = new Map<string, string>();
  let isTold = false;
  for (let attempt = 1; attempt <= mostAttempts; attempt++) {
    if (attempt > 1) await parts.pause?.(attempt);
    const stored = (await parts.standings.load([owner])).get(owner);
    const file = caseOf(stored, source.caseId);
    const caseState = file !== undefined ? "open" : hasNoCase(source) ? "none" : "closed";
    const planned = planDerived(swept, file, parts.policy, nowMs);
    const plan = caseState === "closed" ? withoutCase(planned) : planned;
    const requests = await requestsOf(parts, plan.contain, swept, nowMs);
    for (const request of requests) await startOnce(parts.playbooks, request, started, failed);
    const made = requests.filter(({ containmentId }) => started.has(containmentId));
    const next = file === undefined ? undefined : withSweep(file, additionOf(plan, made, swept, nowMs));
    const hasNews =
      next === undefined ? isWorthTelling(plan) : next !== file && (isWorthTelling(plan) || failed.size > 0);
    if (hasNews && !isTold) {
      await tell(parts.notices, plan, swept, made, [...failed.values()], file?.trust ?? 100);
      isTold = true;
    }
    if (stored !== undefined && next !== undefined && next !== file) {
      const write = writeAfter(stored, readStanding(stored), next, parts.policy);
      if ((await parts.standings.save([write])).length > 0) continue;
    }
    const [problem] = failed.values();
    if (problem !== undefined) {
      throw new Error(
        `${failed.size} containments that came of ${source.containmentId} could not be started: ${problem}`,
      );
    }
    return { plan, requests: made, caseState, isTold };
  }
  throw new Error(
    `the standing of case ${source.caseId} changed ${mostAttempts} times while what a sweep found was added; do it again`,
  );
}

const isWorthTelling = ({ contain, people, undo, rotate, isTruncated }: DerivedPlan): boolean =>
  isTruncated || contain.length + people.length + undo.length + rotate.length > 0;

/** Of a case that people closed, they know what is meant: what is found afterwards is theirs to judge. */
const withoutCase = (plan: DerivedPlan): DerivedPlan => ({
  ...plan,
  contain: [],
  people: [...plan.contain.map(({ step }) => ({ step, why: "its case is closed" })), ...plan.people],
});

/** One that cannot be started does not keep the others from it. */
async function startOnce(
  playbooks: PlaybookRunner,
  request: ContainmentRequest,
  started: Map<string, ContainmentRequest>,
  failed: Map<string, string>,
): Promise<void> {
  const { containmentId } = request;
  if (started.has(containmentId)) return;
  try {
    await playbooks.start(request);
    started.set(containmentId, request);
    failed.delete(containmentId);
  } catch (error) {
    failed.set(containmentId, printable(`${containmentId}: ${error instanceof Error ? error.message : error}`, 400));
  }
}

/** The requests, each with the estimate of who depends on its target. */
async function requestsOf(
  { standings, policy }: DerivedParts,
  targets: readonly DerivedTarget[],
  { source, startedBy }: Swept,
  nowMs: number,
): Promise<readonly ContainmentRequest[]> {
  if (targets.length === 0) return [];
  const keys = [...new Set(targets.map(({ identityKey }) => identityKey))];
  const known = await standings.load(keys);
  return targets.map((derived) => {
    const { identityKey, target } = derived;
    const stored = known.get(identityKey);
    const impact =
      stored === undefined
        ? ["The warden has not seen this identity: who depends on it is not known."]
        : impactOf(target, {
            identityKey,
            baseline: readStanding(stored).baseline,
            production: policy.production,
            nowMs,
          });
    return requestDerived(derived, { source: source.request, policy, impact, startedBy, nowMs });
  });
}

function additionOf(plan: DerivedPlan, made: readonly ContainmentRequest[], swept: Swept, nowMs: number) {
  const { source, startedBy } = swept;
  const by = startedBy === undefined ? "" : `by ${printable(startedBy, 200)}, `;
  const ids = new Set(made.map(({ containmentId }) => containmentId));
  const derived = plan.contain.flatMap(({ step, target, identityKey }): readonly DerivedCredential[] => {
    const containmentId = derivedId(source.request, target);
    if (!ids.has(containmentId)) return [];
    const eventId = step.event?.eventId ?? "";
    const sourceId = source.request.containmentId;
    return [{ containmentId, target, identityKey, sourceId, eventId, requestedMs: nowMs }];
  });
  return {
    derived,
    people: [...unsweptTexts(plan), ...plan.people.map(leftText), ...plan.undo.map(adviceText)],
    replace: plan.rotate.map(adviceText),
    isTruncated: plan.isTruncated,
    told: { eventId: derived[0]?.eventId ?? source.request.eventIds[0] ?? "", text: `${by}${derivedSummary(plan)}` },
    sweptMs: nowMs,
  };
}

async function tell(
  notices: Notices | undefined,
  plan: DerivedPlan,
  { source }: Swept,
  requests: readonly ContainmentRequest[],
  problems: readonly string[],
  trust: number,
): Promise<void> {
  if (notices === undefined) return;
  const { caseId, target } = source.request;
  const identityKey = caseOwnerOf(source.request);
  const action = requests.some(({ approval }) => approval === undefined)
    ? "contain"
    : requests.length > 0
      ? "ask"
      : "alert";
  await notices.send({
    caseId,
    identityKey,
    accountId: target.accountId,
    action,
    isUpdate: true,
    trust,
    ...derivedNotice(plan, source.request, requests, problems),
  });
}
