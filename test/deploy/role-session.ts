import { CreateRoleCommand, PutRolePolicyCommand } from "@aws-sdk/client-iam";
import { errorOf } from "./call-error.ts";
import { type Credentials, sendSigned } from "./signed-request.ts";
import type { DeployedWarden } from "./warden.ts";

export interface TestRole {
  readonly name: string;
  readonly arn: string;
  /** `AROA…` */
  readonly id: string;
}

export interface RoleSession {
  /** `AROA…:name`, as CloudTrail writes it. */
  readonly principalId: string;
  readonly credentials: Credentials;
}

/** Makes a role that everybody of the account may take, and that may list buckets. */
export async function createTestRole({ clients, ministack }: DeployedWarden, name: string): Promise<TestRole> {
  const policy = (statement: object) => JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
  const { Role } = await clients.iam.send(
    new CreateRoleCommand({
      RoleName: name,
      AssumeRolePolicyDocument: policy({
        Effect: "Allow",
        Principal: { AWS: `arn:aws:iam::${ministack.accountId}:root` },
        Action: "sts:AssumeRole",
      }),
    }),
  );
  const PolicyDocument = policy({ Effect: "Allow", Action: "s3:ListAllMyBuckets", Resource: "*" });
  await clients.iam.send(new PutRolePolicyCommand({ RoleName: name, PolicyName: "its-work", PolicyDocument }));
  if (Role?.Arn === undefined || Role.RoleId === undefined) throw new Error(`the emulator made no role ${name}`);
  return { name, arn: Role.Arn, id: Role.RoleId };
}

/** A new session of the role, with credentials that the emulator checks. */
export async function assumeRole({ ministack }: DeployedWarden, role: TestRole, name: string): Promise<RoleSession> {
  const parameters = { Action: "AssumeRole", Version: "2011-06-15", RoleArn: role.arn, RoleSessionName: name };
  const { endpoint, region, root } = ministack;
  const answer = await sendSigned(
    root,
    {
      endpoint,
      region,
      service: "sts",
      method: "POST",
      path: "/",
      headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
      body: new URLSearchParams(parameters).toString(),
    },
    Date.now(),
  );
  const part = (tag: string) => new RegExp(`<${tag}>([^<]+)</${tag}>`).exec(answer.body)?.[1] ?? "";
  if (answer.status !== 200) throw new Error(`no session ${name} of ${role.name}: ${answer.body}`);
  return {
    principalId: part("AssumedRoleId"),
    credentials: {
      accessKeyId: part("AccessKeyId"),
      secretAccessKey: part("SecretAccessKey"),
      sessionToken: part("SessionToken"),
    },
  };
}

/**
 * `ok`, or the code with which ListBuckets is refused: what the credential itself can do, whatever the policies say.
 * The call comes from this machine, or from the address that is given.
 */
export async function tryToWork(
  { ministack }: DeployedWarden,
  credentials: Credentials,
  address?: string,
): Promise<string> {
  const { endpoint, region } = ministack;
  const headers: Record<string, string> = address === undefined ? {} : { "x-forwarded-for": address };
  const call = { endpoint, region, service: "s3", method: "GET", path: "/", headers, body: "" } as const;
  const answer = await sendSigned(credentials, call, Date.now());
  return errorOf(answer.status, answer.body)?.code ?? "ok";
}
