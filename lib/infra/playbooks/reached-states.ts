import type { Definition, State } from "./states.ts";

/** Names of states that one can lead to. */
function followers(state: State): readonly string[] {
  const branches = [...((state["Choices"] ?? []) as object[]), ...((state["Catch"] ?? []) as object[]), state];
  return branches
    .flatMap((branch) => [(branch as State)["Next"], (branch as State)["Default"]])
    .filter((name): name is string => typeof name === "string");
}

/** The definition without the states that nothing leads to: Step Functions refuses one that has such. */
export function withoutUnreached(definition: Definition): Definition {
  const reached = new Set([definition.StartAt]);
  for (const name of reached) {
    const state = definition.States[name];
    for (const next of state === undefined ? [] : followers(state)) reached.add(next);
  }
  const kept = Object.entries(definition.States).filter(([name]) => reached.has(name));
  return { ...definition, States: Object.fromEntries(kept) };
}
