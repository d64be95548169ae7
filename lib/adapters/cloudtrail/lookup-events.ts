import { setTimeout as sleep } from "node:timers/promises";
import {
  type CloudTrailClient,
  type Event,
  LookupEventsCommand,
  type LookupEventsCommandOutput,
} from "@aws-sdk/client-cloudtrail";
import type { Reading } from "../../domain/event/activity.ts";
import { readText } from "../../domain/event/read-event.ts";

/** The attributes that LookupEvents can filter by. It has none for the source address. */
export const lookupAttributes = [
  "EventId",
  "EventName",
  "ReadOnly",
  "Username",
  "ResourceType",
  "ResourceName",
  "EventSource",
  "AccessKeyId",
] as const;
export type LookupAttribute = (typeof lookupAttributes)[number];

export interface LookupRequest {
  /** Milliseconds since 1970, inclusive; CloudTrail keeps 90 days. */
  readonly fromMs: number;
  readonly untilMs: number;
  /** At most one: LookupEvents refuses two. */
  readonly attribute?: { readonly name: LookupAttribute; readonly value: string };
  /** Events to fetch at most, 1 or more. */
  readonly maxEvents: number;
}

export interface LookupPage {
  readonly readings: readonly Reading[];
  /** Events fetched so far, this page included. */
  readonly fetched: number;
  /** True on the last page where there were more events than `maxEvents`: older ones are missing. */
  readonly truncated: boolean;
}

export interface LookupParts {
  readonly client: CloudTrailClient;
  /** Waits; given by tests. */
  readonly pause?: (milliseconds: number) => Promise<unknown>;
}

/** LookupEvents answers two requests a second for an account and region, all callers together. */
export const pauseBetweenMs = 500;
const eventsAPage = 50;
/** Tries while throttled, with pauses that double from 1 s: about a minute in all. */
const attempts = 7;

/**
 * Reads past management events of the client's account and region, newest first, page by page: the backfill of a new
 * deployment. 50 events a request and two requests a second make 1,000 events take ten seconds.
 * Throws on any answer but a page, and when it is throttled for too long; pages already yielded stay good.
 */
export async function* lookupEvents(parts: LookupParts, request: LookupRequest): AsyncGenerator<LookupPage> {
  check(request);
  const { pause = sleep } = parts;
  let fetched = 0;
  let token: string | undefined;
  do {
    if (token !== undefined) await pause(pauseBetweenMs);
    const { Events: found = [], NextToken: next } = await fetchPage(parts, request, token);
    const events = found.slice(0, request.maxEvents - fetched);
    fetched += events.length;
    const truncated = events.length < found.length || (next !== undefined && fetched >= request.maxEvents);
    yield { readings: events.flatMap(readingsOf), fetched, truncated };
    token = truncated ? undefined : next;
  } while (token !== undefined);
}

async function fetchPage(
  { client, pause = sleep }: LookupParts,
  { fromMs, untilMs, attribute, maxEvents }: LookupRequest,
  token: string | undefined,
): Promise<LookupEventsCommandOutput> {
  const command = new LookupEventsCommand({
    StartTime: new Date(fromMs),
    EndTime: new Date(untilMs),
    // A token is only good with the parameters of the first request, so a last page cannot ask for fewer.
    MaxResults: Math.min(eventsAPage, maxEvents),
    ...(attribute && { LookupAttributes: [{ AttributeKey: attribute.name, AttributeValue: attribute.value }] }),
    ...(token !== undefined && { NextToken: token }),
  });
  for (let attempt = 1; ; attempt++) {
    try {
      return await client.send(command);
    } catch (cause) {
      const name = cause instanceof Error ? cause.name : "";
      const throttled = name === "ThrottlingException" || name === "TooManyRequestsException";
      if (!throttled || attempt === attempts) {
        const why = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
        throw new Error(
          `CloudTrail's LookupEvents gave no page after ${attempt} ${attempt === 1 ? "try" : "tries"}: ${why}`,
          { cause },
        );
      }
      await pause(1_000 * 2 ** (attempt - 1));
    }
  }
}

function readingsOf({ CloudTrailEvent: text, EventId: id }: Event): readonly Reading[] {
  if (text !== undefined) return readText(text);
  const detail = "LookupEvents named this event without its record; the record's JSON is read.";
  return [{ kind: "unreadable", unreadable: { reason: "not-an-event", detail, excerpt: String(id).slice(0, 100) } }];
}

function check({ fromMs, untilMs, maxEvents }: LookupRequest): void {
  if (!(fromMs <= untilMs)) {
    throw new RangeError(
      `The window begins at ${fromMs} and ends at ${untilMs}; its end must not be before its beginning.`,
    );
  }
  if (!Number.isInteger(maxEvents) || maxEvents < 1) {
    throw new RangeError(`maxEvents is ${maxEvents}; give a whole number from 1 up.`);
  }
}
