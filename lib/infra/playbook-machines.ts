import { Aws, Stack } from "aws-cdk-lib";
import { type IGrantable, PolicyStatement } from "aws-cdk-lib/aws-iam";
import type { LogGroup } from "aws-cdk-lib/aws-logs";
import type { Queue } from "aws-cdk-lib/aws-sqs";
import { type StateMachine, StateMachineType } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import { names, responderRoleName, stateMachineName } from "../contract/names.ts";
import { type PlaybookName, playbookLadders, playbookScope } from "../domain/response/decision.ts";
import { acknowledge } from "./acknowledge.ts";
import type { Notices } from "./notices.ts";
import { besideDefinitions } from "./playbooks/beside-definitions.ts";
import {
  type DefinedPlaybook,
  definedPlaybooks,
  playbookDefinitions,
  type ReleaseName,
  releaseDefinitions,
  releaseName,
} from "./playbooks/definitions.ts";
import { responderRoles } from "./playbooks/machine-roles.ts";
import type { Storage } from "./storage.ts";
import { wardenMachine, wardenMachineRole } from "./warden-machine.ts";

interface MachineProps {
  readonly storage: Storage;
  readonly notices: Notices;
  /** Where playbooks ask for the sweep that follows them; nowhere where it is left out. */
  readonly sweeps?: Queue | undefined;
  /** Whether Step Functions has AgentCore in this Region; otherwise nothing names it. */
  readonly agentSessions?: boolean;
}

/**
 * One Standard state machine a playbook, and one that undoes it, with an Express one beside it where its calls answer
 * with what no history may keep. Their own roles change no identity: they take the
 * responder roles of the target's account.
 */
export class PlaybookMachines extends Construct {
  readonly machines: Readonly<Record<DefinedPlaybook, StateMachine>>;
  readonly releases: Readonly<Record<ReleaseName, StateMachine>>;
  /** The log of each of them, by the machine's name. */
  readonly logs = new Map<string, LogGroup>();

  constructor(scope: Construct, id: string, props: MachineProps) {
    super(scope, id);
    const resources = {
      tableName: props.storage.table.tableName,
      topicArn: props.notices.topic.topicArn,
      partition: Aws.PARTITION,
      sweepQueueUrl: props.sweeps?.queueUrl,
      agentSessions: props.agentSessions === true,
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
    const role = wardenMachineRole(this, name);
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
    const prefix = `arn:${Aws.PARTITION}:states:${Aws.REGION}:${Aws.ACCOUNT_ID}:stateMachine:`;
    const beside = besideDefinitions[name];
    if (beside !== undefined) {
      wardenMachine(this, beside.name, role, beside.definition, StateMachineType.EXPRESS);
      role.addToPolicy(
        new PolicyStatement({
          actions: ["states:StartSyncExecution"],
          resources: [`${prefix}${stateMachineName(beside.name)}`],
        }),
      );
    }
    if (starts.length > 0) {
      role.addToPolicy(
        new PolicyStatement({
          actions: ["states:StartExecution"],
          resources: starts.map((other) => `${prefix}${stateMachineName(other)}`),
        }),
      );
    }
    if (!name.startsWith("release-") && props.sweeps !== undefined) {
      role.addToPolicy(new PolicyStatement({ actions: ["sqs:SendMessage"], resources: [props.sweeps.queueArn] }));
    }
    props.storage.grantContainment(role);
    props.notices.grantPublish(role);
    const { machine, log } = wardenMachine(this, name, role, definition);
    this.logs.set(name, log);
    acknowledge(
      role,
      Object.fromEntries(
        taken.map((roleName) => [
          `AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:${arnOf(roleName)}]`,
          "The target's account is known only when the state machine runs. The wildcard stands for the account alone; the role's path and name are fixed.",
        ]),
      ),
    );
    return machine;
  }
}

/**
 * What a playbook starts: the narrower ones that people may choose instead, and its own release where its time is
 * limited.
 */
function startedBy(playbook: PlaybookName): readonly string[] {
  const ladder = playbookLadders.find((rungs) => rungs.includes(playbook)) ?? [];
  const narrower = ladder.slice(0, ladder.indexOf(playbook));
  return playbookScope[playbook] === "session" ? [...narrower, releaseName(playbook)] : narrower;
}
