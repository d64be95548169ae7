import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Aws, RemovalPolicy, Stack, Stage, Token } from "aws-cdk-lib";
import { Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import {
  DefinitionBody,
  LogLevel,
  StateMachine,
  type StateMachineProps,
  StateMachineType,
} from "aws-cdk-lib/aws-stepfunctions";
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

export interface WardenMachine {
  readonly machine: StateMachine;
  readonly log: LogGroup;
}

/**
 * A state machine, traced, and logged without its data; a Standard one where no type is given. `definition` is plain
 * data; it may hold tokens.
 */
export function wardenMachine(
  scope: Construct,
  name: string,
  role: Role,
  definition: object,
  type = StateMachineType.STANDARD,
): WardenMachine {
  const log = new LogGroup(scope, `${name}-log`, {
    retention: RetentionDays.ONE_YEAR,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  const machine = new StateMachine(scope, name, {
    stateMachineName: stateMachineName(name),
    stateMachineType: type,
    role,
    tracingEnabled: true,
    ...definitionFile(scope, name, definition),
    logs: {
      level: LogLevel.ALL,
      // A waiting playbook's token stands in that data; the execution's history, which fewer may read, has all of it.
      includeExecutionData: false,
      destination: log,
    },
  });
  acknowledge(role, {
    "AwsSolutions-IAM5[Resource::*]":
      "Log delivery and X-Ray have no resource-level permissions: Step Functions asks for * on their few actions.",
  });
  return { machine, log };
}

/**
 * The definition as a file beside the template, which has room for a dozen of them at the most: a template may have a
 * million bytes, and a definition has forty thousand. What is known only when the stack is deployed is a placeholder.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html
 */
function definitionFile(scope: Construct, name: string, definition: object): DefinitionFile {
  const folder = join(Stage.of(scope)?.outdir ?? ".", "definitions");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${Stack.of(scope).node.id}-${name}.json`);
  const { text, substitutions } = withPlaceholders(Stack.of(scope).resolve(definitionText(scope, definition)));
  writeFileSync(path, text);
  return { definitionBody: DefinitionBody.fromFile(path), definitionSubstitutions: substitutions };
}
type DefinitionFile = Required<Pick<StateMachineProps, "definitionBody" | "definitionSubstitutions">>;

/** A resolved text (a string, or a join of strings and intrinsics) with `${Placeholder}` for each intrinsic. */
function withPlaceholders(resolved: string | { readonly "Fn::Join": readonly [string, readonly unknown[]] }) {
  if (typeof resolved === "string") return { text: resolved, substitutions: {} };
  const [separator, parts] = resolved["Fn::Join"];
  const substitutions: Record<string, string> = {};
  const texts = parts.map((part) => {
    if (typeof part === "string") return part;
    const placeholder = JSON.stringify(part).replaceAll(/[^A-Za-z0-9]/g, "");
    substitutions[placeholder] = Token.asString(part);
    return `\${${placeholder}}`;
  });
  return { text: texts.join(separator), substitutions };
}

/** Integrations are named by ARNs of the partition, `arn:aws:states:::` only outside China and GovCloud. */
const definitionText = (scope: Construct, definition: object): string =>
  Stack.of(scope).toJsonString(definition).replaceAll("arn:aws:states:::", `arn:${Aws.PARTITION}:states:::`);
