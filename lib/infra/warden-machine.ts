import { Aws, RemovalPolicy, Stack } from "aws-cdk-lib";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from "aws-cdk-lib/aws-stepfunctions";
import type { Construct } from "constructs";
import { machineRoleName, stateMachineName } from "../contract/names.ts";
import { acknowledge } from "./acknowledge.ts";

/** The role of a state machine of the warden, without any right yet. */
export const wardenMachineRole = (scope: Construct, name: string) =>
  new Role(scope, `${name}-role`, {
    roleName: machineRoleName(name),
    description: `Runs NHI Warden's state machine ${name}`,
    assumedBy: new ServicePrincipal("states.amazonaws.com", {
      conditions: { StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID } },
    }),
  });

/** A Standard state machine, traced, and logged without its data. `definition` is plain data; it may hold tokens. */
export function wardenMachine(scope: Construct, name: string, role: Role, definition: object): StateMachine {
  const machine = new StateMachine(scope, name, {
    stateMachineName: stateMachineName(name),
    stateMachineType: StateMachineType.STANDARD,
    role,
    tracingEnabled: true,
    definitionBody: DefinitionBody.fromString(definitionText(scope, definition)),
    logs: {
      level: LogLevel.ALL,
      // A waiting playbook's token stands in that data; the execution's history, which fewer may read, has all of it.
      includeExecutionData: false,
      destination: new LogGroup(scope, `${name}-log`, {
        retention: RetentionDays.ONE_YEAR,
        removalPolicy: RemovalPolicy.RETAIN,
      }),
    },
  });
  acknowledge(role, {
    "AwsSolutions-IAM5[Resource::*]":
      "Log delivery and X-Ray have no resource-level permissions: Step Functions asks for * on their few actions.",
  });
  return machine;
}

/** Integrations are named by ARNs of the partition, `arn:aws:states:::` only outside China and GovCloud. */
const definitionText = (scope: Construct, definition: object): string =>
  Stack.of(scope).toJsonString(definition).replaceAll("arn:aws:states:::", `arn:${Aws.PARTITION}:states:::`);
