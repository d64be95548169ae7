import type { IntegrationHandler, Integrations } from "../../../lib/local/state-machine/integration.ts";
import type { JsonValue } from "../../../lib/local/state-machine/json-value.ts";
import { runStateMachine, type StateMachineRun } from "../../../lib/local/state-machine/run-state-machine.ts";
import { StateError } from "../../../lib/local/state-machine/state-error.ts";
import { virtualClock } from "../../../lib/local/state-machine/virtual-clock.ts";

export const startMs = Date.parse("2026-11-21T07:00:00.000Z");
export const work = "arn:aws:states:::lambda:invoke";

export const machine = (states: Record<string, object>, rest: object = {}) => ({
  QueryLanguage: "JSONata",
  StartAt: Object.keys(states)[0],
  States: states,
  ...rest,
});

/** A handler that fails with each of the errors in turn and then answers. */
export function failing(errors: readonly string[], answer: JsonValue = "done") {
  const calls: number[] = [];
  const handler: IntegrationHandler = async (_, { nowMs }) => {
    calls.push(nowMs - startMs);
    const error = errors[calls.length - 1];
    if (error !== undefined) throw new StateError(error, `cause of ${error}`);
    return answer;
  };
  return { calls, integrations: { [work]: handler } as Integrations };
}

export const run = (definition: object, rest: Partial<StateMachineRun> = {}) =>
  runStateMachine({
    definition,
    input: {},
    executionName: "execution-1",
    integrations: { [work]: async (given) => given },
    clock: virtualClock(startMs),
    random: () => 0.5,
    ...rest,
  });
