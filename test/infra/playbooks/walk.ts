import type { Definition, State } from "../../../lib/infra/playbooks/states.ts";

const reads = /:(list|get|simulate|describe)[A-Z]\w*$/;
/** Of the target's account: all SDK integrations but the one that asks people. */
const ofTarget = /:aws-sdk:(?!dynamodb:)\w+:\w+$/;

/** Whether a state calls IAM or another service in the target's account. */
export const reachesTarget = ({ Resource: resource }: State): boolean => ofTarget.test(String(resource));

export const tasksOf = ({ States: states }: Definition) =>
  Object.entries(states).filter(([, { Type }]) => Type === "Task");

/** Whether a state changes an identity or a resource. */
export const mutating = (state: State): boolean => reachesTarget(state) && !reads.test(String(state["Resource"]));

/** Where a state can lead. */
export function nextStates(state: State): string[] {
  const catches = (state["Catch"] ?? []) as { Next: string }[];
  const choices = (state["Choices"] ?? []) as { Next: string }[];
  return [
    state["Next"],
    state["Default"],
    ...catches.map(({ Next }) => Next),
    ...choices.map(({ Next }) => Next),
  ].filter((name): name is string => typeof name === "string");
}

/** The states that can be reached from the start, without going through one of those named. */
export function reachedWithout({ States: states, StartAt: start }: Definition, passing: readonly string[]): string[] {
  const reached = new Set([start]);
  for (const name of reached) {
    if (!passing.includes(name)) for (const next of nextStates(states[name] as State)) reached.add(next);
  }
  return [...reached];
}

/** The states that lead directly to one. */
export const leadTo = ({ States: states }: Definition, wanted: string): string[] =>
  Object.keys(states).filter((name) => nextStates(states[name] as State).includes(wanted));
