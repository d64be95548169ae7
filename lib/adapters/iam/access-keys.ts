import { GetAccessKeyLastUsedCommand, type IAMClient, paginateListAccessKeys } from "@aws-sdk/client-iam";
import type { ListedKey } from "../../domain/inventory/account-listing.ts";

/** Users asked about at once: IAM throttles an account as a whole, and what people do there comes first. */
const width = 4;
/** After so many users whose keys could not be read the others are not asked for. */
const mostFailures = 25;

export interface KeysRead {
  /** By user; one that is not in here could not be read. */
  readonly keys: ReadonlyMap<string, readonly ListedKey[]>;
  /** Sentences: what could not be read, and why. */
  readonly gaps: readonly string[];
}

/** The access keys of users, with their last use. `isLate` says that no more may be begun. Never throws. */
export async function accessKeys(
  client: IAMClient,
  userNames: readonly string[],
  isLate: () => boolean,
): Promise<KeysRead> {
  const keys = new Map<string, readonly ListedKey[]>();
  const failed: { readonly why: string }[] = [];
  const withoutUse: string[] = [];
  let next = 0;
  const worker = async () => {
    while (next < userNames.length && failed.length < mostFailures && !isLate()) {
      const userName = userNames[next++] as string;
      try {
        const read = await keysOf(client, userName);
        if (read.some(({ lastUsed }) => lastUsed === undefined)) withoutUse.push(userName);
        keys.set(userName, read);
      } catch (error) {
        failed.push({ why: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: width }, worker));
  const notAsked = userNames.length - keys.size - failed.length;
  const late = isLate() ? "no time was left" : "too many could not be read";
  return {
    keys,
    gaps: [
      ...(failed.length === 0
        ? []
        : [`The keys of ${users(failed.length)} could not be read, first: ${failed[0]?.why}`]),
      ...(notAsked === 0 ? [] : [`The keys of ${users(notAsked)} were not asked for: ${late}.`]),
      ...(withoutUse.length === 0
        ? []
        : [`When keys of ${users(withoutUse.length)} were last used could not be read.`]),
    ],
  };
}

const users = (count: number): string => (count === 1 ? "1 user" : `${count} users`);

async function keysOf(client: IAMClient, userName: string): Promise<readonly ListedKey[]> {
  const keys: ListedKey[] = [];
  for await (const { AccessKeyMetadata: page } of paginateListAccessKeys({ client }, { UserName: userName })) {
    for (const { AccessKeyId: accessKeyId, Status: status, CreateDate: created } of page ?? []) {
      if (accessKeyId === undefined || created === undefined) throw new Error("IAM names a key without id or date");
      const lastUsed = await lastUseOf(client, accessKeyId);
      keys.push({ accessKeyId, isActive: status === "Active", createdMs: created.getTime(), lastUsed });
    }
  }
  return keys;
}

/**
 * Without a date IAM knows of no use: https://docs.aws.amazon.com/IAM/latest/APIReference/API_AccessKeyLastUsed.html
 */
async function lastUseOf(client: IAMClient, accessKeyId: string): Promise<ListedKey["lastUsed"]> {
  try {
    const { AccessKeyLastUsed: use } = await client.send(new GetAccessKeyLastUsedCommand({ AccessKeyId: accessKeyId }));
    if (use === undefined) return undefined;
    const { LastUsedDate: at, ServiceName: service = "" } = use;
    return at === undefined ? "never" : { atMs: at.getTime(), service };
  } catch {
    return undefined;
  }
}
