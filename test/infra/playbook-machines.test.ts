import { names, stateMachineName } from "../../lib/contract/names.ts";
import { playbookNames, playbookScope } from "../../lib/domain/response/decision.ts";
import {
  playbookDefinitions,
  releaseDefinitions,
  releaseName,
  responderRoles,
} from "../../lib/infra/playbooks/definitions.ts";
import { actionsOf, deployedDefinition, resourcesOf, statementsOfRole, synthesise } from "./synthesise.ts";

const template = synthesise();
const machines = (
  Object.values(resourcesOf(template, "AWS::StepFunctions::StateMachine")) as unknown as {
    StateMachineName: string;
    StateMachineType: string;
    LoggingConfiguration: { Level: string };
  }[]
).filter(({ StateMachineName }) => StateMachineName !== stateMachineName(names.failureNotice));

describe("the playbooks' state machines", () => {
  it("are the definitions that a local run interprets, with the table, the topic and the partition filled in", () => {
    const deployed = machines.map((machine) =>
      deployedDefinition(machine, (intrinsic) =>
        intrinsic.includes("Table") ? "warden" : intrinsic.includes("Topic") ? "topic" : "sweeps",
      ),
    );
    const resources = { tableName: "warden", topicArn: "topic", sweepQueueUrl: "sweeps" };
    const local = { ...playbookDefinitions(resources), ...releaseDefinitions(resources) };
    expect(deployed).toHaveLength(Object.keys(local).length);
    for (const definition of Object.values(local)) expect(deployed).toContainEqual(definition);
  });

  it("are Standard, so that an execution's name is used once, and log every step", () => {
    for (const { StateMachineType, LoggingConfiguration } of machines) {
      expect(StateMachineType).toBe("STANDARD");
      expect(LoggingConfiguration.Level).toBe("ALL");
    }
  });

  it("are named so that one can start another", () => {
    expect(machines.map(({ StateMachineName }) => StateMachineName).sort()).toEqual(
      playbookNames.flatMap((name) => [`NhiWarden-${name}`, `NhiWarden-${releaseName(name)}`]).sort(),
    );
  });

  const all = playbookNames.flatMap((name) => [name, releaseName(name)]);

  it.each(all)("hold no permission to change an identity themselves: %s", (name) => {
    const statements = statementsOfRole(template, `Playbooks${name.replaceAll("-", "")}role`);
    expect(actionsOf(statements).filter((action) => action.startsWith("iam:"))).toEqual([]);
    const [assume, ...others] = statements.filter(({ Action }) => Action === "sts:AssumeRole");
    expect(others).toEqual([]);
    const taken = JSON.stringify(assume?.Resource ?? "").match(/:iam::\*:role\/nhi-warden\/NhiWarden-[\w-]+/g);
    const allowed = responderRoles.filter(({ machines: takers }) => takers.includes(name));
    expect(taken?.sort() ?? []).toEqual(allowed.map((one) => `:iam::*:role/nhi-warden/NhiWarden-${one.name}`).sort());
    const anywhere = statements.filter(({ Resource }) => Resource === "*");
    for (const action of actionsOf(anywhere)) expect(action).toMatch(/^(logs|xray):/);
    const tableActions = actionsOf(statements).filter((action) => action.startsWith("dynamodb:"));
    expect(tableActions).toEqual(["dynamodb:GetItem", "dynamodb:UpdateItem"]);
    // Only the approver function answers a waiting playbook.
    expect(actionsOf(statements).filter((action) => action.startsWith("states:SendTask"))).toEqual([]);
  });

  it.each(playbookNames)("start nothing wider than themselves: %s", (playbook) => {
    const statements = statementsOfRole(template, `Playbooks${playbook.replaceAll("-", "")}role`);
    const starts = JSON.stringify(statements.filter(({ Action }) => Action === "states:StartExecution"));
    const started = [...starts.matchAll(/stateMachine:NhiWarden-([\w-]+)/g)].map(([, name]) => name);
    const narrower: Record<string, string[]> = {
      "revoke-user-sessions": ["disable-access-key"],
      "quarantine-user": ["disable-access-key", "revoke-user-sessions"],
      "revoke-role-sessions": ["deny-role-session"],
      "quarantine-role": ["deny-role-session", "revoke-role-sessions"],
    };
    const own = playbookScope[playbook] === "session" ? [releaseName(playbook)] : [];
    expect(started.sort()).toEqual([...(narrower[playbook] ?? []), ...own].sort());
  });
});
