import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  GetAccessKeyLastUsedCommand,
  GetUserCommand,
  type IAMClient,
  ListAccessKeysCommand,
  NoSuchEntityException,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import type { KeyHolder } from "./cloudtrail-record.ts";
import type { Credentials } from "./signed-request.ts";

/** An IAM user of the emulator with one access key. */
export interface KeyUser extends KeyHolder {
  readonly credentials: Credentials;
}

/** Makes a user that may call `actions` on everything, with one access key. */
export async function createKeyUser(
  iam: IAMClient,
  accountId: string,
  userName: string,
  actions: readonly string[],
): Promise<KeyUser> {
  const { User } = await iam.send(new CreateUserCommand({ UserName: userName }));
  const PolicyDocument = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: actions, Resource: "*" }],
  });
  await iam.send(new PutUserPolicyCommand({ UserName: userName, PolicyName: "its-work", PolicyDocument }));
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: userName }));
  if (!User?.UserId || !AccessKey?.AccessKeyId || !AccessKey.SecretAccessKey) {
    throw new Error(`the emulator made no user ${userName} with a key`);
  }
  const credentials = { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey };
  return { accountId, userName, principalId: User.UserId, accessKeyId: credentials.accessKeyId, credentials };
}

/** `Active` or `Inactive`; undefined where the user has no such key. */
export async function keyStatus(iam: IAMClient, userName: string, accessKeyId: string): Promise<string | undefined> {
  const { AccessKeyMetadata = [] } = await iam.send(new ListAccessKeysCommand({ UserName: userName }));
  return AccessKeyMetadata.find((key) => key.AccessKeyId === accessKeyId)?.Status;
}

/** Asks IAM once for each key who holds it, as CloudTrail knows; also for keys that are made while it watches. */
export function keyHolders(iam: IAMClient, accountId: string) {
  const known = new Map<string, KeyHolder>();
  return async (accessKeyId: string): Promise<KeyHolder | undefined> => {
    const seen = known.get(accessKeyId);
    if (seen !== undefined) return seen;
    const userName = await userNameOf(iam, accessKeyId);
    if (userName === undefined) return undefined;
    const { User } = await iam.send(new GetUserCommand({ UserName: userName }));
    const holder = { accountId, userName, principalId: User?.UserId ?? "", accessKeyId };
    known.set(accessKeyId, holder);
    return holder;
  };
}

async function userNameOf(iam: IAMClient, accessKeyId: string): Promise<string | undefined> {
  try {
    return (await iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: accessKeyId }))).UserName;
  } catch (error) {
    if (error instanceof NoSuchEntityException) return undefined;
    throw error;
  }
}
