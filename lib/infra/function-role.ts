import { Aws, Duration } from "aws-cdk-lib";
import { AccountPrincipal, Effect, PolicyStatement, PrincipalWithConditions, Role } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import { names } from "../contract/names.ts";

/** Whom the roles of a member account trust that functions of the home account take. */
export interface FunctionTrust {
  readonly homeAccount: string;
  readonly organizationId: string | undefined;
  /** One for a deployment; the functions of the home account send it. */
  readonly externalId: string;
}

interface FunctionRoleProps extends FunctionTrust {
  readonly roleName: string;
  readonly description: string;
  /** Name of the one role of the home account that may take it. */
  readonly operator: string;
}

/**
 * A role of a member account that one function of the home account takes, under the deployment's external id, with a
 * session name and a source identity, so that every line of CloudTrail names the containment. Without any rights.
 */
export function functionRole(scope: Construct, id: string, props: FunctionRoleProps): Role {
  const { homeAccount, organizationId, externalId, roleName, description } = props;
  // By condition and not as the principal itself: IAM refuses to trust a role that does not exist yet.
  const operator = `arn:${Aws.PARTITION}:iam::${homeAccount}:role${names.rolePath}${props.operator}`;
  const organization = organizationId === undefined ? {} : { "aws:PrincipalOrgID": organizationId };
  const role = new Role(scope, id, {
    roleName,
    description,
    maxSessionDuration: Duration.hours(1),
    assumedBy: new PrincipalWithConditions(new AccountPrincipal(homeAccount), {
      ArnEquals: { "aws:PrincipalArn": operator },
      StringEquals: { "sts:ExternalId": externalId, ...organization },
      StringLike: { "sts:RoleSessionName": `${names.sessionPrefix}*`, "sts:SourceIdentity": "?*" },
    }),
  });
  role.assumeRolePolicy?.addStatements(
    new PolicyStatement({
      effect: Effect.ALLOW,
      actions: ["sts:SetSourceIdentity"],
      principals: [new AccountPrincipal(homeAccount)],
      conditions: { ArnEquals: { "aws:PrincipalArn": operator } },
    }),
  );
  return role;
}
