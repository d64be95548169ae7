import type { Activity, Notice } from "./activity.ts";

/** A notice in the shape of an activity, for the case's story. It is never learned as behaviour. */
export function activityOfNotice(notice: Notice): Activity {
  return {
    eventId: notice.noticeId,
    timeMs: notice.timeMs,
    accountId: notice.accountId,
    region: notice.region,
    eventSource: `${notice.source}.amazonaws.com`,
    eventName: notice.type,
    service: notice.source,
    action: `${notice.source}:${notice.type}`,
    readOnly: true,
    category: "service",
    user: {},
    sourceAddress: undefined,
    userAgent: undefined,
    errorCode: undefined,
    vpcEndpointId: undefined,
    record: {},
  };
}
