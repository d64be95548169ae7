import type { Level } from "./finding.ts";
import type { SignalFamily, SignalKind } from "./signal.ts";

/** What a kind of signal may take from trust at the most, and the family it belongs to. */
export const signalWeights: Readonly<Record<SignalKind, { readonly family: SignalFamily; readonly points: number }>> = {
  action: { family: "activity", points: 20 },
  service: { family: "activity", points: 15 },
  network: { family: "network", points: 30 },
  "user-agent": { family: "agent", points: 14 },
  region: { family: "place", points: 20 },
  "hour-of-week": { family: "time", points: 8 },
  error: { family: "errors", points: 12 },
  "error-burst": { family: "errors", points: 16 },
  "rate-burst": { family: "volume", points: 16 },
  "dormant-wake-up": { family: "time", points: 42 },
  "outside-workload": { family: "credential", points: 90 },
  "assumed-by": { family: "credential", points: 18 },
  "rule-match": { family: "rule", points: 65 },
  "external-finding": { family: "intelligence", points: 85 },
  resource: { family: "activity", points: 14 },
  "new-actions": { family: "sequence", points: 26 },
  "action-chain": { family: "sequence", points: 45 },
  "foreign-account": { family: "activity", points: 40 },
  "human-use": { family: "agent", points: 24 },
  decoy: { family: "credential", points: 95 },
  "contract-violation": { family: "contract", points: 30 },
  "threat-network": { family: "network", points: 40 },
  "workload-away": { family: "network", points: 60 },
  "self-dealing": { family: "sequence", points: 26 },
  "credential-concurrency": { family: "credential", points: 34 },
  "cross-environment": { family: "place", points: 32 },
  "shared-credential": { family: "credential", points: 18 },
  "secret-new-network": { family: "sequence", points: 30 },
  "privilege-used": { family: "sequence", points: 36 },
  "impossible-travel": { family: "credential", points: 40 },
  // Below what makes a family evidence of its own.
  "version-regression": { family: "agent", points: 5 },
  // Above a new tool, which it comes with; below a person, whom AWS itself tells.
  "execution-environment": { family: "agent", points: 18 },
};

/** Signals below this are kept as history only: they could not move a decision. */
export const leastPoints = 2;

/**
 * How much of its weight a surprise carries: nothing up to 1.5 bits (one day in three), all from 4.5 bits (one in 23).
 */
export const strengthOf = (bits: number): number => Math.min(1, Math.max(0, (bits - 1.5) / 3));

/** Points of a matching rule by its level, when the identity does not match it as a habit. */
export const levelPoints: Readonly<Record<Level, number>> = {
  informational: 0,
  low: 6,
  medium: 16,
  high: 34,
  critical: 65,
};

/** What a rule counts for, at the least, on an identity without history: strong rules need none. */
export const levelFloor: Readonly<Record<Level, number>> = {
  informational: 0,
  low: 0.2,
  medium: 0.4,
  high: 0.8,
  critical: 1,
};

/** Two decimals, so that what is stored is exactly what was computed. */
export const rounded = (value: number): number => Math.round(value * 100) / 100;
