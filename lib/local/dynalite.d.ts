declare module "dynalite" {
  import type { Server } from "node:http";

  interface DynaliteOptions {
    /** Directory of the LevelDB store; in memory where there is none. */
    readonly path?: string;
    readonly createTableMs?: number;
  }

  /** Closing the server closes its store too. */
  export default function dynalite(options?: DynaliteOptions): Server;
}
