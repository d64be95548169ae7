import type { Alert } from "../../app/ports.ts";
import type { ContainmentTarget, ResponseAction } from "../../domain/response/decision.ts";
import type { Mode } from "../../domain/response/policy.ts";

/** What became of one call of the intruder. `impossible`: it needs a key that was never made. */
export const verdicts = ["allowed", "refused-by-own-policy", "refused-by-containment", "impossible"] as const;
export type Verdict = (typeof verdicts)[number];

export interface AttackCall {
  /** Since the attack's first call. */
  readonly offsetMs: number;
  /** `s3:GetObject` */
  readonly action: string;
  readonly resource: string;
  readonly accessKeyId: string | undefined;
  readonly verdict: Verdict;
  readonly errorCode: string | undefined;
  /** The record's id; undefined where CloudTrail writes none. */
  readonly eventId: string | undefined;
}

/** What the warden concluded of the attacked identity from one batch. */
export interface Conclusion {
  /** When the batch was assessed, since the attack's first call. */
  readonly offsetMs: number;
  /** Records of the identity in the batch. */
  readonly records: number;
  /** 0 to 100, after the batch. */
  readonly trust: number;
  /** Deviations that no earlier one told, the strongest of each call first: `network 203.0.113.0/24`. */
  readonly reasons: readonly string[];
  readonly decision: ResponseAction;
  /** Why that and not more. */
  readonly because: readonly string[];
}

/** A change that a playbook made through IAM. */
export interface PlaybookChange {
  readonly offsetMs: number;
  /** `iam:UpdateAccessKey` */
  readonly action: string;
  readonly accountId: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

export interface PlaybookRun {
  readonly containmentId: string;
  readonly playbook: string;
  /** Of the execution: SUCCEEDED, FAILED … */
  readonly status: string;
  readonly states: readonly {
    readonly state: string;
    readonly type: string;
    /** Since the attack's first call. */
    readonly enteredOffsetMs: number;
    readonly durationMs: number;
    readonly error: string | undefined;
  }[];
  /** Of the containment's record in the table: contained, refused … */
  readonly recordState: string | undefined;
  readonly outcome: string | undefined;
  readonly notice: { readonly subject: string; readonly message: string } | undefined;
}

/** What a sweep after one containment came to. */
export interface DemoSweep {
  readonly containmentId: string;
  /** Made with what was contained, and contained or asked for as well; sources first. */
  readonly requested: readonly ContainmentTarget[];
  /** What a person stops or undoes, and what was read and is to be replaced; one printable line each. */
  readonly people: readonly string[];
  readonly replace: readonly string[];
  readonly isTruncated: boolean;
  readonly notices: readonly Alert[];
}

/** One containment, asked of the account itself. */
export interface ContainmentProof {
  readonly target: ContainmentTarget;
  readonly inEffect: boolean;
  /** `access key AKIA… of user backup is Inactive` */
  readonly statement: string;
  /** For roles: whether a session that is started now may work. */
  readonly newSessionsWork: boolean | undefined;
}

export interface Proof {
  /** True where something was contained, it holds, the intruder is shut out and nobody else was touched. */
  readonly proven: boolean;
  readonly containments: readonly ContainmentProof[];
  /** Credentials of the intruder that still work; empty is what is wanted. */
  readonly stillWorking: readonly string[];
  readonly untouched: { readonly identities: number; readonly accessKeys: number };
  /** ARNs of principals that changed and were neither the target nor the intruder's doing. */
  readonly collateral: readonly string[];
  /** What the intruder managed to change and what no playbook undoes: for people to look at. */
  readonly leftBehind: readonly string[];
  /** One clause where it is not proven. */
  readonly why: string | undefined;
}

export interface DemoReport {
  readonly format: "nhi-demo/1";
  readonly seed: number;
  readonly weeks: number;
  readonly mode: Mode;
  /** 1 for a new organisation; more where a data folder continues an earlier one. */
  readonly run: number;
  readonly organisation: {
    readonly identities: number;
    readonly accounts: readonly { readonly accountId: string; readonly name: string }[];
    readonly kinds: Readonly<Record<string, number>>;
  };
  readonly learned: {
    readonly fromMs: number;
    readonly toMs: number;
    readonly records: number;
    readonly setAside: number;
    readonly identities: number;
    readonly storeWrites: number;
    readonly alerts: readonly Alert[];
  };
  readonly attack: {
    readonly name: string;
    readonly story: string;
    readonly identityKey: string;
    readonly startMs: number;
    readonly calls: readonly AttackCall[];
    /** Records of everybody else in the meantime. */
    readonly recordsOfOthers: number;
    readonly conclusions: readonly Conclusion[];
    readonly alerts: readonly Alert[];
    readonly alertsOfOthers: readonly Alert[];
    readonly changes: readonly PlaybookChange[];
  };
  readonly summary: {
    readonly calls: number;
    readonly gotThrough: number;
    readonly stopped: number;
    /** Since the first call; undefined where it did not happen. */
    readonly decidedOffsetMs: number | undefined;
    readonly firstRefusalOffsetMs: number | undefined;
    readonly enforcementDelayMs: number;
  };
  readonly playbooks: readonly PlaybookRun[];
  readonly swept: readonly DemoSweep[];
  readonly proof: Proof;
  readonly elapsedMs: number;
}

/** Told while the demo runs; whoever hears it may take time over it, and simulated time waits. */
export type DemoEvent =
  | { readonly kind: "note"; readonly text: string }
  | ({ readonly kind: "organisation"; readonly run: number } & DemoReport["organisation"])
  | { readonly kind: "learning"; readonly records: number; readonly share: number }
  | ({ readonly kind: "learned"; readonly elapsedMs: number } & DemoReport["learned"])
  | ({ readonly kind: "attack"; readonly mode: Mode } & Pick<
      DemoReport["attack"],
      "name" | "story" | "identityKey" | "startMs"
    >)
  | { readonly kind: "call"; readonly call: AttackCall }
  | { readonly kind: "conclusion"; readonly conclusion: Conclusion }
  | { readonly kind: "alert"; readonly offsetMs: number; readonly alert: Alert; readonly ofOther: boolean }
  | { readonly kind: "containment"; readonly offsetMs: number; readonly target: ContainmentTarget }
  | { readonly kind: "change"; readonly change: PlaybookChange }
  | { readonly kind: "notice"; readonly offsetMs: number; readonly subject: string };

export type Tell = (event: DemoEvent) => void | Promise<void>;
