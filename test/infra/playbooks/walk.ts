import type { Definition, State } from "../../../lib/infra/playbooks/states.ts";

const reads = /:(list|get|simulate|describe)[A-Z]\w*$/;
/**
 * Of the target's account: all SDK integrations but the one that asks people, and the one of Express state machines.
 */
const ofTarget = /:aws-sdk:(?!dynamodb:|sfn:)\w+:\w+$/;

/** What a task lets an Express state machine call, and the role for that. */
export const besideCall = ({ Resource: resource, Arguments: given }: State) =>
  String(resource).endsWith(":sfn:startSyncExecution")
    ? (given as { readonly Input: { readonly call: string; readonly roleArn: string } }).Input
    : undefined;

/** `lambda:UpdateFunctionConfiguration`: what a task calls, by itself or through an Express state machine. */
export const actionOf = (state: State) => {
  const beside = besideCall(state);
  if (beside !== undefined) return beside.call;
  const [, service = "", first = "", rest = ""] = /aws-sdk:(\w+):(\w)(\w+)$/.exec(String(state["Resource"])) ?? [];
  const prefix = service === "bedrockagentcore" ? "bedrock-agentcore" : service;
  return first === "" ? undefined : `${prefix}:${first.toUpperCase()}${rest}`;
};

/** The role in the target's account that a task takes; undefined where it takes none. */
export const roleTakenBy = (state: State): string | undefined =>
  besideCall(state)?.roleArn ?? (state["Credentials"] as { readonly RoleArn: string } | undefined)?.RoleArn;

/** Whether a state calls IAM or another service in the target's account. */
export const reachesTarget = ({ Resource: resource }: State): boolean => ofTarget.test(String(resource));

export const tasksOf = ({ States: states }: Definition) =>
  Object.entries(states).filter(([, { Type }]) => Type === "Task");

/** Whether a state changes an identity or a resource. */
export const mutating = (state: State): boolean => {
  const beside = besideCall(state);
  if (beside !== undefined) return !reads.test(beside.call.replace(/:\w/, (first) => first.toLowerCase()));
  return reachesTarget(state) && !reads.test(String(state["Resource"]));
};

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
