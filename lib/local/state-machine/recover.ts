import type { RecoveringState, Retrier } from "./definition.ts";
import { checkStopped, countEvents, type Scope, type Step } from "./execution.ts";
import type { JsonObject } from "./json-value.ts";
import { errorMatches, StateError, toStateError } from "./state-error.ts";

/** Amazon States Language: the defaults of a retrier. */
const defaults = { intervalSeconds: 1, maxAttempts: 3, backoffRate: 2 };

/** Milliseconds before the given attempt, 1 for the first retry. */
export function retryDelayMs(retrier: Retrier, attempt: number, random: () => number): number {
  const { IntervalSeconds = defaults.intervalSeconds, BackoffRate = defaults.backoffRate } = retrier;
  const grown = IntervalSeconds * BackoffRate ** (attempt - 1);
  const seconds = Math.min(grown, retrier.MaxDelaySeconds ?? grown);
  return seconds * 1_000 * (retrier.JitterStrategy === "FULL" ? random() : 1);
}

/** What a catcher does with an error: its Output and Assign are evaluated by the state's own means. */
export type OnCaught = (
  catcher: NonNullable<RecoveringState["Catch"]>[number],
  errorOutput: JsonObject,
) => Promise<Step>;

/**
 * Tries a state until it succeeds, its retriers are used up, or a catcher takes the error.
 * Each retrier counts for itself; `onRetry` hears the total.
 */
export async function withRecovery(
  state: RecoveringState,
  scope: Scope,
  attempt: (retryCount: number) => Promise<Step>,
  onFailure: (error: StateError, retried: boolean) => void,
  onCaught: OnCaught,
): Promise<Step> {
  const { execution, signal } = scope;
  const used = new Map<Retrier, number>();
  for (let retryCount = 0; ; retryCount++) {
    try {
      return await attempt(retryCount);
    } catch (thrown) {
      const error = toStateError(thrown);
      if (!(error instanceof StateError)) throw error;
      const retrier = state.Retry?.find(({ ErrorEquals }) => errorMatches(ErrorEquals, error.error));
      const attempts = retrier === undefined ? 0 : (used.get(retrier) ?? 0) + 1;
      const retry = retrier !== undefined && attempts <= (retrier.MaxAttempts ?? defaults.maxAttempts);
      onFailure(error, retry);
      if (!retry) {
        const catcher = state.Catch?.find(({ ErrorEquals }) => errorMatches(ErrorEquals, error.error));
        if (catcher === undefined) throw error;
        return onCaught(catcher, { Error: error.error, Cause: error.message });
      }
      used.set(retrier, attempts);
      countEvents(execution, 1);
      await execution.clock.sleep(retryDelayMs(retrier, attempts, execution.random), signal);
      checkStopped(signal);
    }
  }
}
