import { Aws, RemovalPolicy, Stack } from "aws-cdk-lib";
import { type IGrantable, PolicyStatement, Role, ServicePrincipal } from "aws-cdk-lib/aws-iam";
import { LogGroup, RetentionDays } from "aws-cdk-lib/aws-logs";
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import { machineRoleName, names, responderRoleName, stateMachineName } from "../contract/names.ts";
import { type PlaybookName, playbookLadders, playbookScope } from "../domain/response/decision.ts";
import { acknowledge } from "./acknowledge.ts";
import type { Notices } from "./notices.ts";
import {
  type DefinedPlaybook,
  definedPlaybooks,
  playbookDefinitions,
  type ReleaseName,
  releaseDefinitions,
  releaseName,
  responderRoles,
} from "./playbooks/definitions.ts";
import type { Storage } from "./storage.ts";

interface MachineProps {
  readonly storage: Storage;
  readonly notices: Notices;
}

/**
 * One Standard state machine a playbook, and one that undoes it. Their own roles change no identity: they take the
 * responder roles of the target's account.
 */
export class PlaybookMachines extends Construct {
  readonly machines: Readonly<Record<DefinedPlaybook, StateMachine>>;
  readonly releases: Readonly<Record<ReleaseName, StateMachine>>;

  constructor(scope: Construct, id: string, props: MachineProps) {
    super(scope, id);
    const resources = {
      tableName: props.storage.table.tableName,
      topicArn: props.notices.topic.topicArn,
      partition: Aws.PARTITION,
    };
    const [contain, release] = [playbookDefinitions(resources), releaseDefinitions(resources)];
    this.machines = Object.fromEntries(
      definedPlaybooks.map((name) => [name, this.make(name, contain[name], startedBy(name), props)]),
    ) as Record<DefinedPlaybook, StateMachine>;
    this.releases = Object.fromEntries(
      definedPlaybooks.map((name) => {
        const own = releaseName(name);
        return [own, this.make(own, release[own], [], props)];
      }),
    ) as Record<ReleaseName, StateMachine>;
  }

  /** Every state machine by its name, those that undo after those that contain. */
  all(): ReadonlyMap<string, StateMachine> {
    return new Map(Object.entries({ ...this.machines, ...this.releases }));
  }

  /** One of `all`. Throws for a name that is none of them. */
  machine(name: string): StateMachine {
    const machine = this.all().get(name);
    if (machine === undefined)
      throw new Error(`There is no state machine ${name}; there are ${[...this.all().keys()]}.`);
    return machine;
  }

  /** JSON object of playbook name to state machine ARN, as the handlers read it. */
  arns(): string {
    return Stack.of(this).toJsonString(
      Object.fromEntries(definedPlaybooks.map((name) => [name, this.machines[name].stateMachineArn])),
    );
  }

  grantStart(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ["states:StartExecution"],
        resources: definedPlaybooks.map((name) => this.machines[name].stateMachineArn),
      }),
    );
  }

  /** Lets a role undo containments. */
  grantRelease(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ["states:StartExecution"],
        resources: definedPlaybooks.map((name) => this.releases[releaseName(name)].stateMachineArn),
      }),
    );
  }

  private make(name: string, definition: object, starts: readonly string[], props: MachineProps): StateMachine {
    const role = new Role(this, `${name}-role`, {
      roleName: machineRoleName(name),
      description: `Runs NHI Warden's state machine ${name}`,
      assumedBy: new ServicePrincipal("states.amazonaws.com", {
        conditions: { StringEquals: { "aws:SourceAccount": Aws.ACCOUNT_ID } },
      }),
    });
    const taken = responderRoles
      .filter(({ machines }) => machines.includes(name))
      .map((one) => responderRoleName(one.name));
    const arnOf = (roleName: string) => `iam::*:role${names.rolePath}${roleName}`;
    // The release of what cannot be undone changes nothing, and takes no role.
    if (taken.length > 0) {
      role.addToPolicy(
        new PolicyStatement({
          actions: ["sts:AssumeRole"],
          resources: taken.map((roleName) => `arn:${Aws.PARTITION}:${arnOf(roleName)}`),
        }),
      );
    }
    if (starts.length > 0) {
      const prefix = `arn:${Aws.PARTITION}:states:${Aws.REGION}:${Aws.ACCOUNT_ID}:stateMachine:`;
      role.addToPolicy(
        new PolicyStatement({
          actions: ["states:StartExecution"],
          resources: starts.map((other) => `${prefix}${stateMachineName(other)}`),
        }),
      );
    }
    props.storage.grantContainment(role);
    props.notices.grantPublish(role);
    const machine = new StateMachine(this, name, {
      stateMachineName: stateMachineName(name),
      stateMachineType: StateMachineType.STANDARD,
      role,
      tracingEnabled: true,
      definitionBody: DefinitionBody.fromString(this.text(definition)),
      logs: {
        level: LogLevel.ALL,
        // A waiting playbook's token stands in that data; the execution's history, which fewer may read, has all of it.
        includeExecutionData: false,
        destination: new LogGroup(this, `${name}-log`, {
          retention: RetentionDays.ONE_YEAR,
          removalPolicy: RemovalPolicy.RETAIN,
        }),
      },
    });
    acknowledge(role, {
      ...Object.fromEntries(
        taken.map((roleName) => [
          `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:${arnOf(roleName)}]`,
          "The target's account is known only when the state machine runs. The wildcard stands for the account alone; the role's path and name are fixed.",
        ]),
      ),
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

/** What a playbook starts: the narrower ones that people may choose instead, and its own release where its time is limited. */
function startedBy(playbook: PlaybookName): readonly string[] {
  const ladder = playbookLadders.find((rungs) => rungs.includes(playbook)) ?? [];
  const narrower = ladder.slice(0, ladder.indexOf(playbook));
  return playbookScope[playbook] === "session" ? [...narrower, releaseName(playbook)] : narrower;
}
