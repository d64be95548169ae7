import { playbookNames } from "../../lib/domain/response/decision.ts";
import { playbookDefinitions } from "../../lib/infra/playbooks/definitions.ts";
import { actionsOf, resourcesOf, statementsOfRole, synthesise } from "./synthesise.ts";

const template = synthesise();
const machines = Object.values(resourcesOf(template, "AWS::StepFunctions::StateMachine")) as unknown as {
  StateMachineType: string;
  DefinitionString: { "Fn::Join": [string, (string | { Ref: string })[]] };
  LoggingConfiguration: { Level: string };
}[];

describe("the playbooks' state machines", () => {
  it("are the definitions that a local run interprets, with the table, the topic and the partition filled in", () => {
    const names: Record<string, string> = { "AWS::Partition": "aws" };
    for (const id of Object.keys(resourcesOf(template, "AWS::DynamoDB::GlobalTable"))) names[id] = "warden";
    for (const id of Object.keys(resourcesOf(template, "AWS::SNS::Topic"))) names[id] = "topic";
    const deployed = machines.map(({ DefinitionString }) =>
      JSON.parse(
        DefinitionString["Fn::Join"][1].map((part) => (typeof part === "string" ? part : names[part.Ref])).join(""),
      ),
    );
    const local = playbookDefinitions({ tableName: "warden", topicArn: "topic" });
    expect(deployed).toHaveLength(playbookNames.length);
    for (const definition of Object.values(local)) expect(deployed).toContainEqual(definition);
  });

  it("are Standard, so that an execution's name is used once, and log every step", () => {
    for (const { StateMachineType, LoggingConfiguration } of machines) {
      expect(StateMachineType).toBe("STANDARD");
      expect(LoggingConfiguration.Level).toBe("ALL");
    }
  });

  it.each(playbookNames)("hold no permission to change an identity themselves: %s", (playbook) => {
    const role = `Playbooks${playbook.replaceAll("-", "")}role`;
    const statements = statementsOfRole(template, role);
    expect(actionsOf(statements).filter((action) => action.startsWith("iam:"))).toEqual([]);
    expect(statements.filter(({ Action }) => Action === "sts:AssumeRole").map(({ Resource }) => Resource)).toEqual([
      { "Fn::Join": ["", ["arn:", { Ref: "AWS::Partition" }, `:iam::*:role/nhi-warden/NhiWarden-${playbook}`]] },
    ]);
    const anywhere = statements.filter(({ Resource }) => Resource === "*");
    for (const action of actionsOf(anywhere)) expect(action).toMatch(/^(logs|xray):/);
    const tableActions = actionsOf(statements).filter((action) => action.startsWith("dynamodb:"));
    expect(tableActions).toEqual(["dynamodb:GetItem", "dynamodb:UpdateItem"]);
  });
});
