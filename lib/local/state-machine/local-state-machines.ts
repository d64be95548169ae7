import { isDeepStrictEqual } from "node:util";
import { errorMessageOf } from "../../domain/event/error-message.ts";
import { type Clock, realClock } from "./clock.ts";
import type { HistoryEntry } from "./execution.ts";
import type { Integrations } from "./integration.ts";
import { type JsonValue, toJson } from "./json-value.ts";
import { type ExecutionResult, runStateMachine } from "./run-state-machine.ts";
import { createTaskTokens, type TaskTokens } from "./task-tokens.ts";
import { loadDefinition } from "./validate-definition.ts";
import { virtualClock } from "./virtual-clock.ts";

export interface LocalStateMachinesOptions {
  /** Definitions by the state machine's name. */
  readonly definitions: Readonly<Record<string, object>>;
  readonly integrations: Integrations;
  readonly accountId?: string;
  readonly region?: string;
  readonly clock?: Clock;
  readonly random?: () => number;
  readonly onState?: (executionName: string, entry: HistoryEntry) => void;
}

export interface LocalExecution {
  readonly name: string;
  readonly stateMachine: string;
  readonly input: JsonValue;
  readonly startedMs: number;
  /** Set when the execution is closed. */
  result: ExecutionResult | undefined;
  /** Never rejects: how the execution ended is its result. */
  readonly completion: Promise<ExecutionResult>;
}

/** Like Step Functions' StartExecution: the name was used with another input. */
export class ExecutionAlreadyExists extends Error {
  override readonly name = "ExecutionAlreadyExists";
}

export interface LocalStateMachines extends Omit<TaskTokens, "issue"> {
  /**
   * Starts an execution once. The same name with the same input, running or closed, starts nothing: started is false.
   * Throws ExecutionAlreadyExists for the same name with another input, and Error for an unknown state machine.
   */
  start(stateMachine: string, name: string, input: JsonValue): { started: boolean; execution: LocalExecution };
  /** Runs an Express state machine to its end and keeps nothing of it. Throws Error for an unknown one. */
  runExpress(stateMachine: string, name: string, input: JsonValue): Promise<ExecutionResult>;
  execution(stateMachine: string, name: string): LocalExecution | undefined;
  executions(): readonly LocalExecution[];
  stop(stateMachine: string, name: string): void;
  /** Resolves when no execution is running. */
  whenIdle(): Promise<void>;
}

/** A place to run state machines by name. Throws DefinitionError at once where a definition cannot be run here. */
export function createLocalStateMachines(options: LocalStateMachinesOptions): LocalStateMachines {
  const { definitions, integrations, clock = realClock() } = options;
  for (const definition of Object.values(definitions)) loadDefinition(definition, integrations);
  const tokens = createTaskTokens();
  const executions = new Map<string, LocalExecution & { readonly abort: AbortController }>();
  const keyOf = (stateMachine: string, name: string) => `${stateMachine}:${name}`;

  function definitionOf(stateMachine: string): object {
    const definition = Object.hasOwn(definitions, stateMachine) ? definitions[stateMachine] : undefined;
    if (definition !== undefined) return definition;
    const known = Object.keys(definitions).join(", ");
    throw new Error(`there is no state machine ${JSON.stringify(stateMachine)}; known are ${known}`);
  }

  function begin(stateMachine: string, name: string, input: JsonValue) {
    const definition = definitionOf(stateMachine);
    const abort = new AbortController();
    const { accountId, region, random, onState } = options;
    const completion = runStateMachine({
      definition,
      input,
      executionName: name,
      integrations,
      stateMachineName: stateMachine,
      clock,
      tokens,
      signal: abort.signal,
      ...(accountId === undefined ? {} : { accountId }),
      ...(region === undefined ? {} : { region }),
      ...(random === undefined ? {} : { random }),
      ...(onState === undefined ? {} : { onState: (entry: HistoryEntry) => onState(name, entry) }),
    }).catch(refused);
    const execution = { name, stateMachine, input, startedMs: clock.nowMs(), result: undefined, completion, abort };
    const kept: LocalExecution & { readonly abort: AbortController } = execution;
    executions.set(keyOf(stateMachine, name), kept);
    completion.then((result) => {
      kept.result = result;
    });
    return kept;
  }

  return {
    start(stateMachine, name, input) {
      const clean = toJson(input, "The execution's input");
      const known = executions.get(keyOf(stateMachine, name));
      if (known === undefined) return { started: true, execution: begin(stateMachine, name, clean) };
      if (isDeepStrictEqual(known.input, clean)) return { started: false, execution: known };
      throw new ExecutionAlreadyExists(`the execution ${name} of ${stateMachine} was started with another input`);
    },
    async runExpress(stateMachine, name, input) {
      const { accountId, region, random } = options;
      return runStateMachine({
        definition: definitionOf(stateMachine),
        input,
        executionName: name,
        integrations,
        stateMachineName: stateMachine,
        // Its caller waits for it within one task, for which time stands still.
        clock: virtualClock(clock.nowMs()),
        tokens,
        ...(accountId === undefined ? {} : { accountId }),
        ...(region === undefined ? {} : { region }),
        ...(random === undefined ? {} : { random }),
      });
    },
    execution: (stateMachine, name) => executions.get(keyOf(stateMachine, name)),
    executions: () => [...executions.values()],
    stop: (stateMachine, name) => executions.get(keyOf(stateMachine, name))?.abort.abort(),
    async whenIdle() {
      for (;;) {
        const running = [...executions.values()].filter(({ result }) => result === undefined);
        if (running.length === 0) return;
        await Promise.all(running.map(({ completion }) => completion));
      }
    },
    sendTaskSuccess: tokens.sendTaskSuccess,
    sendTaskFailure: tokens.sendTaskFailure,
    sendTaskHeartbeat: tokens.sendTaskHeartbeat,
  };
}

/** What was refused before the first state, such as the execution's name, is a failed execution too. */
const refused = (error: unknown): ExecutionResult => ({
  status: "FAILED",
  error: "States.Runtime",
  cause: errorMessageOf(error),
  history: [],
});
