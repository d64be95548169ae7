import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { SNSClient } from "@aws-sdk/client-sns";
import { dynamoStandings } from "../lib/adapters/dynamodb/standings.ts";
import { dynamoToldSilences } from "../lib/adapters/dynamodb/told-silences.ts";
import { snsNotices } from "../lib/adapters/sns/notices.ts";
import { tellMissedHeartbeats } from "../lib/app/tell-missed-heartbeats.ts";
import { environment } from "../lib/contract/environment.ts";
import { required } from "./variables.ts";

const client = new DynamoDBClient({});
const sns = new SNSClient({});

/** Looks once an hour for identities that fell silent, and tells people of each silence once. */
export async function handler(): Promise<Record<"identities" | "silent" | "told", number>> {
  const stored = { client, tableName: required(environment.tableName) };
  const sweep = await tellMissedHeartbeats(
    {
      standings: dynamoStandings(stored),
      told: dynamoToldSilences(stored),
      notices: snsNotices({ client: sns, topicArn: required(environment.topicArn) }),
    },
    Date.now(),
  );
  const { identities, silent, newlyTold, unheardAccounts, unreadable } = sweep;
  if (unheardAccounts.length > 0) {
    console.warn(JSON.stringify({ message: "nothing is heard of these accounts", accounts: unheardAccounts }));
  }
  if (unreadable.length > 0) {
    console.error(
      JSON.stringify({ message: "stored standings could not be read", identities: unreadable.slice(0, 20) }),
    );
  }
  const counts = { identities, silent: silent.length, told: newlyTold.length };
  console.info(JSON.stringify({ message: "heartbeats watched", ...counts, unreadable: unreadable.length }));
  return counts;
}
