import type { ApprovalReader } from "../app/approvals.ts";
import type { InventoryStore } from "../app/inventories.ts";
import type { KillSwitch } from "../app/kill-switch.ts";
import type { ContainmentStore, StandingStore } from "../app/ports.ts";
import type { Responder } from "../app/responder.ts";
import type { OpenCases, RulingStore } from "../app/rulings.ts";
import type { SettingsStore } from "../app/settings-store.ts";
import type { UnruledCases } from "../app/unruled-cases.ts";
import type { PlaybookName } from "../domain/response/decision.ts";

/** What it takes to respond from here. */
export interface Means {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /**
   * The playbooks' synthesised definitions for a table and a topic; they belong to the stack, so the shell gives them.
   */
  readonly playbookDefinitions?: (resources: {
    readonly tableName: string;
    readonly topicArn: string;
  }) => Readonly<Partial<Record<PlaybookName, object>>>;
  /** The same of the state machines that undo what the playbooks did, by name. */
  readonly releaseDefinitions?: (resources: {
    readonly tableName: string;
    readonly topicArn: string;
  }) => Readonly<Record<string, object>>;
}

/** How a person responds, as far as the call says. */
export interface Asked extends Means {
  /** A person's name in a simulated organisation; in AWS everybody is who their credentials say. */
  readonly as?: string | undefined;
}

/** Standings, cases, containments, questions, verdicts and live settings of one warden. */
export interface WardenStores {
  readonly standings: StandingStore;
  readonly openCases: OpenCases;
  readonly containments: ContainmentStore;
  readonly rulings: RulingStore;
  readonly unruledCases: UnruledCases;
  readonly settings: SettingsStore;
  readonly approvals: ApprovalReader;
  readonly killSwitch: KillSwitch;
  /** What IAM showed of identities; empty where it was never read. */
  readonly inventories: InventoryStore;
  /** Now, in the warden's own time: a simulated organisation lives in a time of its own. */
  readonly nowMs: () => number;
  /** The person who calls, with their own rights. Throws a UsageError where these stores have nobody to act for. */
  respond(asked: Asked): Promise<Responder>;
  close(): Promise<void>;
}
