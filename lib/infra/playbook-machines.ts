import { Aws, RemovalPolicy, Stack } from "aws-cdk-lib";
import { type IGrantable, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import { machineRoleName, names, responderRoleName } from "../contract/names.ts";
import { type PlaybookName, playbookNames } from "../domain/response/decision.ts";
import { acknowledge } from "./acknowledge.ts";
import type { Notices } from "./notices.ts";
import { playbooks } from "./playbooks/definitions.ts";
import type { Storage } from "./storage.ts";

/** One Standard state machine a playbook. Its own role changes no identity: it takes the responder role of the target's account. */
export class PlaybookMachines extends Construct {
  readonly machines: Readonly<Record<PlaybookName, StateMachine>>;

  constructor(scope: Construct, id: string, props: { readonly storage: Storage; readonly notices: Notices }) {
    super(scope, id);
    this.machines = {
      "disable-access-key": this.machine("disable-access-key", props),
      "revoke-role-sessions": this.machine("revoke-role-sessions", props),
    };
  }

  /** JSON object of playbook name to state machine ARN, as the handlers read it. */
  arns(): string {
    return Stack.of(this).toJsonString(
      Object.fromEntries(playbookNames.map((name) => [name, this.machines[name].stateMachineArn])),
    );
  }

  grantStart(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ["states:StartExecution"],
        resources: playbookNames.map((name) => this.machines[name].stateMachineArn),
      }),
    );
  }

  private machine(
    playbook: PlaybookName,
    props: { readonly storage: Storage; readonly notices: Notices },
  ): StateMachine {
    const role = new Role(this, `${playbook}-role`, {
      roleName: machineRoleName(playbook),
      description: `Runs NHI Warden's playbook ${playbook}`,
      assumedBy: new ServicePrincipal("states.amazonaws.com", {
        conditions: { StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID } },
      }),
    });
    const responderArn = `arn:${Aws.PARTITION}:iam::*:role${names.rolePath}${responderRoleName(playbook)}`;
    role.addToPolicy(new PolicyStatement({ actions: ["sts:AssumeRole"], resources: [responderArn] }));
    props.storage.grantContainment(role);
    props.notices.grantPublish(role);
    const definition = playbooks[playbook].definition({
      tableName: props.storage.table.tableName,
      topicArn: props.notices.topic.topicArn,
      partition: Aws.PARTITION,
    });
    const machine = new StateMachine(this, playbook, {
      stateMachineType: StateMachineType.STANDARD,
      role,
      tracingEnabled: true,
      definitionBody: DefinitionBody.fromString(this.text(definition)),
      logs: {
        level: LogLevel.ALL,
        includeExecutionData: true,
        destination: new LogGroup(this, `${playbook}-log`, {
          retention: RetentionDays.ONE_YEAR,
          removalPolicy: RemovalPolicy.RETAIN,
        }),
      },
    });
    acknowledge(role, {
      [`AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:iam::*:role${names.rolePath}${responderRoleName(playbook)}]`]:
        "The target's account is known only when the playbook runs. The wildcard stands for the account alone; the role's path and name are fixed.",
      "AwsSolutions-IAM5[Resource::*]":
        "Log delivery and X-Ray have no resource-level permissions: Step Functions asks for * on their few actions.",
    });
    return machine;
  }

  /** Integrations are named by ARNs of the partition, `arn:aws:states:::` only outside China and GovCloud. */
  private text(definition: object): string {
    return Stack.of(this).toJsonString(definition).replaceAll("arn:aws:states:::", `arn:${Aws.PARTITION}:states:::`);
  }
}
