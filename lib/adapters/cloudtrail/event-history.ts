import { setTimeout as sleep } from "node:timers/promises";
import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import type { EventHistory, HistoryPage, HistoryPlace, HistoryQuery } from "../../app/event-history.ts";
import { type LookupAttribute, type LookupParts, lookupEvents, pauseBetweenMs } from "./lookup-events.ts";

export interface CloudTrailPlace extends HistoryPlace {
  readonly client: CloudTrailClient;
}

const attributes: Readonly<Record<HistoryQuery["attribute"], LookupAttribute>> = {
  "access-key-id": "AccessKeyId",
  "user-name": "Username",
  "resource-name": "ResourceName",
};

/** CloudTrail's event history: management events of the last 90 days, by account and region. */
export function cloudTrailHistory(
  places: readonly CloudTrailPlace[],
  { pause = sleep }: Pick<LookupParts, "pause"> = {},
): EventHistory {
  const turns = new Map<string, Promise<unknown>>();
  return {
    places,
    async *lookUp({ name }, { attribute, value, fromMs, untilMs, maxRecords }): AsyncGenerator<HistoryPage> {
      const place = places.find((one) => one.name === name);
      if (place === undefined) {
        const known = places.map((one) => one.name).join(", ");
        throw new RangeError(`There is no history of "${name}"; there are ${known}.`);
      }
      // One look-up at a time and a pause between two of them: the limit is of the account and region, not of the call.
      const before = turns.get(name);
      let end = () => {};
      turns.set(
        name,
        new Promise<void>((resolve) => {
          end = resolve;
        }),
      );
      try {
        if (before !== undefined) {
          await before;
          await pause(pauseBetweenMs);
        }
        const request = {
          fromMs,
          untilMs,
          attribute: { name: attributes[attribute], value },
          maxEvents: maxRecords,
        };
        for await (const { readings, truncated } of lookupEvents({ client: place.client, pause }, request)) {
          const activities = readings.flatMap((one) => (one.kind === "activity" ? [one.activity] : []));
          const unreadable = readings.filter(({ kind }) => kind === "unreadable").length;
          yield { activities, unreadable, isTruncated: truncated };
        }
      } finally {
        end();
      }
    },
  };
}

/** Where IAM, Organizations and the console's sign-in are recorded, whatever region was worked in. */
const globalRegion = "us-east-1";

/**
 * The histories of some regions, with the credentials that the AWS SDK finds by itself; without any, of the SDK's own
 * region and of the one that IAM's calls are recorded in. `accountId` is the account of the credentials, where it is
 * known.
 */
export async function connectHistory(
  named: readonly string[],
  accountId?: string,
): Promise<EventHistory & { close(): void }> {
  const regions = named.length > 0 ? named : [...new Set([await ownRegion(), globalRegion])];
  const clients = regions.map((region) => new CloudTrailClient({ region }));
  const places = regions.map((name, at) => ({
    name,
    accountIds: accountId === undefined ? [] : [accountId],
    client: clients[at] as CloudTrailClient,
  }));
  return {
    ...cloudTrailHistory(places),
    close() {
      for (const client of clients) client.destroy();
    },
  };
}

/** The SDK throws where no region is set anywhere. */
async function ownRegion(): Promise<string> {
  const client = new CloudTrailClient({});
  try {
    return await client.config.region();
  } catch {
    return globalRegion;
  } finally {
    client.destroy();
  }
}
