/** A condition block: operator to condition key to allowed values. */
export type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** One statement of an IAM policy, as data. `Principal` stands in trust policies only, `Resource` in all others. */
export interface PolicyStatement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: "*";
  readonly Action: string | readonly string[];
  readonly Resource?: string | readonly string[];
  readonly Condition?: Conditions;
}

export interface PolicyDocument {
  readonly Version: "2012-10-17";
  readonly Statement: readonly PolicyStatement[];
}

/**
 * Most characters of each kind of policy. For inline policies it is the sum over all of the same user or role; IAM does
 * not count white space. https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
 */
export const policySizes = {
  roleInline: 10_240,
  userInline: 2_048,
  managed: 6_144,
  /** The default; an account may have it raised to 4,096. */
  trust: 2_048,
  session: 2_048,
} as const;

export const policyDocument = (...statements: readonly PolicyStatement[]): PolicyDocument => ({
  Version: "2012-10-17",
  Statement: statements,
});

/** A document as it is sent to IAM. */
export const policyText = (document: PolicyDocument): string => JSON.stringify(document);

/** Characters of a document as IAM counts them: without white space. */
export const policySize = (document: PolicyDocument): number => policyText(document).replace(/\s/g, "").length;

/** Statement that denies everything, under conditions or always. */
export function denyEverything(sid: string, conditions?: Conditions): PolicyStatement {
  const statement: PolicyStatement = { Sid: sid, Effect: "Deny", Action: "*", Resource: "*" };
  return conditions === undefined ? statement : { ...statement, Condition: conditions };
}
