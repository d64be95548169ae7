import { Aws, Duration } from "aws-cdk-lib";
import { ArnPrincipal, Effect, PolicyStatement, Role } from "aws-cdk-lib/aws-iam";
import { Construct, type IDependable } from "constructs";
import { machineRoleName, names, responderRoleName } from "../contract/names.ts";
import { type PlaybookName, playbookNames } from "../domain/response/decision.ts";
import { acknowledge } from "./acknowledge.ts";
import { playbooks } from "./playbooks/definitions.ts";

/**
 * Never changed, whatever a playbook is started with: the warden itself, roles that only AWS may change, and the way
 * back in when everything else is denied.
 */
export const protectedRoles = [
  `role${names.rolePath}*`,
  "role/aws-service-role/*",
  "role/aws-reserved/*",
  "role/OrganizationAccountAccessRole",
  "role/stacksets-exec-*",
];

/**
 * The roles that change identities, in each account that may be acted on: one a playbook, with that playbook's actions
 * alone. Only the state machine of that playbook in the home account can take it.
 */
export class ResponderRoles extends Construct {
  readonly roles: Readonly<Record<PlaybookName, Role>>;

  constructor(scope: Construct, id: string, props: { readonly homeAccount: string }) {
    super(scope, id);
    this.roles = {
      "disable-access-key": this.role("disable-access-key", props.homeAccount),
      "revoke-role-sessions": this.role("revoke-role-sessions", props.homeAccount),
    };
  }

  /** IAM checks that a role which is trusted exists: in the home account the machines' roles come first. */
  dependOnMachineRoles(machineRole: (playbook: PlaybookName) => IDependable): void {
    for (const playbook of playbookNames) this.roles[playbook].node.addDependency(machineRole(playbook));
  }

  private role(playbook: PlaybookName, homeAccount: string): Role {
    const role = new Role(this, playbook, {
      roleName: responderRoleName(playbook),
      description: `Carries out NHI Warden's playbook ${playbook} in this account`,
      maxSessionDuration: Duration.hours(1),
      assumedBy: new ArnPrincipal(
        `arn:${Aws.PARTITION}:iam::${homeAccount}:role${names.rolePath}${machineRoleName(playbook)}`,
      ),
    });
    const { actions, resource } = playbooks[playbook].responder;
    const targets = `arn:${Aws.PARTITION}:iam::${Aws.ACCOUNT_ID}:${resource}`;
    role.addToPolicy(new PolicyStatement({ sid: "Respond", actions: [...actions], resources: [targets] }));
    role.addToPolicy(
      new PolicyStatement({
        sid: "NeverProtectedRoles",
        effect: Effect.DENY,
        actions: [...actions],
        resources: protectedRoles.map((path) => `arn:${Aws.PARTITION}:iam::*:${path}`),
      }),
    );
    role.addToPolicy(
      new PolicyStatement({
        sid: "NeverProtectedByTag",
        effect: Effect.DENY,
        actions: [...actions],
        resources: ["*"],
        conditions: { StringEquals: { [`aws:ResourceTag/${names.protectedTag}`]: "true" } },
      }),
    );
    acknowledge(role, {
      [`AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:iam::<AWS::AccountId>:${resource}]`]:
        "Which identity has to be contained is known only when it happens. The actions are the playbook's own, and protected roles are denied.",
    });
    return role;
  }
}
