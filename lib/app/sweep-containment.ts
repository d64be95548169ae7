import { hourMs } from "../domain/behaviour/calendar.ts";
import type { Case } from "../domain/response/case.ts";
import { caseOwnerOf } from "../domain/response/containment.ts";
import { sweepNote } from "../domain/response/sweep/derived-text.ts";
import type { SweepLimits } from "../domain/response/sweep/sweep.ts";
import { startKeyOf, startsOf } from "../domain/response/sweep/sweep-starts.ts";
import type { AccountHistories } from "./account-histories.ts";
import { caseOf, containDerived, type DerivedParts, type DerivedReport } from "./contain-derived.ts";
import type { EventHistory } from "./event-history.ts";
import { type OpenAccounts, openAccounts } from "./open-accounts.ts";
import type { ContainmentRecord, ContainmentStore, SweepNotes } from "./ports.ts";
import { runSweep, type SweepReport, type Unfinished } from "./sweep.ts";

export interface SweepContainmentParts extends DerivedParts {
  readonly history: EventHistory;
  /** Of other accounts; without them a sweep that leads there is not complete. */
  readonly accounts?: AccountHistories;
  /** Where the containment's own record says what its sweep came to. */
  readonly notes: SweepNotes;
  readonly containments: Pick<ContainmentStore, "get">;
  readonly limits?: SweepLimits;
  /** Whether the time is over: what was found by then is used, and the rest is handed back as `unfinished`. */
  readonly isOver?: () => boolean;
}

/** Which containment is to be swept, and where to go on where a sweep of it was not finished. */
export interface SweepOrder {
  readonly containmentId: string;
  readonly from?: readonly Unfinished[] | undefined;
}

/** unknown: there is no such containment. not-in-place: it was refused, failed or released, or runs still. */
export interface SweptContainment {
  readonly outcome: "swept" | "unknown" | "not-in-place";
  readonly reports: readonly (DerivedReport & Pick<SweepReport, "lookUps" | "records">)[];
  readonly unfinished: readonly Unfinished[];
}

/** Before a case opened: what was done then may have led to it. */
const beforeCaseMs = hourMs;
/** Without a case nobody says since when a credential was stolen. */
const withoutCaseMs = 24 * hourMs;

/**
 * What follows a containment that is in place: everything that was made with the credential is looked for, joins the
 * case, and is requested to be contained. Doing it again is harmless. A history that gives no answer makes the sweep
 * incomplete, which is told and asks people; a store that gives none throws, so that it is done again.
 */
export async function sweepContainment(
  parts: SweepContainmentParts,
  { containmentId, from }: SweepOrder,
  nowMs: number,
): Promise<SweptContainment> {
  const record = await parts.containments.get(containmentId);
  if (record === undefined) return { outcome: "unknown", reports: [], unfinished: [] };
  if (record.state !== "contained") return { outcome: "not-in-place", reports: [], unfinished: [] };
  const file = await openCaseOf(parts, record);
  const { starts, doubt } = startsOf(record.request, file);
  // A record made it known: where nothing was done with it, no record of it is missing.
  const isKnown = from !== undefined || record.request.caseIdentityKey !== undefined;
  const begins = from ?? starts.map((suspect) => ({ suspect, sinceMs: 0 }));
  const reports: SweptContainment["reports"][number][] = [];
  const unfinished: Unfinished[] = [];
  const members = new Set([...parts.policy.organisationAccounts, record.request.target.accountId]);
  const others = parts.accounts === undefined ? undefined : openAccounts(parts.accounts, { containmentId, members });
  try {
    for (const begin of begins) {
      if (parts.isOver?.() === true) {
        unfinished.push(begin);
        continue;
      }
      const report = await sweepOf(parts, others, { record, file, begin, isKnown, nowMs });
      unfinished.push(...report.unfinished);
      const derived = await containDerived(parts, { source: record, plan: report, doubt }, nowMs);
      reports.push({ ...derived, lookUps: report.lookUps, records: report.records });
    }
  } finally {
    others?.close();
  }
  const plans = reports.map(({ plan }) => plan);
  if (plans.length > 0) {
    // A sweep that goes on knows only its own part; what it came to before stays.
    const before = from === undefined ? undefined : record.swept;
    await parts.notes.noteSweep(containmentId, sweepNote(plans, nowMs, before));
  }
  return { outcome: "swept", reports, unfinished };
}

/**
 * The case that a containment joined, as far as it is open: the identity's own, or the one whose sweep asked for it.
 */
export async function openCaseOf(
  { standings }: Pick<DerivedParts, "standings">,
  { request }: Pick<ContainmentRecord, "request">,
): Promise<Case | undefined> {
  const owner = caseOwnerOf(request);
  return caseOf((await standings.load([owner])).get(owner), request.caseId);
}

interface Begun {
  readonly record: ContainmentRecord;
  readonly file: Case | undefined;
  readonly begin: Unfinished;
  readonly isKnown: boolean;
  readonly nowMs: number;
}

const sweepOf = (
  { history, isOver, limits }: SweepContainmentParts,
  others: OpenAccounts | undefined,
  { record, file, begin: { suspect, sinceMs }, isKnown, nowMs }: Begun,
): Promise<SweepReport> =>
  runSweep(
    {
      history,
      ...(others === undefined ? {} : { openAccount: others.open }),
      ...(isOver === undefined ? {} : { isOver }),
    },
    {
      start: suspect,
      startKey: startKeyOf(suspect),
      fromMs: Math.max(sweptFromMs(record, file, nowMs), sinceMs),
      untilMs: nowMs,
      isKnown,
      ...(limits === undefined ? {} : { limits }),
    },
  );

/** Since when calls count: an hour before the case began, or a day before the containment where it has none. */
export function sweptFromMs({ request }: Pick<ContainmentRecord, "request">, file: Case | undefined, nowMs: number) {
  if (file !== undefined) return Math.max(0, file.openedMs - beforeCaseMs);
  const eventMs = Date.parse(request.eventTime);
  return Math.max(0, (Number.isNaN(eventMs) ? nowMs : eventMs) - withoutCaseMs);
}
