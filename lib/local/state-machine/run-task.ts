import type { TaskState } from "./definition.ts";
import { countEvents, type Scope, stopped } from "./execution.ts";
import { handlerFor, readResource } from "./integration.ts";
import { isJsonObject, type JsonValue, toJson } from "./json-value.ts";
import { StateError, toStateError } from "./state-error.ts";
import type { WaitingTask } from "./task-tokens.ts";

/** One attempt of a task: its arguments are known, its timeouts are numbers. */
export interface TaskAttempt {
  readonly state: TaskState;
  readonly stateName: string;
  readonly taskArguments: JsonValue;
  readonly roleArn: string | undefined;
  readonly timeoutSeconds: number | undefined;
  readonly heartbeatSeconds: number | undefined;
  readonly waiting: WaitingTask | undefined;
}

/** Runs the handler, and waits for the answer where the task has a token. Throws StateError or ExecutionStopped. */
export async function runTask(attempt: TaskAttempt, scope: Scope): Promise<JsonValue> {
  const { execution } = scope;
  const { waiting, stateName, roleArn } = attempt;
  const resource = readResource(attempt.state.Resource);
  const handler = resource && handlerFor(execution.integrations, resource.arn);
  if (handler === undefined) throw new StateError("States.Runtime", `No integration for ${attempt.state.Resource}.`);
  if (!isJsonObject(attempt.taskArguments)) {
    throw new StateError("States.Runtime", `The arguments of ${stateName} are not an object.`);
  }
  countEvents(execution, 3);
  const over = new AbortController();
  const halt = stopped(scope.signal);
  const signal = AbortSignal.any([scope.signal, over.signal]);
  const work = async () => {
    const nowMs = execution.clock.nowMs();
    const call = { executionName: execution.name, stateName, nowMs, signal, taskToken: waiting?.token, roleArn };
    const result = await execution.clock.during(handler(attempt.taskArguments as never, call));
    return waiting === undefined ? result : waiting.answer;
  };
  const running = work();
  // When a timeout wins the race, the handler's own failure comes too late to matter.
  running.catch(() => undefined);
  try {
    const result = await Promise.race([running, halt.promise, ...timeLimits(attempt, scope, signal)]);
    return toJson(result ?? null, `The result of ${stateName}`);
  } catch (error) {
    throw toStateError(error);
  } finally {
    over.abort();
    halt.release();
  }
}

/** Promises that reject when the task takes too long or falls silent; they never resolve before the task is over. */
function timeLimits(attempt: TaskAttempt, { execution }: Scope, signal: AbortSignal): readonly Promise<never>[] {
  const { timeoutSeconds, heartbeatSeconds, waiting, stateName } = attempt;
  const never = new Promise<never>(() => undefined);
  const limit = async (): Promise<never> => {
    await execution.clock.sleep((timeoutSeconds ?? 0) * 1_000, signal);
    if (signal.aborted) return never;
    throw new StateError("States.Timeout", `${stateName} took longer than ${timeoutSeconds} seconds.`);
  };
  const heartbeats = async (task: WaitingTask): Promise<never> => {
    for (;;) {
      const beaten = new AbortController();
      const beat = task.nextHeartbeat().then(() => true);
      const silence = execution.clock
        .sleep((heartbeatSeconds ?? 0) * 1_000, AbortSignal.any([signal, beaten.signal]))
        .then(() => false);
      const alive = await Promise.race([beat, silence]);
      beaten.abort();
      if (signal.aborted) return never;
      if (!alive) {
        throw new StateError("States.HeartbeatTimeout", `${stateName} was silent for ${heartbeatSeconds} seconds.`);
      }
    }
  };
  return [
    ...(timeoutSeconds === undefined ? [] : [limit()]),
    ...(heartbeatSeconds === undefined || waiting === undefined ? [] : [heartbeats(waiting)]),
  ];
}
