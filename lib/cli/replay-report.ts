import type { Level } from "../domain/detection/finding.ts";
import type { UnreadableReason } from "../domain/event/activity.ts";
import type { IdentityKind } from "../domain/identity/identity.ts";
import type { Mode } from "../domain/response/policy.ts";
import type { Problem } from "./problem.ts";
import type { TrustSummary } from "./trust-history.ts";
import type { WouldContain } from "./would-contain.ts";

/**
 * What `nhi replay --json` prints, and what the text report is made from. Keys are only ever added; where there is no
 * value JSON has null. Times end in Ms and are milliseconds since 1970; text from records is as it was written, so
 * escape it before showing it.
 */
export interface ReplayReport {
  readonly format: "nhi-replay/1";
  readonly input: {
    readonly files: number;
    readonly bytes: number;
    /** Files in folders without a single CloudTrail record. Their records count nowhere else. */
    readonly skipped: readonly { readonly file: string; readonly records: number }[];
    /** Files in folders that were not opened, because their names are no log's. */
    readonly passedOver: number;
    readonly firstEventMs: number | undefined;
    readonly lastEventMs: number | undefined;
  };
  readonly records: {
    /** Everything cut out of the files that were read. */
    readonly read: number;
    readonly activities: number;
    readonly notices: number;
    readonly setAside: number;
    /** Left out by --since. */
    readonly older: number;
    /** True where activities + notices + setAside + older = read: none was lost. */
    readonly balanced: boolean;
    readonly stoppedAtLimit: boolean;
  };
  readonly setAside: readonly SetAsideReason[];
  /** `folder` is `built-in` where --rules named none. */
  readonly rules: { readonly folder: string; readonly count: number };
  readonly policy: { readonly file: string | undefined; readonly mode: Mode };
  /** What was in force of the contracts; `folder` is undefined where there was none. */
  readonly contracts: {
    readonly folder: string | undefined;
    readonly inForce: number;
    readonly dataCategories: number;
  };
  /** Files that told networks apart, below the folder. */
  readonly networks: { readonly folder: string | undefined; readonly files: readonly string[] };
  readonly identities: readonly IdentityLine[];
  readonly findings: readonly FindingLine[];
  readonly trust: readonly TrustLine[];
  readonly wouldContain: readonly WouldContain[];
  readonly problems: readonly Problem[];
  readonly elapsedMs: number;
}

export interface SetAsideReason {
  readonly reason: UnreadableReason;
  readonly count: number;
  /** `file:line` of the first. */
  readonly first: string;
  readonly excerpt: string;
}

export interface IdentityLine {
  readonly key: string;
  readonly kind: IdentityKind;
  readonly name: string;
  readonly accountId: string;
  /** 0 where it was only seen being assumed. */
  readonly activities: number;
  readonly firstMs: number;
  readonly lastMs: number;
  /** At most five instances, functions, pods or web identity subjects that held its credentials. */
  readonly workloads: readonly string[];
  /** At most three user agent families, the most used first: what the caller says of itself. */
  readonly agents: readonly string[];
}

export interface FindingLine {
  readonly rule: string;
  readonly title: string;
  readonly level: Level;
  readonly identityKey: string;
  readonly count: number;
  readonly firstMs: number;
  readonly lastMs: number;
  readonly firstEventId: string;
}

export interface TrustLine extends TrustSummary {
  readonly identityKey: string;
}
