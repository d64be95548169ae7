import type { NetworkLookup } from "../domain/behaviour/network-facts.ts";
import type { Activity, Reading, Unreadable } from "../domain/event/activity.ts";
import type { Actor } from "../domain/identity/identity.ts";
import type { Assessment } from "../domain/response/assessment.ts";
import type { ContainmentRequest } from "../domain/response/containment.ts";
import type { Policy } from "../domain/response/policy.ts";
import type { Contract } from "../domain/scope/contract.ts";
import type { DataCategory } from "../domain/scope/data-categories.ts";
import type { Rules } from "../domain/terms.ts";
import type { CorrelationStore } from "./correlation-store.ts";
import type { InventoryStore } from "./inventories.ts";
import type { PeerStore } from "./peer-store.ts";
import type { Alert, ContainmentStore, Notices, PlaybookRunner, SetAside, StandingStore } from "./ports.ts";
import type { UnruledCases } from "./unruled-cases.ts";

export type { Rules };

export interface AssessorParts {
  readonly standings: StandingStore;
  readonly notices: Notices;
  readonly playbooks: PlaybookRunner;
  readonly setAside: SetAside;
  readonly rules: Rules;
  /** Or what gives the one in force: it is asked once a batch, and gives the same object until something changed. */
  readonly policy: Policy | (() => Policy);
  /** Where rules over several events keep what they counted; without it they are not followed. */
  readonly correlations?: CorrelationStore;
  /** What identities of an account do, for its others to be compared with; without it none is compared with them. */
  readonly peers?: PeerStore;
  /** Told what went wrong and did not fail the batch. */
  readonly onProblem?: (problem: string) => void;
  /** Where cases go that were replaced before anybody ruled on them; without it they are forgotten. */
  readonly unruledCases?: Pick<UnruledCases, "put">;
  /** How containments stand, to judge whether they hold and were released; without it neither is known. */
  readonly containments?: Pick<ContainmentStore, "get">;
  /**
   * What IAM showed of identities, for those who read an alert or weigh a containment, and for rules that ask how old a
   * key is; without it that is not known.
   */
  readonly inventories?: Pick<InventoryStore, "get">;
  /** What is known of networks beside their addresses; less is told without it. */
  readonly networks?: NetworkLookup;
  /** What owners wrote down of their identities, and the sorts of data that these speak of. */
  readonly contracts?: readonly Contract[];
  readonly dataCategories?: readonly DataCategory[];
  /**
   * Waits before the given attempt (2, 3 …) to write what another handler wrote first; some chance in it parts the two.
   */
  readonly pause?: (attempt: number) => Promise<unknown>;
  /** Called for every readable activity, before it is assessed. */
  readonly onActivity?: (activity: Activity, actor: Actor) => void;
}

/** What one batch came to. Every reading is in exactly one of activities, notices and setAside. */
export interface BatchReport {
  readonly activities: number;
  readonly notices: number;
  readonly setAside: readonly Unreadable[];
  readonly identities: number;
  readonly standingWrites: number;
  readonly standingConflicts: number;
  /** Those with a finding, a signal, or a decision other than observe; in order of event time for each identity. */
  readonly assessments: readonly Assessment[];
  readonly alerts: readonly Alert[];
  /** Containments decided in this batch; the playbook was started for each unless it already had been. */
  readonly containments: readonly ContainmentRequest[];
}

/**
 * Readings that are read while they are grouped, some at a time, so that each is still in the processor's cache.
 * They can be gone through once.
 */
export interface ReadingParts {
  readonly parts: Iterable<readonly Reading[]>;
}

/** The parts that readings come in; a list is one part. */
export const partsOf = (readings: readonly Reading[] | ReadingParts): Iterable<readonly Reading[]> =>
  "parts" in readings ? readings.parts : [readings];

/** Assesses one batch of readings at `nowMs`. */
export type AssessBatch = (readings: readonly Reading[] | ReadingParts, nowMs: number) => Promise<BatchReport>;
