import type { Band } from "../behaviour/band.ts";

/** Families group signals that one cause would raise together, so that correlated evidence counts once. */
export const signalFamilies = [
  "activity",
  "network",
  "agent",
  "place",
  "time",
  "volume",
  "errors",
  "credential",
  "rule",
  "intelligence",
  "sequence",
  "contract",
] as const;
export type SignalFamily = (typeof signalFamilies)[number];

export const signalKinds = [
  "action",
  "service",
  "network",
  "user-agent",
  "region",
  "hour-of-week",
  "error",
  "error-burst",
  "rate-burst",
  "dormant-wake-up",
  "outside-workload",
  "assumed-by",
  "rule-match",
  "external-finding",
  "resource",
  "new-actions",
  "action-chain",
  "foreign-account",
  "human-use",
  "decoy",
  "contract-violation",
  "threat-network",
  "workload-away",
  "self-dealing",
  "credential-concurrency",
  "cross-environment",
  "shared-credential",
  "secret-new-network",
  "privilege-used",
  "impossible-travel",
  "version-regression",
  "execution-environment",
] as const;
export type SignalKind = (typeof signalKinds)[number];

/** One deviation: what was seen, what was expected, how surprising it is, and which event shows it. */
export interface Signal {
  readonly kind: SignalKind;
  readonly family: SignalFamily;
  /** At most 120 printable characters. */
  readonly observed: string;
  readonly expected: string;
  readonly band: Band | undefined;
  /**
   * Surprise: -log2 of how likely the identity's own history makes it. 0 where the signal is no matter of frequency.
   */
  readonly bits: number;
  /** What it may take from trust, 0 to 100. */
  readonly points: number;
  /** True where the fact alone justifies containment: a decoy touched, a workload's credential used elsewhere. */
  readonly deterministic: boolean;
  /** True where the action itself is able to harm: credentials, privileges, persistence, defences, data. */
  readonly sensitive: boolean;
  readonly eventId: string;
  readonly timeMs: number;
}
