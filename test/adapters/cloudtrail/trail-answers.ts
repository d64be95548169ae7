import type { Activity } from "../../../lib/domain/event/activity.ts";
import { activityFrom } from "../../domain/response/sweep/made-records.ts";
import { type AwsAnswer, type AwsRequest, json, jsonError } from "../aws-endpoint.ts";

interface Asked {
  readonly StartTime: number;
  readonly EndTime: number;
  readonly MaxResults: number;
  readonly NextToken?: string;
  readonly LookupAttributes?: readonly { readonly AttributeKey: string; readonly AttributeValue: string }[];
}

/**
 * Answers LookupEvents as CloudTrail does: newest first, one attribute, both ends of the time included, a token for the
 * next page. The names of resources are those that CloudTrail lists for STS: the role, the session and the new key.
 */
export function trailAnswers(records: readonly object[]): (request: AwsRequest) => AwsAnswer {
  const events = records
    .map((record) => ({ activity: activityFrom(record), text: JSON.stringify(record) }))
    .sort((one, other) => other.activity.timeMs - one.activity.timeMs);
  return ({ body, headers }) => {
    if (!String(headers["x-amz-target"]).endsWith(".LookupEvents"))
      return jsonError("InvalidAction", "only LookupEvents");
    const { StartTime, EndTime, MaxResults, NextToken, LookupAttributes = [] } = JSON.parse(body) as Asked;
    if (LookupAttributes.length > 1) return jsonError("InvalidLookupAttributesException", "one at most");
    const fitting = events.filter(
      ({ activity }) =>
        activity.timeMs >= StartTime * 1_000 &&
        activity.timeMs <= EndTime * 1_000 &&
        LookupAttributes.every(({ AttributeKey, AttributeValue }) =>
          valuesOf(activity, AttributeKey).includes(AttributeValue),
        ),
    );
    const from = Number(NextToken ?? 0);
    const until = from + MaxResults;
    return json({
      Events: fitting
        .slice(from, until)
        .map(({ activity, text }) => ({ EventId: activity.eventId, CloudTrailEvent: text })),
      ...(until < fitting.length && { NextToken: String(until) }),
    });
  };
}

function valuesOf({ user, record }: Activity, attribute: string): readonly unknown[] {
  if (attribute === "AccessKeyId") return [user.accessKeyId];
  if (attribute === "Username") return [user.userName ?? user.principalId?.split(":")[1]];
  // biome-ignore lint/suspicious/noExplicitAny: records of a test, of known shape.
  const { resources, responseElements } = record as any;
  const listed = (resources ?? []).map(({ ARN }: { ARN: string }) => ARN);
  return [...listed, responseElements?.credentials?.accessKeyId, responseElements?.assumedRoleUser?.assumedRoleId];
}
