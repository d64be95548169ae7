import type { ApprovalReader } from "../app/approvals.ts";
import type { InventoryStore } from "../app/inventories.ts";
import type { KillSwitch } from "../app/kill-switch.ts";
import type { ContainmentStore, StandingStore } from "../app/ports.ts";
import type { Responder } from "../app/responder.ts";
import type { OpenCases, RulingStore } from "../app/rulings.ts";
import type { SettingsStore } from "../app/settings-store.ts";
import type { UnruledCases } from "../app/unruled-cases.ts";
import type { World } from "./world.ts";

/** Where a warden keeps what it knows: its table in AWS, or the folder of `nhi demo --data`. */
export type StoresPlace = { readonly table: string } | { readonly data: string };

/** How a person responds, as far as the call says. */
export interface Asked extends Pick<World, "environment" | "playbookDefinitions" | "releaseDefinitions"> {
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
