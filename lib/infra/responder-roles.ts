import { Aws, Duration } from "aws-cdk-lib";
import { ArnPrincipal, Effect, PolicyStatement, Role } from "aws-cdk-lib/aws-iam";
import { Construct, type IDependable } from "constructs";
import { machineRoleName, names, responderRoleName } from "../contract/names.ts";
import { acknowledge } from "./acknowledge.ts";
import { ContainmentPolicies } from "./containment-policies.ts";
import { type ResponderRole, responderRoles } from "./playbooks/machine-roles.ts";
import { passToInstances, profileCondition } from "./profile-rights.ts";
import { QuarantineProfile } from "./quarantine-profile.ts";
import { allowances, type ProfileRight } from "./responder-rights.ts";

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
 * Of other services: the functions of the warden itself, in the home account, which CloudFormation names after its
 * stacks. Elsewhere anybody may give a function such a name, and exempts nothing by it.
 */
const protectedResources = ["lambda:*:function:NhiWarden*"];

/** ARN of a resource as `Rights` names it: `user/*` is of IAM, others have their service and Region before them. */
function arnOf(resource: string, accountId: string): string {
  const [, service = "iam", region = "", own = resource] = /^([a-z0-9-]+):([^:]*):(.+)$/.exec(resource) ?? [];
  return `arn:${Aws.PARTITION}:${service}:${region}:${accountId}:${own}`;
}

interface ResponderRolesProps {
  readonly homeAccount: string;
  /** Where it is given, the machine's role has to be of this organisation as well. */
  readonly organizationId?: string | undefined;
}

/**
 * The roles that change identities, in each account that may be acted on: one a playbook, one that undoes it, and one
 * that sets the warden's tags, each with its own actions alone. Only the state machines that need it, in the home
 * account, can take it. Step Functions takes it by the role's ARN and sends neither a session name nor a source
 * identity nor an external id of our choosing (it sends the ARN of its state machine), so the trust rests on the
 * principals and the organisation.
 * https://docs.aws.amazon.com/step-functions/latest/dg/tutorial-access-cross-acct-resources.html
 */
export class ResponderRoles extends Construct {
  private readonly roles: ReadonlyMap<ResponderRole, Role>;

  constructor(scope: Construct, id: string, props: ResponderRolesProps) {
    super(scope, id);
    const { denyAll } = new ContainmentPolicies(this, "Policies");
    new QuarantineProfile(this, "QuarantineProfile", denyAll);
    this.roles = new Map(responderRoles.map((one) => [one, this.role(one, props)]));
  }

  /** IAM checks that a role which is trusted exists: in the home account the machines' roles come first. */
  dependOnMachineRoles(machineRole: (machine: string) => IDependable): void {
    for (const [{ machines }, role] of this.roles) {
      for (const machine of machines) role.node.addDependency(machineRole(machine));
    }
  }

  private role(
    { name, actions, resources, isolation, profile, machines }: ResponderRole,
    props: ResponderRolesProps,
  ): Role {
    const { homeAccount, organizationId } = props;
    const conditions = organizationId === undefined ? {} : { StringEquals: { "aws:PrincipalOrgID": organizationId } };
    const [first, ...others] = machines.map(
      (machine) =>
        new ArnPrincipal(`arn:${Aws.PARTITION}:iam::${homeAccount}:role${names.rolePath}${machineRoleName(machine)}`),
    );
    if (first === undefined) throw new Error(`No state machine takes the role ${name}. Name one in definitions.ts.`);
    const role = new Role(this, name, {
      roleName: responderRoleName(name),
      description: `Carries out NHI Warden's ${name} in this account`,
      maxSessionDuration: Duration.hours(1),
      assumedBy: first.withConditions(conditions),
    });
    if (others.length > 0) {
      role.assumeRolePolicy?.addStatements(
        new PolicyStatement({ actions: ["sts:AssumeRole"], principals: others, conditions }),
      );
    }
    respondAlone(role, actions, resources, { isolation, profile, homeAccount });
    return role;
  }
}

/** Beside the actions and resources of a role. */
interface Beside {
  /** Resources that the same calls name, allowed with the isolation tag alone. */
  readonly isolation?: string | undefined;
  /** What its instance profiles have to be. */
  readonly profile?: ProfileRight | undefined;
  readonly homeAccount?: string;
}

/**
 * Gives a role these actions on these resources of its own account, each under the narrowest condition there is, and
 * denies them on what is protected. Throws where the actions must not be together.
 */
export function respondAlone(
  role: Role,
  actions: readonly string[],
  resources: readonly string[],
  { isolation, profile, homeAccount = Aws.ACCOUNT_ID }: Beside = {},
): void {
  const targets = resources.map((resource) => arnOf(resource, Aws.ACCOUNT_ID));
  const allowed = allowances(actions, Aws.PARTITION, profileCondition(profile));
  for (const { sid, actions: own, conditions, anywhere } of allowed) {
    role.addToPolicy(
      new PolicyStatement({ sid, actions: [...own], resources: anywhere ? ["*"] : targets, conditions }),
    );
  }
  if (profile !== undefined) passToInstances(role, profile, protectedRoles);
  if (isolation !== undefined) {
    role.addToPolicy(
      new PolicyStatement({
        sid: "RespondWithIsolation",
        actions: allowed.filter(({ anywhere }) => !anywhere).flatMap((one) => [...one.actions]),
        resources: [arnOf(isolation, Aws.ACCOUNT_ID)],
        conditions: { StringEquals: { [`aws:ResourceTag/${names.isolationTag}`]: "true" } },
      }),
    );
  }
  if (actions.some((action) => action.startsWith("iam:"))) denyProtectedPrincipals(role, actions);
  else denyProtectedResources(role, actions, homeAccount);
  if (allowed.some(({ anywhere }) => anywhere)) {
    acknowledge(role, { "AwsSolutions-IAM5[Resource::*]": "EC2 has no narrower resource for this read." });
  }
  for (const resource of [...resources, ...(isolation === undefined ? [] : [isolation])]) {
    acknowledge(role, {
      [`AwsSolutions-IAM5[Resource::${arnOf(resource, "<AWS::AccountId>").replace(Aws.PARTITION, "<AWS::Partition>")}]`]:
        "Which identity has to be contained is known only when it happens. The actions are the role's own, and protected roles are denied.",
    });
  }
}

function denyProtectedPrincipals(role: Role, actions: readonly string[]): void {
  role.addToPolicy(
    new PolicyStatement({
      sid: "NeverProtectedRoles",
      effect: Effect.DENY,
      actions: [...actions],
      resources: protectedRoles.map((path) => arnOf(path, "*")),
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
}

/** No tag exempts a resource: the guard policy does not keep it from whoever may change the resource. */
function denyProtectedResources(role: Role, actions: readonly string[], homeAccount: string): void {
  const services = new Set(actions.map((action) => action.split(":")[0]));
  const kept = protectedResources.filter((path) => services.has(path.split(":")[0]));
  if (kept.length === 0) return;
  role.addToPolicy(
    new PolicyStatement({
      sid: "NeverProtectedResources",
      effect: Effect.DENY,
      actions: [...actions],
      resources: kept.map((path) => arnOf(path, homeAccount)),
    }),
  );
}
