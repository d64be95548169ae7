import { playbookNames } from "../../../lib/domain/response/decision.ts";
import { playbookDefinitions, playbooks } from "../../../lib/infra/playbooks/definitions.ts";
import type { State } from "../../../lib/infra/playbooks/states.ts";

const definitions = playbookDefinitions({ tableName: "warden", topicArn: "topic" });
const reads = /:(list|get)[A-Z]\w*$/;
const own = /:(dynamodb:updateItem|sns:publish)$/;

/** Where a state can lead. */
function nextStates(state: State): string[] {
  const catches = (state["Catch"] ?? []) as { Next: string }[];
  const choices = (state["Choices"] ?? []) as { Next: string }[];
  return [
    state["Next"],
    state["Default"],
    ...catches.map(({ Next }) => Next),
    ...choices.map(({ Next }) => Next),
  ].filter((name): name is string => typeof name === "string");
}

describe.each(playbookNames)("the definition of %s", (playbook) => {
  const { States: states, StartAt: start } = definitions[playbook];
  const tasks = Object.entries(states).filter(([, { Type }]) => Type === "Task");
  const mutating = tasks.filter(([, { Resource }]) => !reads.test(String(Resource)) && !own.test(String(Resource)));

  it("leads only to states that there are, and reaches all of them", () => {
    const reached = new Set([start]);
    for (const name of reached) for (const next of nextStates(states[name] as State)) reached.add(next);
    expect([...reached].sort()).toEqual(Object.keys(states).sort());
  });

  it("retries and catches every error of every call, within a time limit", () => {
    for (const [, task] of tasks) {
      expect(task["TimeoutSeconds"]).toBe(30);
      expect(JSON.stringify(task["Retry"])).toContain("States.ALL");
      expect((task["Catch"] as { ErrorEquals: string[] }[]).at(-1)?.ErrorEquals).toEqual(["States.ALL"]);
    }
  });

  it("has one state that changes an identity, and the only way to it is a kill switch read as released", () => {
    expect(mutating).toHaveLength(1);
    const [act = ""] = mutating[0] ?? [];
    const leadTo = (wanted: string) =>
      Object.keys(states).filter((name) => nextStates(states[name] as State).includes(wanted));
    expect(leadTo(act)).toEqual(["IsKillSwitchReleased"]);
    expect(states["IsKillSwitchReleased"]?.["Default"]).toBe("KillSwitchEngaged");
    expect(leadTo("IsKillSwitchReleased")).toEqual(["ReadKillSwitch"]);
    expect(states["ReadKillSwitch"]?.["Next"]).toBe("IsKillSwitchReleased");
  });

  it("records and tells every ending but that of a request that is not its own", () => {
    const avoiding = (passing: string) => {
      const reached = new Set([start]);
      for (const name of reached) {
        if (name !== passing) for (const next of nextStates(states[name] as State)) reached.add(next);
      }
      return [...reached].filter((name) => ["Succeed", "Fail"].includes(String(states[name]?.Type)));
    };
    expect(avoiding("RecordOutcome")).toEqual(["NotOwnRequest"]);
    expect(avoiding("Notify")).toEqual(["NotOwnRequest"]);
  });

  it("calls IAM with the actions of its responder role and no others", () => {
    const called = tasks
      .map(([, { Resource }]) => /aws-sdk:iam:(\w)(\w+)$/.exec(String(Resource)))
      .flatMap((match) => (match === null ? [] : [`iam:${match[1]?.toUpperCase()}${match[2]}`]));
    expect([...new Set(called)].sort()).toEqual([...playbooks[playbook].responder.actions].sort());
  });

  it("takes the responder role for every call of IAM and for nothing else", () => {
    for (const [, task] of tasks) {
      expect(task["Credentials"] !== undefined).toBe(String(task["Resource"]).includes(":iam:"));
    }
  });
});
