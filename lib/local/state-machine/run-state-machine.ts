import { type Clock, realClock } from "./clock.ts";
import { type Execution, type HistoryEntry, stopped } from "./execution.ts";
import type { Integrations } from "./integration.ts";
import { type JsonValue, toJson } from "./json-value.ts";
import { jsonataFunctions } from "./jsonata-functions.ts";
import { runStates } from "./run-states.ts";
import { ExecutionStopped, toStateError } from "./state-error.ts";
import { createTaskTokens, type TaskTokens } from "./task-tokens.ts";
import { loadDefinition } from "./validate-definition.ts";

export interface StateMachineRun {
  /** Amazon States Language with QueryLanguage JSONata. It must not be changed afterwards. */
  readonly definition: object;
  readonly input: JsonValue;
  /** 1 to 80 letters, digits, `-` and `_`. */
  readonly executionName: string;
  readonly integrations: Integrations;
  readonly stateMachineName?: string;
  readonly accountId?: string;
  readonly region?: string;
  readonly clock?: Clock;
  readonly tokens?: TaskTokens;
  /** At least 0, below 1: for jitter, $random and $uuid. */
  readonly random?: () => number;
  /** Called when a state is left. */
  readonly onState?: (entry: HistoryEntry) => void;
  /** Aborts the execution. */
  readonly signal?: AbortSignal;
}

export type ExecutionStatus = "SUCCEEDED" | "FAILED" | "TIMED_OUT" | "ABORTED";

export interface ExecutionResult {
  readonly status: ExecutionStatus;
  /** Set when the execution succeeded. */
  readonly output?: JsonValue;
  /** Set when it did not: the error's name and its cause. */
  readonly error?: string;
  readonly cause?: string;
  /** Every visit of a state, in the order of entering. */
  readonly history: readonly HistoryEntry[];
}

/**
 * Runs a state machine to its end. It never rejects for what happens inside the execution: that is the result.
 * Rejects with DefinitionError for a definition, and Error for a name, that Step Functions or this interpreter refuses.
 */
export async function runStateMachine(run: StateMachineRun): Promise<ExecutionResult> {
  const definition = loadDefinition(run.definition, run.integrations);
  if (!/^[\w-]{1,80}$/.test(run.executionName)) {
    throw new Error(
      `execution name ${JSON.stringify(run.executionName)}; 1 to 80 letters, digits, - and _ are allowed`,
    );
  }
  const clock = run.clock ?? realClock();
  const input = toJson(run.input, "The execution's input");
  const execution = newExecution(run, clock, input);
  const over = new AbortController();
  const abort = () => over.abort(new ExecutionStopped("ABORTED", "The execution was stopped."));
  run.signal?.addEventListener("abort", abort);
  if (run.signal?.aborted) abort();
  const finished = new AbortController();
  const halt = stopped(over.signal);
  if (definition.TimeoutSeconds !== undefined) {
    const { TimeoutSeconds: seconds } = definition;
    clock.sleep(seconds * 1_000, finished.signal).then(() => {
      const cause = `The execution took longer than ${seconds} seconds.`;
      if (!finished.signal.aborted) over.abort(new ExecutionStopped("TIMED_OUT", cause));
    });
  }
  const { history } = execution;
  const scope = { execution, variables: {}, signal: over.signal, within: undefined, map: undefined };
  try {
    const output = await Promise.race([runStates(definition, input, scope), halt.promise]);
    return { status: "SUCCEEDED", output, history };
  } catch (thrown) {
    const error = toStateError(thrown);
    if (!(error instanceof ExecutionStopped)) {
      return { status: "FAILED", error: error.error, cause: error.message, history };
    }
    const status = error.status === "TIMED_OUT" ? "TIMED_OUT" : "ABORTED";
    return { status, error: status === "TIMED_OUT" ? "States.Timeout" : "Aborted", cause: error.message, history };
  } finally {
    finished.abort();
    halt.release();
    run.signal?.removeEventListener("abort", abort);
  }
}

function newExecution(run: StateMachineRun, clock: Clock, input: JsonValue): Execution {
  const { accountId = "000000000000", region = "us-east-1", stateMachineName = "local", executionName } = run;
  const random = run.random ?? Math.random;
  const arn = (kind: string) => `arn:aws:states:${region}:${accountId}:${kind}:${stateMachineName}`;
  return {
    clock,
    random,
    integrations: run.integrations,
    tokens: run.tokens ?? createTaskTokens(),
    functions: jsonataFunctions({ nowMs: clock.nowMs, random }),
    name: executionName,
    context: {
      Execution: {
        Id: `${arn("execution")}:${executionName}`,
        Name: executionName,
        Input: input,
        StartTime: new Date(clock.nowMs()).toISOString(),
        RedriveCount: 0,
      },
      StateMachine: { Id: arn("stateMachine"), Name: stateMachineName },
    },
    history: [],
    onState: run.onState,
    events: 1,
  };
}
