import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { IAMClient } from "@aws-sdk/client-iam";
import { dynamoInventories } from "../lib/adapters/dynamodb/inventories.ts";
import { policyFile, safePolicy } from "../lib/adapters/files/policy-file.ts";
import { iamAccountReader } from "../lib/adapters/iam/account-reader.ts";
import { memberReaders } from "../lib/adapters/iam/member-readers.ts";
import { connectCaller } from "../lib/adapters/sts/aws-caller.ts";
import { memberRoles } from "../lib/adapters/sts/member-roles.ts";
import { stsTakeRole } from "../lib/adapters/sts/take-role.ts";
import { type InventoriesTaken, takeInventories } from "../lib/app/take-inventories.ts";
import { environment } from "../lib/contract/environment.ts";
import { names } from "../lib/contract/names.ts";
import { endpointOf, required } from "./variables.ts";

const client = new DynamoDBClient({});
/** IAM throttles an account as a whole; these clients slow down instead of taking the calls of others away. */
const patient = { retryMode: "adaptive", maxAttempts: 8 } as const;
const iam = new IAMClient(patient);

/** After so long no more keys are asked for: of the function's 15 minutes the rest is for writing what was read. */
const readingMs = 12 * 60_000;
/** After so long no other account is begun. */
const beginningMs = 8 * 60_000;

type Counted = Omit<InventoriesTaken, "gaps" | "notRead" | "failures"> &
  Readonly<Record<"gaps" | "notRead" | "failures", number>>;

/**
 * Reads IAM once a day, of this account and of the organisation's others, and stores what it shows of each user and
 * role.
 */
export async function handler(): Promise<Counted> {
  const startedMs = Date.now();
  const isPast = (limitMs: number) => () => Date.now() - startedMs > limitMs;
  const home = required(environment.homeAccount);
  // A policy that cannot be read names no accounts.
  const policy = safePolicy(await policyFile(join(dirname(fileURLToPath(import.meta.url)), "warden.yaml")));
  const caller = await connectCaller(endpointOf);
  const { gaps, notRead, failures, ...taken } = await takeInventories(
    {
      home: iamAccountReader({ client: iam, isLate: isPast(readingMs) }),
      members: memberReaders({
        takeRole: memberRoles({
          takeRole: stsTakeRole({ caller }),
          partition: required(environment.partition),
          externalId: required(environment.externalId),
        }),
        isLate: isPast(readingMs),
        connect: (credentials) => new IAMClient({ ...patient, credentials }),
      }),
      accountIds: policy.organisationAccounts.filter((accountId) => accountId !== home),
      isLate: isPast(beginningMs),
      inventories: dynamoInventories({ client, tableName: required(environment.tableName) }),
      protectedTag: names.protectedTag,
    },
    startedMs,
  );
  caller.close();
  for (const gap of gaps) console.warn(JSON.stringify({ message: "a part of IAM could not be read", gap }));
  for (const why of notRead)
    console.warn(JSON.stringify({ message: "the inventory of an account was not taken", why }));
  const counted = { ...taken, gaps: gaps.length, notRead: notRead.length, failures: failures.length };
  console.info(JSON.stringify({ message: "inventory taken", ...counted }));
  for (const error of failures.slice(1))
    console.error(JSON.stringify({ message: "and failed too", why: String(error) }));
  if (failures.length > 0) throw failures[0];
  return counted;
}
