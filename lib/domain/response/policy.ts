import type { SignalKind } from "../detection/signal.ts";
import type { IdentityKind } from "../identity/identity.ts";
import { defaultGuardRails, type GuardRails } from "./guard-rails.ts";

/** observe: only tell. ask: a person approves each containment. enforce: contain alone where the evidence allows it. */
export const modes = ["observe", "ask", "enforce"] as const;
export type Mode = (typeof modes)[number];

/** Trust, 0 to 100, at or below which something happens. review >= alert >= contain. */
export interface Thresholds {
  readonly review: number;
  readonly alert: number;
  readonly contain: number;
}

/** How closely identities are watched, by what they are able to do. The first tier that matches counts. */
export interface Tier {
  readonly name: string;
  /** Patterns with `*` over identity keys (ARNs). */
  readonly match: readonly string[];
  readonly mode: Mode | undefined;
  readonly thresholds: Thresholds | undefined;
  /** Multiplies every signal's points, 0.5 to 2. */
  readonly weight: number;
}

/** What holds: `warden.yaml`, read and checked, with the presets that it picks and what was set live. */
export interface Policy extends GuardRails {
  readonly mode: Mode;
  readonly thresholds: Thresholds;
  readonly tiers: readonly Tier[];
  /** Patterns over identity keys that are never contained. */
  readonly protected: readonly string[];
  /** An event older than this when it is assessed never starts a containment. */
  readonly oldestEventToActOnMinutes: number;
  /** Ids of rules that are switched off. */
  readonly disabledRules: readonly string[];
  /** Multiplies the points of a kind of signal, 0 (off) to 2; 1 where it is not named. */
  readonly signalWeights: Readonly<Partial<Record<SignalKind, number>>>;
  /** Multiplies the points of every signal of identities of a kind, 0.5 to 2; 1 where it is not named. */
  readonly kindWeights: Readonly<Partial<Record<IdentityKind, number>>>;
  /** Patterns over names and ARNs of resources that nobody has a reason to touch. */
  readonly decoys: readonly string[];
  /** Accounts of the user's own organisation, twelve digits each. */
  readonly organisationAccounts: readonly string[];
}

/** What holds where nothing is set: watch and tell, touch nothing. */
export const defaultPolicy: Policy = {
  mode: "observe",
  thresholds: { review: 75, alert: 60, contain: 40 },
  tiers: [],
  protected: [
    "arn:*:iam::*:role/nhi-warden/*",
    "arn:*:iam::*:role/aws-service-role/*",
    "arn:*:iam::*:role/aws-reserved/*",
    "arn:*:iam::*:role/OrganizationAccountAccessRole",
    "arn:*:iam::*:role/stacksets-exec-*",
    "arn:*:iam::*:role/cdk-*",
    "arn:*:iam::*:root",
  ],
  oldestEventToActOnMinutes: 60,
  disabledRules: [],
  signalWeights: {},
  kindWeights: {},
  decoys: [],
  organisationAccounts: [],
  ...defaultGuardRails,
};
