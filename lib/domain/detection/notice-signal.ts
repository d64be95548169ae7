import type { Notice } from "../event/activity.ts";
import { printable } from "../event/printable.ts";
import type { Signal } from "./signal.ts";
import { rounded, signalWeights } from "./signal-points.ts";

/** Types that state a fact about the credential itself, where others report odd behaviour. */
const statesFact = /CompromisedCredentials|CredentialExfiltration|RISK_CREDENTIALS_EXPOSED|CREDENTIALS_EXPOSED/;

/**
 * GuardDuty's severity runs to 10; from 7 it is high. Half of the weight comes with severity, all of it with a stated
 * fact.
 */
export function signalOfNotice(notice: Notice): Signal {
  const fact = statesFact.test(notice.type);
  const { family, points } = signalWeights["external-finding"];
  return {
    kind: "external-finding",
    family,
    observed: printable(`${notice.source} reports ${notice.type}`, 120),
    expected: "no finding of another service about this principal",
    band: undefined,
    bits: 0,
    points: rounded(fact ? points : (Math.min(10, Math.max(0, notice.severity)) / 10) * points * 0.6),
    deterministic: fact,
    sensitive: true,
    eventId: notice.noticeId,
    timeMs: notice.timeMs,
  };
}
