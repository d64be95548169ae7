import { Aws, Duration } from "aws-cdk-lib";
import { Rule, RuleTargetInput, Schedule } from "aws-cdk-lib/aws-events";
import { SfnStateMachine } from "aws-cdk-lib/aws-events-targets";
import { CfnAccessKey, CfnRole, CfnUser, PolicyStatement, type Role } from "aws-cdk-lib/aws-iam";
import type { LogGroup } from "aws-cdk-lib/aws-logs";
import type { StateMachine } from "aws-cdk-lib/aws-stepfunctions";
import { Construct } from "constructs";
import { drillContainmentPrefix, drillKeys } from "../contract/drill-item.ts";
import { names } from "../contract/names.ts";
import { containmentPk, killSwitchPk } from "../contract/table.ts";
import { canaryDrillDefinition } from "./drill/canary-drill.ts";
import { canaryReads } from "./drill/look-at-canary.ts";
import type { PlaybookMachines } from "./playbook-machines.ts";
import type { Storage } from "./storage.ts";
import { wardenMachine, wardenMachineRole } from "./warden-machine.ts";

interface CanaryProps {
  readonly storage: Storage;
  readonly playbooks: PlaybookMachines;
}

/**
 * A user and a role that are there to be contained, and the drill that does so once a day. They stand outside the
 * warden's own path, which the responders are denied. Neither has a right, and no policy of ours either: a deny that
 * stood before would prove nothing. The role's trust lets nobody in. The user's key is made because the drill has to
 * disable one: nothing reads its secret, and with it one could ask STS for its name and for a session without rights,
 * no more.
 */
export class Canary extends Construct {
  readonly machine: StateMachine;
  readonly log: LogGroup;

  constructor(scope: Construct, id: string, props: CanaryProps) {
    super(scope, id);
    const user = new CfnUser(this, "User", { userName: names.canary, path: names.canaryPath });
    new CfnAccessKey(this, "Key", { userName: user.ref });
    new CfnRole(this, "Role", {
      roleName: names.canary,
      path: names.canaryPath,
      description: "Contained and released once a day by NHI Warden's drill. Nobody can take it.",
      assumeRolePolicyDocument: {
        Version: "2012-10-17",
        Statement: [{ Effect: "Deny", Principal: { AWS: "*" }, Action: "sts:AssumeRole" }],
      },
    });
    const role = wardenMachineRole(this, names.drill);
    this.allow(role, props);
    const { tableName } = props.storage.table;
    const { machine, log } = wardenMachine(this, names.drill, role, canaryDrillDefinition({ tableName }));
    [this.machine, this.log] = [machine, log];
    new Rule(this, "Daily", {
      description: "Starts NHI Warden's drill on the canary",
      schedule: Schedule.cron({ hour: "9", minute: "17" }),
      targets: [
        new SfnStateMachine(this.machine, {
          input: RuleTargetInput.fromObject({}),
          retryAttempts: 3,
          maxEventAge: Duration.hours(1),
        }),
      ],
    });
  }

  /** Read the canary, start playbooks and releases, read their items. It changes no identity itself. */
  private allow(role: Role, { storage, playbooks }: CanaryProps): void {
    for (const kind of ["user", "role"] as const) {
      role.addToPolicy(
        new PolicyStatement({
          actions: [...canaryReads[kind]],
          resources: [`arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:${kind}${names.canaryPath}${names.canary}`],
        }),
      );
    }
    playbooks.grantStart(role);
    playbooks.grantRelease(role);
    const items = (action: string, ...keys: readonly string[]) =>
      new PolicyStatement({
        actions: [action],
        resources: [storage.table.tableArn],
        conditions: { "ForAllValues:StringLike": { "dynamodb:LeadingKeys": keys } },
      });
    const containments = `${containmentPk(drillContainmentPrefix)}*`;
    role.addToPolicy(items("dynamodb:GetItem", killSwitchPk, containments));
    role.addToPolicy(items("dynamodb:UpdateItem", drillKeys.pk, containments));
  }
}
