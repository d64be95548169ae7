import type { Unreadable } from "../domain/event/activity.ts";
import type { Case } from "../domain/response/case.ts";
import type { ContainmentRequest } from "../domain/response/containment.ts";
import type { ResponseAction } from "../domain/response/decision.ts";

/**
 * An identity's standing as it is stored: its bytes, its open case, and the version that a write must find unchanged.
 */
export interface StoredStanding {
  readonly identityKey: string;
  readonly version: number;
  readonly bytes: Uint8Array;
  readonly openCase: Case | undefined;
}

export interface StandingWrite {
  readonly identityKey: string;
  /** The version that was read; 0 where nothing was stored. */
  readonly expectedVersion: number;
  readonly bytes: Uint8Array;
  readonly openCase: Case | undefined;
  /** 0 to 100, copied beside the bytes so that people can query it. */
  readonly trust: number;
  readonly kind: string;
  /** Milliseconds since 1970 of the newest event learned. */
  readonly lastSeenMs: number;
}

/**
 * Where standings are kept. A store that cannot be reached throws, and the queue retries;
 * absence is only ever reported after a successful read.
 */
export interface StandingStore {
  /**
   * Reads the standings of at most some hundreds of distinct identities; a key without one is absent from the answer.
   */
  load(identityKeys: readonly string[]): Promise<ReadonlyMap<string, StoredStanding>>;
  /**
   * Writes each one if its version is still the expected one. Returns the keys of those that were not. One write a key.
   */
  save(writes: readonly StandingWrite[]): Promise<readonly string[]>;
  /** Every stored standing, in pages of the store's choosing. */
  all(): AsyncIterable<StoredStanding>;
}

/** How a containment stands. */
export interface ContainmentRecord {
  readonly containmentId: string;
  readonly request: ContainmentRequest;
  readonly state: "running" | "contained" | "refused" | "failed" | "released";
  readonly outcome: string;
  readonly updatedAt: string;
  /** One sentence for people. */
  readonly detail?: string;
  readonly proof?: string;
  /** JSON of what stood before the change. */
  readonly beforeState?: string;
  /** `failed` where people could not be told. */
  readonly notice?: string;
  readonly startedAt?: string;
  readonly releaseAt?: string;
  readonly releasedAt?: string;
  readonly releasedBy?: string;
  /** Where what stands is not what the containment left. */
  readonly drift?: string;
  /** What the sweep after it came to, and where it was not: sentences for people. Only `get` gives it. */
  readonly swept?: string;
}

export interface ContainmentStore {
  get(containmentId: string): Promise<ContainmentRecord | undefined>;
  list(): Promise<readonly ContainmentRecord[]>;
}

export interface SweepNotes {
  /** Notes in a containment what its sweep came to, in place of an earlier note. Throws where it is not stored. */
  noteSweep(containmentId: string, text: string): Promise<void>;
}

export interface PlaybookRunner {
  /** Starts the playbook once: a second start with the same containmentId returns "already-started". */
  start(request: ContainmentRequest): Promise<"started" | "already-started">;
}

export interface Alert {
  readonly caseId: string;
  readonly identityKey: string;
  readonly accountId: string;
  readonly action: ResponseAction;
  /** True where people were told of the case at this level before: it deepened. */
  readonly isUpdate?: boolean;
  /** At most 100 ASCII characters: SNS's limit for an e-mail subject. */
  readonly subject: string;
  /** Plain text for people, printable, at most 32 KB. */
  readonly body: string;
  readonly trust: number;
}

export interface Notices {
  send(alert: Alert): Promise<void>;
}

/** Where input goes that could not be read: kept, counted, shown to people. */
export interface SetAside {
  keep(items: readonly Unreadable[]): Promise<void>;
}
