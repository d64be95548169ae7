import { errorMessageOf } from "../domain/event/error-message.ts";
import { printable } from "../domain/event/printable.ts";
import type { PresetRule } from "../domain/response/layer-settings.ts";
import { readLiveSettings } from "../domain/response/live-settings.ts";
import type { Policy } from "../domain/response/policy.ts";
import { policyInForce } from "../domain/response/policy-in-force.ts";
import { problemText } from "../domain/response/policy-problem.ts";
import type { DeployedPolicy } from "../domain/response/stated-settings.ts";
import { refreshAtMost } from "./refresh-at-most.ts";
import type { SettingsStore, StoredSettings } from "./settings-store.ts";

export interface LivePolicyParts {
  readonly deployed: DeployedPolicy;
  /** The rules that presets may switch off: those that are deployed, not those that people pushed. */
  readonly builtInRules: readonly PresetRule[];
  readonly store: Pick<SettingsStore, "load">;
  /** The store is asked at most this often. */
  readonly refreshMs?: number;
  /** Told of each version that was taken up. Must not throw. */
  readonly onVersion?: (version: number) => void;
  /** Told, in one printable line, of a store that cannot be read, and once a version of settings that are none. */
  readonly onProblem?: (line: string) => void;
}

export interface LivePolicy {
  /** The policy in force; the same object until a refresh changes it. */
  policy(): Policy;
  /**
   * Loads the live settings if the last attempt is `refreshMs` or more ago. Never throws: where they cannot be read, or
   * are not right, the policy in force stays in force. Calls at the same time share one attempt.
   */
  refresh(nowMs: number): Promise<void>;
  /**
   * Why the newest live settings are not in force, as far as is known: one printable line each, none where they are.
   */
  problems(): readonly string[];
  /** Version of the live settings that are in force; 0 while it is the deployed file alone. */
  version(): number;
}

const defaultRefreshMs = 30_000;
const longestProblem = 500;

/**
 * The deployed policy together with what was set live, kept up to date while the process lives. It begins with the
 * deployed policy, and takes up whole versions only: one that holds a single mistake changes nothing.
 */
export function createLivePolicy(parts: LivePolicyParts): LivePolicy {
  const { deployed, builtInRules, store, refreshMs = defaultRefreshMs } = parts;
  let inForce = policyInForce(deployed, builtInRules);
  let version = 0;
  let lastSeen = 0;

  /** Of the version that was seen last, and of the last attempt to load one. */
  let refused: string | undefined;
  let unreadable: string | undefined;

  const complain = (line: string): string => {
    const told = printable(line, longestProblem);
    parts.onProblem?.(told);
    return told;
  };

  const takeUp = (stored: StoredSettings): void => {
    lastSeen = stored.version;
    refused = undefined;
    const reading = readLiveSettings(stored.settings);
    if ("problems" in reading) {
      const [first] = reading.problems.map(problemText);
      refused = complain(
        `version ${stored.version} of the live settings is not right and not in force, ${staying()}: ${first}`,
      );
      return;
    }
    inForce = policyInForce(deployed, builtInRules, reading.settings);
    version = stored.version;
    parts.onVersion?.(version);
  };

  const staying = () => (version === 0 ? "the deployed policy stays" : `version ${version} stays`);

  const load = async (): Promise<void> => {
    try {
      const stored = await store.load();
      unreadable = undefined;
      if (stored.version !== lastSeen) takeUp(stored);
    } catch (error) {
      const message = errorMessageOf(error);
      unreadable = complain(`the live settings cannot be loaded, ${staying()} in force until they can: ${message}`);
    }
  };

  return {
    policy: () => inForce,
    problems: () => [refused, unreadable].filter((problem) => problem !== undefined),
    version: () => version,
    refresh: refreshAtMost(refreshMs, load),
  };
}
