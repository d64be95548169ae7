import { names, stateMachineName } from "../../lib/contract/names.ts";
import { playbookNames, playbookScope } from "../../lib/domain/response/decision.ts";
import { besideDefinitions, otherDefinitions } from "../../lib/infra/playbooks/beside-definitions.ts";
import { playbookDefinitions, releaseName } from "../../lib/infra/playbooks/definitions.ts";
import { responderRoles } from "../../lib/infra/playbooks/machine-roles.ts";
import { actionsOf, deployedDefinition, resourcesOf, statementsOfRole, synthesise } from "./synthesise.ts";

const template = synthesise();
const machinesOf = (made: typeof template) =>
  (
    Object.values(resourcesOf(made, "AWS::StepFunctions::StateMachine")) as unknown as {
      StateMachineName: string;
      StateMachineType: string;
      LoggingConfiguration: { Level: string; IncludeExecutionData: boolean };
      RoleArn: { "Fn::GetAtt": [string, string] };
    }[]
  ).filter(({ StateMachineName }) => StateMachineName !== stateMachineName(names.failureNotice));
const machines = machinesOf(template);
const beside = Object.values(besideDefinitions).map(({ name }) => `NhiWarden-${name}`);

const deployedText = (machine: object) => JSON.stringify(deployedDefinition(machine as never, () => "x"));

describe("the playbooks' state machines", () => {
  it.each([
    [false, template],
    [true, synthesise({ agentSessions: true })],
  ])("are the definitions that a local run interprets, with names filled in; with agent sessions: %j", (...given) => {
    const [agentSessions, made] = given;
    const deployed = machinesOf(made).map((machine) =>
      deployedDefinition(machine, (intrinsic) =>
        intrinsic.includes("Table") ? "warden" : intrinsic.includes("Topic") ? "topic" : "sweeps",
      ),
    );
    const resources = { tableName: "warden", topicArn: "topic", sweepQueueUrl: "sweeps", agentSessions };
    const local = { ...playbookDefinitions(resources), ...otherDefinitions(resources) };
    expect(deployed).toHaveLength(Object.keys(local).length);
    for (const definition of Object.values(local)) expect(deployed).toContainEqual(definition);
    expect(JSON.stringify(deployed).includes("aws-sdk:bedrockagentcore:")).toBe(agentSessions);
  });

  it("are Standard, so that an execution's name is used once, and log every step", () => {
    for (const { StateMachineName, StateMachineType, LoggingConfiguration } of machines) {
      expect(StateMachineType).toBe(beside.includes(StateMachineName) ? "EXPRESS" : "STANDARD");
      expect(LoggingConfiguration.Level).toBe("ALL");
    }
  });

  it("keep what a function's settings hold nowhere: those that see it are Express, and logged without data", () => {
    const seeing = machines.filter((machine) =>
      /:lambda:(get|update)Function(Configuration|Code)?"/.test(deployedText(machine)),
    );
    expect(seeing.map(({ StateMachineName }) => StateMachineName).sort()).toEqual([...beside].sort());
    for (const { StateMachineType, LoggingConfiguration, StateMachineName, RoleArn } of seeing) {
      expect([StateMachineType, LoggingConfiguration.IncludeExecutionData]).toEqual(["EXPRESS", false]);
      // It runs with the role of the one that starts it, and no other one may.
      const own = machines.find((one) => `${one.StateMachineName}-settings` === StateMachineName);
      expect(RoleArn).toEqual(own?.RoleArn);
    }
    const starting = machines.flatMap(({ StateMachineName: name }) => {
      const short = name.replace("NhiWarden-", "");
      if (beside.includes(name)) return [];
      const statements = statementsOfRole(template, `Playbooks${short.replaceAll("-", "")}role`);
      return statements
        .filter((one) => actionsOf([one]).includes("states:StartSyncExecution"))
        .map((one) => [name, one]);
    });
    expect(starting).toHaveLength(beside.length);
    for (const [name, statement] of starting as [string, { Resource: unknown }][]) {
      expect(JSON.stringify(statement.Resource)).toContain(`:stateMachine:${name}-settings"`);
    }
  });

  it("are named so that one can start another", () => {
    expect(machines.map(({ StateMachineName }) => StateMachineName).sort()).toEqual(
      playbookNames
        .flatMap((name) => [`NhiWarden-${name}`, `NhiWarden-${releaseName(name)}`])
        .concat(beside)
        .sort(),
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
      "disable-trust-profile": ["restrict-trust-profile"],
    };
    const own = playbookScope[playbook] === "session" ? [releaseName(playbook)] : [];
    expect(started.sort()).toEqual([...(narrower[playbook] ?? []), ...own].sort());
  });
});
