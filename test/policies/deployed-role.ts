import type { Template } from "aws-cdk-lib/assertions";
import { resourcesOf } from "../infra/synthesise.ts";
import { account } from "./simulate.ts";

export interface DeployedRole {
  readonly trust: object;
  readonly policies: readonly object[];
  readonly arn: string;
}

/** What CloudFormation fills in for a reference to a resource; undefined leaves the reference as it is. */
type FillReference = (reference: Readonly<Record<string, unknown>>) => string | undefined;

/** Replaces what CloudFormation fills in, the account and the partition, by their values. */
export function filledIn(value: unknown, fill: FillReference = () => undefined): unknown {
  if (Array.isArray(value)) return value.map((item) => filledIn(item, fill));
  if (typeof value !== "object" || value === null) return value;
  const record = value as Record<string, unknown>;
  if (record["Ref"] === "AWS::Partition") return "aws";
  if (record["Ref"] === "AWS::AccountId") return account;
  const filled = fill(record);
  if (filled !== undefined) return filled;
  const join = record["Fn::Join"] as [string, unknown[]] | undefined;
  if (join !== undefined) return join[1].map((part) => filledIn(part, fill)).join(join[0]);
  return Object.fromEntries(Object.entries(record).map(([key, inner]) => [key, filledIn(inner, fill)]));
}

/** A role of a template as it is in account `account`, with what CloudFormation fills in. */
export function deployed(template: Template, roleName: string): DeployedRole {
  const roles = Object.entries(resourcesOf(template, "AWS::IAM::Role")) as unknown as [
    string,
    { RoleName: string; Path: string; AssumeRolePolicyDocument: object },
  ][];
  const [id, role] = roles.find(([, { RoleName }]) => RoleName === roleName) ?? [];
  if (id === undefined || role === undefined) throw new Error(`There is no role ${roleName}`);
  const policies = Object.values(resourcesOf(template, "AWS::IAM::Policy")) as unknown as {
    Roles: { Ref: string }[];
    PolicyDocument: object;
  }[];
  return {
    arn: `arn:aws:iam::${account}:role${role.Path}${roleName}`,
    trust: filledIn(role.AssumeRolePolicyDocument) as object,
    policies: policies
      .filter(({ Roles }) => Roles.some(({ Ref }) => Ref === id))
      .map(({ PolicyDocument }) => filledIn(PolicyDocument) as object),
  };
}

/** Policies with a name for every other resource of their stack: what CloudFormation calls it, no role is called. */
export const withNames = (policies: readonly object[]): readonly object[] =>
  policies.map(
    (policy) =>
      JSON.parse(
        JSON.stringify(policy).replace(/\{"(?:Ref|Fn::GetAtt)":(?:"\w+"|\["(\w+)","\w+"\])\}/g, '"arn:aws:sqs:::$1"'),
      ) as object,
  );
