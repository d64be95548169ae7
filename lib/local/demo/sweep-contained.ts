import { memoryHistory } from "../../adapters/memory/event-history.ts";
import { memoryNotices } from "../../adapters/memory/notices.ts";
import type { ContainmentStore, StandingStore, SweepNotes } from "../../app/ports.ts";
import { sweepContainment } from "../../app/sweep-containment.ts";
import type { Activity } from "../../domain/event/activity.ts";
import type { Policy } from "../../domain/response/policy.ts";
import { adviceText, leftText } from "../../domain/response/sweep/derived-text.ts";
import type { DemoSweep } from "./demo-report.ts";
import type { DemoPlaybooks } from "./run-playbooks.ts";

interface SweepParts {
  /** Everything that was recorded while the organisation was watched. */
  readonly activities: readonly Activity[];
  readonly standings: StandingStore;
  readonly containments: ContainmentStore;
  readonly notes: SweepNotes;
  readonly playbooks: DemoPlaybooks;
  readonly policy: Policy;
  /** Ids of containments of earlier runs: of what was done then there are no records here. */
  readonly earlier: ReadonlySet<string>;
  readonly nowMs: number;
}

/** What was made with the contained may have made something in turn, and so on; a demo's intruder ends sooner. */
const mostRounds = 5;

/**
 * What the sweep function does after a containment, over the demo's own records instead of CloudTrail's event history:
 * first of what the warden contained, then of what that brought up.
 */
export async function sweepContained(parts: SweepParts): Promise<readonly DemoSweep[]> {
  const { activities, standings, containments, notes, playbooks, policy, earlier, nowMs } = parts;
  const history = memoryHistory(activities, { name: "the demo's records" });
  const swept = new Map<string, DemoSweep>();
  for (let round = 0; round < mostRounds; round++) {
    const records = (await containments.list()).filter(
      ({ containmentId, state }) => state === "contained" && !earlier.has(containmentId) && !swept.has(containmentId),
    );
    if (records.length === 0) break;
    for (const { containmentId } of records) {
      const notices = memoryNotices();
      const { reports } = await sweepContainment(
        { history, standings, containments, notes, notices, policy, playbooks: playbooks.runner },
        { containmentId },
        nowMs,
      );
      swept.set(containmentId, {
        containmentId,
        requested: reports.flatMap(({ requests }) => requests.map(({ target }) => target)),
        people: reports.flatMap(({ plan }) => [...plan.people.map(leftText), ...plan.undo.map(adviceText)]),
        replace: reports.flatMap(({ plan }) => plan.rotate.map(adviceText)),
        isTruncated: reports.some(({ plan }) => plan.isTruncated),
        notices: notices.sent(),
      });
      await playbooks.runner.whenIdle();
    }
  }
  return [...swept.values()];
}
