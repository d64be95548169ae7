import type { Baseline } from "../behaviour/baseline.ts";
import { assumedByDimension, markKey } from "../behaviour/dimension.ts";
import { sessionOf } from "../behaviour/session-links.ts";
import type { Activity } from "../event/activity.ts";
import { printable } from "../event/printable.ts";
import { type Actor, identityKinds, type SessionIssued } from "../identity/identity.ts";
import type { Contract } from "../scope/contract.ts";
import { compareSessionContract } from "./compare-contract.ts";
import { compareValue, compareWith } from "./comparison.ts";
import type { Signal } from "./signal.ts";

const longestMaker = 200;

/**
 * A web identity that never had the role before is another repository, branch or pod: the provider vouches for its
 * name.
 */
const subjectFactor = 3;

/**
 * Learns, on the baseline of the identity that a session was issued for, who asked for it,
 * and compares the asker with those who did before. The activity is the AssumeRole call, or the like.
 */
export function observeSession(
  baseline: Baseline,
  activity: Activity,
  asker: Actor,
  issued: SessionIssued,
  contract?: Contract,
): readonly Signal[] {
  const comparison = compareWith(baseline, activity, asker);
  if (contract !== undefined) compareSessionContract(comparison, contract, issued);
  const kind = identityKinds.indexOf(issued.kind);
  if (kind >= 0) baseline.kinds |= 1 << kind;
  const { subject, makerKey } = issued;
  const maker = subject === undefined ? makerKey : `${makerKey} as ${subject}`;
  compareValue(
    comparison,
    "assumed-by",
    assumedByDimension,
    markKey(assumedByDimension, maker),
    subject === undefined ? 1 : subjectFactor,
    // Of one provider's subjects the providers are alike, and a remembered name is cut: what differs comes first.
    subject === undefined ? makerKey : `${subject} of ${makerKey}`,
  );
  const link = sessionOf(baseline.sessions, issued.accessKeyId, issued.issuedMs, baseline.newestMs);
  if (link !== undefined && link.maker === "") {
    link.maker = printable(maker, longestMaker);
    baseline.sessions.packed = undefined;
  }
  return comparison.signals ?? [];
}
