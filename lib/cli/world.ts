import type { Folders } from "../adapters/files/log-paths.ts";
import type { AssessBatch, AssessorParts, Rules } from "../app/assess-batch.ts";
import type { EventHistory } from "../app/event-history.ts";
import type { RuleStore } from "../app/rule-store.ts";
import type { Placeholders } from "../domain/detection/sigma/parse-value.ts";
import type { Reading } from "../domain/event/activity.ts";
import type { Policy } from "../domain/response/policy.ts";
import type { DeployedPolicy } from "../domain/response/stated-settings.ts";
import type { StoresPlace } from "./stores-place.ts";
import type { Means, WardenStores } from "./warden-stores.ts";

/** A text stream to people or to machines. */
export interface Output {
  write(text: string): unknown;
  readonly isTerminal: boolean;
  /** Width of the terminal in characters; undefined where it is none. */
  readonly columns: number | undefined;
}

export interface LoadedRules {
  readonly rules: Rules;
  readonly count: number;
  /** One line each, beginning with the file: rules that are not in force. The others are loaded all the same. */
  readonly problems: readonly string[];
  /** The same for rules that are in force although something about them is odd. */
  readonly warnings: readonly string[];
}

export interface LoadedPolicy {
  /** What to go on with, with the presets that the file picks; in observe mode where the file is not right. */
  readonly policy: Policy;
  /** The same without its presets, with what the file says itself. */
  readonly deployed: DeployedPolicy;
  /** One line each, beginning with the file, line and column. */
  readonly problems: readonly string[];
  readonly isMissing: boolean;
}

/** Everything that a command touches outside itself; `node-world.ts` makes the real one, tests make small ones. */
export interface World extends Means {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly cwd: string;
  readonly nowMs: () => number;
  readonly version: string;
  /** Folder of the built-in rules. */
  readonly builtInRules: string;
  readonly folders: Folders;
  readonly open: (path: string) => AsyncIterable<Uint8Array>;
  readonly readText: (text: string) => Iterable<Reading>;
  /** With these placeholders, or else those of the folder or of the built-in rules. */
  readonly loadRules: (folder: string, placeholders?: Placeholders) => Promise<LoadedRules>;
  readonly loadPolicy: (path: string) => Promise<LoadedPolicy>;
  /**
   * An assessor over stores in memory that starts nothing and tells nobody; `standings`, where they are wanted after
   * it.
   */
  readonly createAssessor: (
    parts: Pick<AssessorParts, "rules" | "policy" | "onActivity"> &
      Partial<Pick<AssessorParts, "standings" | "contracts" | "dataCategories" | "networks">>,
  ) => AssessBatch;
  /** Throws a UsageError where a folder holds no stores; a table is first spoken to when something is read. */
  readonly openStores: (place: StoresPlace) => Promise<WardenStores>;
  /** CloudTrail's event history of these regions, or of the usual ones; first spoken to when something is looked up. */
  readonly openHistory: (regions: readonly string[]) => Promise<EventHistory & { close(): void }>;
  /** The pushed rules of a table or a folder. Throws a UsageError for a folder that does not exist. */
  readonly openRules: (place: StoresPlace) => Promise<RuleStore>;
}
