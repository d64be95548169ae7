import type { AttackCall, DemoReport } from "./demo-report.ts";

/** What got through and what did not; calls that the identity's own policies refuse count as neither. */
export function summarise(
  calls: readonly AttackCall[],
  decidedOffsetMs: number | undefined,
  enforcementDelayMs: number,
): DemoReport["summary"] {
  const stopped = calls.filter(({ verdict }) => verdict === "refused-by-containment" || verdict === "impossible");
  return {
    calls: calls.length,
    gotThrough: calls.filter(({ verdict }) => verdict === "allowed").length,
    stopped: stopped.length,
    decidedOffsetMs,
    firstRefusalOffsetMs: calls.find(({ verdict }) => verdict === "refused-by-containment")?.offsetMs,
    enforcementDelayMs,
  };
}
