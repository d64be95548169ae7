import type { ContainmentStore, StandingStore } from "../app/ports.ts";
import type { OpenCases, RulingStore } from "../app/rulings.ts";

/** Where a warden keeps what it knows: its table in AWS, or the folder of `nhi demo --data`. */
export type StoresPlace = { readonly table: string } | { readonly data: string };

/** Standings, cases, containments and verdicts of one warden. */
export interface WardenStores {
  readonly standings: StandingStore;
  readonly openCases: OpenCases;
  readonly containments: ContainmentStore;
  readonly rulings: RulingStore;
  /** Now, in the warden's own time: a simulated organisation lives in a time of its own. */
  readonly nowMs: () => number;
  close(): Promise<void>;
}
