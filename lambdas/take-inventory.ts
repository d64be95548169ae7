import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { IAMClient } from "@aws-sdk/client-iam";
import { dynamoInventories } from "../lib/adapters/dynamodb/inventories.ts";
import { iamAccountReader } from "../lib/adapters/iam/account-reader.ts";
import { type InventoryTaken, takeInventory } from "../lib/app/take-inventory.ts";
import { environment } from "../lib/contract/environment.ts";
import { names } from "../lib/contract/names.ts";

function required(name: string): string {
  const value = process.env[name];
  if (value === undefined || value === "") throw new Error(`${name} is not set; the stack sets it, deploy it again`);
  return value;
}

const client = new DynamoDBClient({});
/** IAM throttles the account as a whole; this client slows down instead of taking the calls of others away. */
const iam = new IAMClient({ retryMode: "adaptive", maxAttempts: 8 });

/** After so long no more keys are asked for: of the function's 15 minutes the rest is for writing what was read. */
const readingMs = 12 * 60_000;

/** Reads the account's IAM once a day and stores what it shows of each user and role. */
export async function handler(): Promise<Omit<InventoryTaken, "gaps"> & { readonly gaps: number }> {
  const startedMs = Date.now();
  const isLate = () => Date.now() - startedMs > readingMs;
  const { gaps, ...taken } = await takeInventory(
    {
      reader: iamAccountReader({ client: iam, isLate }),
      inventories: dynamoInventories({ client, tableName: required(environment.tableName) }),
      protectedTag: names.protectedTag,
    },
    startedMs,
  );
  for (const gap of gaps) console.warn(JSON.stringify({ message: "a part of IAM could not be read", gap }));
  console.info(JSON.stringify({ message: "inventory taken", ...taken, gaps: gaps.length }));
  return { ...taken, gaps: gaps.length };
}
