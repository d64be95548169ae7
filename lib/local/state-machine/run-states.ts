import type {
  ChoiceState,
  FailState,
  MapState,
  ParallelState,
  State,
  StatesBlock,
  TaskState,
  WaitState,
} from "./definition.ts";
import { checkStopped, countEvents, type HistoryEntry, type Scope, type Step } from "./execution.ts";
import { readResource } from "./integration.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "./json-value.ts";
import { withRecovery } from "./recover.ts";
import { runTask } from "./run-task.ts";
import { runTogether } from "./run-together.ts";
import { StateError, toStateError } from "./state-error.ts";
import { type Extra, evaluate, finish, timeText, type Visit, wholeNumber } from "./visit.ts";

/** Runs a block of states from its start to a terminal state and gives its output. Throws StateError. */
export async function runStates(block: StatesBlock, input: JsonValue, scope: Scope): Promise<JsonValue> {
  let name: string | undefined = block.StartAt;
  let value = input;
  while (name !== undefined) {
    const state = block.States[name] as State;
    const step: Step = await visitState(state, name, value, scope);
    value = step.output;
    name = step.next;
  }
  return value;
}

async function visitState(state: State, name: string, input: JsonValue, scope: Scope): Promise<Step> {
  const { execution } = scope;
  checkStopped(scope.signal);
  countEvents(execution, 2);
  const entry: HistoryEntry = {
    state: name,
    type: state.Type,
    ...(scope.within === undefined ? {} : { within: scope.within }),
    enteredAt: timeText(execution.clock.nowMs()),
    input,
    retries: 0,
  };
  execution.history.push(entry);
  const visit: Visit = { name, input, scope, entry, retryCount: 0 };
  try {
    const step = await runState(state, visit);
    entry.output = step.output;
    if (step.next !== undefined) entry.next = step.next;
    return step;
  } catch (thrown) {
    const error = toStateError(thrown);
    entry.error ??= { error: error instanceof StateError ? error.error : error.status, cause: error.message };
    throw error;
  } finally {
    entry.exitedAt = timeText(execution.clock.nowMs());
    execution.onState?.(entry);
  }
}

function runState(state: State, visit: Visit): Promise<Step> {
  switch (state.Type) {
    case "Task":
    case "Parallel":
    case "Map":
      return withRecovery(
        state,
        visit.scope,
        async (retryCount) => {
          visit.retryCount = retryCount;
          visit.entry.retries = retryCount;
          return leave(state, await resultOf(state, visit), visit);
        },
        (error, retried) => {
          if (!retried) visit.entry.error = { error: error.error, cause: error.message };
        },
        async (catcher, errorOutput) => finish(catcher, errorOutput, visit, { errorOutput }, catcher.Next),
      );
    case "Choice":
      return choose(state, visit);
    case "Wait":
      return wait(state, visit);
    case "Fail":
      return fail(state, visit);
    case "Pass":
    case "Succeed":
      return finish(state, visit.input, visit, {}, state.Next);
  }
}

function resultOf(state: TaskState | ParallelState | MapState, visit: Visit): Promise<JsonValue> {
  if (state.Type === "Task") return performTask(state, visit);
  return state.Type === "Parallel" ? runBranches(state, visit) : runItems(state, visit);
}

async function performTask(state: TaskState, visit: Visit): Promise<JsonValue> {
  const waiting = readResource(state.Resource)?.waitForTaskToken ? visit.scope.execution.tokens.issue() : undefined;
  const extra: Extra = waiting === undefined ? {} : { task: { Token: waiting.token } };
  try {
    const taskArguments =
      state.Arguments === undefined ? visit.input : await evaluate(state.Arguments, "Arguments", visit, extra);
    const timeoutSeconds = await wholeNumber(state.TimeoutSeconds, "TimeoutSeconds", visit);
    const heartbeatSeconds = await wholeNumber(state.HeartbeatSeconds, "HeartbeatSeconds", visit);
    const limits = { timeoutSeconds, heartbeatSeconds };
    const roleArn = await roleOf(state, visit);
    const attempt = { state, stateName: visit.name, taskArguments, roleArn, ...limits, waiting };
    return await runTask(attempt, visit.scope);
  } finally {
    waiting?.close();
  }
}

async function roleOf({ Credentials: credentials }: TaskState, visit: Visit): Promise<string | undefined> {
  if (credentials === undefined) return undefined;
  const roleArn = await evaluate(credentials.RoleArn, "Credentials.RoleArn", visit, {});
  if (typeof roleArn === "string") return roleArn;
  throw new StateError("States.QueryEvaluationError", `Credentials.RoleArn of ${visit.name} is not text.`);
}

async function runBranches(state: ParallelState, visit: Visit): Promise<JsonValue> {
  const input = state.Arguments === undefined ? visit.input : await evaluate(state.Arguments, "Arguments", visit, {});
  return runTogether(state.Branches, state.Branches.length, visit.scope.signal, (branch, index, signal) =>
    runStates(branch, input, inner(visit, index, signal, visit.scope.map)),
  );
}

async function runItems(state: MapState, visit: Visit): Promise<JsonValue> {
  const given = state.Items === undefined ? visit.input : await evaluate(state.Items, "Items", visit, {});
  const items = isJsonObject(given) ? Object.entries(given).map(([Key, Value]) => ({ Key, Value })) : given;
  if (!Array.isArray(items)) {
    throw new StateError("States.QueryEvaluationError", `Items of ${visit.name} is neither an array nor an object.`);
  }
  // 0 means as many as the runtime likes; Step Functions runs up to 40 inline items at once.
  const concurrency = (await wholeNumber(state.MaxConcurrency, "MaxConcurrency", visit)) || 40;
  return runTogether(items as readonly JsonValue[], concurrency, visit.scope.signal, async (item, index, signal) => {
    const map = { Item: { Index: index, Value: item } };
    const scope = inner(visit, index, signal, map);
    const selected =
      state.ItemSelector === undefined
        ? item
        : await evaluate(state.ItemSelector, "ItemSelector", { ...visit, scope }, {});
    return runStates(state.ItemProcessor, selected, scope);
  });
}

/** Branches and items read the variables outside; what they assign stays inside. */
function inner({ scope, name }: Visit, index: number, signal: AbortSignal, map: JsonObject | undefined): Scope {
  const within = `${scope.within === undefined ? "" : `${scope.within}.`}${name}[${index}]`;
  return { ...scope, signal, within, map };
}

async function choose(state: ChoiceState, visit: Visit): Promise<Step> {
  for (const [index, rule] of state.Choices.entries()) {
    const field = `Choices[${index}].Condition`;
    const condition = await evaluate(rule.Condition, field, visit, {});
    if (typeof condition !== "boolean") {
      throw new StateError("States.QueryEvaluationError", `${field} of ${visit.name} is not true or false.`);
    }
    if (condition) return finish(rule, visit.input, visit, {}, rule.Next);
  }
  if (state.Default === undefined) {
    throw new StateError("States.NoChoiceMatched", `No choice of ${visit.name} matched, and it has no Default.`);
  }
  return finish(state, visit.input, visit, {}, state.Default);
}

async function wait(state: WaitState, visit: Visit): Promise<Step> {
  const { clock } = visit.scope.execution;
  let durationMs = ((await wholeNumber(state.Seconds, "Seconds", visit)) ?? 0) * 1_000;
  if (state.Timestamp !== undefined) {
    const until = await evaluate(state.Timestamp, "Timestamp", visit, {});
    const untilMs = typeof until === "string" ? Date.parse(until) : Number.NaN;
    if (Number.isNaN(untilMs)) {
      throw new StateError("States.QueryEvaluationError", `Timestamp of ${visit.name} is not an ISO 8601 time.`);
    }
    durationMs = untilMs - clock.nowMs();
  }
  if (durationMs > 0) await clock.sleep(durationMs, visit.scope.signal);
  checkStopped(visit.scope.signal);
  return finish(state, visit.input, visit, {}, state.Next);
}

async function fail(state: FailState, visit: Visit): Promise<Step> {
  const text = async (value: JsonValue | undefined, field: string, otherwise: string) => {
    const evaluated = value === undefined ? otherwise : await evaluate(value, field, visit, {});
    if (typeof evaluated === "string") return evaluated;
    throw new StateError("States.QueryEvaluationError", `${field} of ${visit.name} is not text.`);
  };
  throw new StateError(await text(state.Error, "Error", "States.Failed"), await text(state.Cause, "Cause", ""));
}

const leave = (state: TaskState | ParallelState | MapState, result: JsonValue, visit: Visit) =>
  finish(state, result, visit, { result }, state.Next);
