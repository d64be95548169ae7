import { inventoryKeys } from "../../lib/contract/inventory-item.ts";
import { statementsOfRole, synthesise } from "../infra/synthesise.ts";
import { account, decide } from "./simulate.ts";

const template = synthesise({ createTrail: "true" });
const table = `arn:aws:dynamodb:eu-central-1:${account}:table/warden`;
const context = { "dynamodb:LeadingKeys": [inventoryKeys.pk("arn:aws:iam::111122223333:user/backup")] };

describe.each(["AssessmentEventsRole", "LogFilesAssessRole"])("the role %s", (role) => {
  // What CloudFormation fills in are ARNs of tables, topics, queues: here all are the table, or nothing of DynamoDB's.
  const statements = statementsOfRole(template, role)
    .filter(({ Action }) => JSON.stringify(Action).includes("dynamodb:"))
    .map((statement) => ({ ...statement, Resource: table }));
  const ask = (action: string) =>
    decide(
      { principal: `arn:aws:sts::${account}:assumed-role/assess/x`, action, resource: table, context },
      { identity: [{ Version: "2012-10-17", Statement: statements }] },
    );

  it("reads what IAM showed of an identity", async () => {
    expect(statements.length).toBeGreaterThan(0);
    expect(await ask("dynamodb:GetItem")).toBe("Allowed");
  });

  it.each(["dynamodb:DeleteItem", "dynamodb:BatchWriteItem"])("may not %s", async (action) => {
    expect(await ask(action)).toBe("ImplicitlyDenied");
  });
});
