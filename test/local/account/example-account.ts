import type { ApiCall } from "../../../lib/local/account/api-call.ts";
import { IamError } from "../../../lib/local/account/iam-error.ts";
import type { Parameters } from "../../../lib/local/account/operation.ts";
import {
  createSimulatedAccount,
  type SimulatedAccount,
  type SimulatedAccountOptions,
} from "../../../lib/local/account/simulated-account.ts";

export const accountId = "111122223333";
export const startMs = Date.parse("2026-11-21T07:00:00.000Z");

export const policy = (...statements: object[]) => JSON.stringify({ Version: "2012-10-17", Statement: statements });
export const allow = (action: string | string[], rest: object = {}) => ({
  Effect: "Allow",
  Action: action,
  Resource: "*",
  ...rest,
});
export const deny = (action: string | string[], rest: object = {}) => ({
  ...allow(action, rest),
  Effect: "Deny",
});
export const trustOf = (principal: object, action = "sts:AssumeRole", rest: object = {}) =>
  policy({ Effect: "Allow", Principal: principal, Action: action, ...rest });

export interface ExampleAccount {
  readonly account: SimulatedAccount;
  /** Two keys of the user `deploy-bot`, and one of `other-bot`. */
  readonly keys: readonly [string, string, string];
}

/** Two users who may do everything, and a role for EC2 that may read S3; all of it enforced since ever. */
export function exampleAccount(options: Partial<SimulatedAccountOptions> = {}): ExampleAccount {
  const account = createSimulatedAccount({ accountId, ...options });
  const keyFor = (UserName: string) =>
    (account.iam("createAccessKey", { UserName }, startMs)["AccessKey"] as { AccessKeyId: string }).AccessKeyId;
  for (const UserName of ["deploy-bot", "other-bot"]) {
    account.iam("createUser", { UserName }, startMs);
    account.iam("putUserPolicy", { UserName, PolicyName: "all", PolicyDocument: policy(allow("*")) }, startMs);
  }
  const AssumeRolePolicyDocument = policy(
    { Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" },
    { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${accountId}:root` }, Action: "sts:AssumeRole" },
  );
  account.iam("createRole", { RoleName: "web-server", Path: "/app/", AssumeRolePolicyDocument }, startMs);
  const PolicyDocument = policy(allow(["s3:Get*", "s3:ListBucket"]), allow("sts:AssumeRole"));
  account.iam("putRolePolicy", { RoleName: "web-server", PolicyName: "read", PolicyDocument }, startMs);
  const keys = [keyFor("deploy-bot"), keyFor("deploy-bot"), keyFor("other-bot")] as const;
  account.settle();
  return { account, keys };
}

export const callOf = (accessKeyId: string, action = "s3:GetObject", rest: Partial<ApiCall> = {}): ApiCall => ({
  accessKeyId,
  action,
  sourceAddress: "203.0.113.7",
  ...rest,
});

/** `allowed`, `error`, or the error code, with `explicit` where a Deny said so. */
export function verdict(account: SimulatedAccount, call: ApiCall, nowMs: number): string {
  const outcome = account.attempt(call, nowMs);
  if (outcome.outcome !== "denied") return outcome.outcome;
  return outcome.explicitDeny ? "explicit deny" : outcome.errorCode;
}

/** What an operation answers: its response, or the error's name as Step Functions gives it. */
export function answer(account: SimulatedAccount, operation: string, parameters: Parameters): unknown {
  try {
    return account.iam(operation, parameters, startMs);
  } catch (error) {
    if (error instanceof IamError) return error.stateMachineError;
    throw error;
  }
}
