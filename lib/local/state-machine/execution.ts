import type { Clock } from "./clock.ts";
import type { ExpressionScope } from "./expression.ts";
import type { Integrations } from "./integration.ts";
import type { JsonObject, JsonValue } from "./json-value.ts";
import { ExecutionStopped, StateError } from "./state-error.ts";
import type { TaskTokens } from "./task-tokens.ts";

/** One visit of a state. Times are ISO 8601 with milliseconds, on the execution's clock. */
export interface HistoryEntry {
  readonly state: string;
  readonly type: string;
  /** The branch or item that the state ran in: `Contain[1]`; absent at the top. */
  readonly within?: string;
  readonly enteredAt: string;
  exitedAt?: string;
  readonly input: JsonValue;
  output?: JsonValue;
  /** Set when the state failed, whether or not it was caught. */
  error?: { readonly error: string; readonly cause: string };
  /** How often the state was tried again. */
  retries: number;
  next?: string;
}

/** Step Functions: an execution's history holds at most 25,000 events. */
export const historyEvents = 25_000;

/** What all states of one execution share. */
export interface Execution {
  readonly clock: Clock;
  readonly integrations: Integrations;
  readonly tokens: TaskTokens;
  readonly random: () => number;
  readonly functions: ExpressionScope["functions"];
  /** `Execution` and `StateMachine` of the context object. */
  readonly context: JsonObject;
  readonly name: string;
  readonly history: HistoryEntry[];
  readonly onState: ((entry: HistoryEntry) => void) | undefined;
  events: number;
}

/** Where a state runs: the execution, the variables that it sees, and the signal that stops it. */
export interface Scope {
  readonly execution: Execution;
  variables: JsonObject;
  readonly signal: AbortSignal;
  readonly within: string | undefined;
  /** `Map` of the context object, inside a Map's item. */
  readonly map: JsonObject | undefined;
}

/** What a state leads to. */
export interface Step {
  readonly output: JsonValue;
  readonly next: string | undefined;
}

/** Counts events as Step Functions does and ends an execution that has too many. */
export function countEvents(execution: Execution, events: number): void {
  execution.events += events;
  if (execution.events > historyEvents) {
    throw new StateError(
      "States.Runtime",
      `The execution reached the maximum number of history events (${historyEvents}).`,
    );
  }
}

/** Throws once the execution, or the branch, has been stopped. */
export function checkStopped(signal: AbortSignal): void {
  if (signal.aborted) throw signal.reason instanceof Error ? signal.reason : new ExecutionStopped("ABORTED", "stopped");
}

/** Rejects when the signal aborts; `release` takes the listener away again. */
export function stopped(signal: AbortSignal): { readonly promise: Promise<never>; release(): void } {
  let listener: () => void = () => undefined;
  const promise = new Promise<never>((_, reject) => {
    listener = () => reject(signal.reason);
    signal.addEventListener("abort", listener);
  });
  promise.catch(() => undefined);
  return { promise, release: () => signal.removeEventListener("abort", listener) };
}
