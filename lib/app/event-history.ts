import type { Activity } from "../domain/event/activity.ts";

/** One place whose past can be asked for: CloudTrail keeps a history for each account and region. */
export interface HistoryPlace {
  /** Unique among a history's places, and for people: `us-east-1`, `the records of ./logs`. */
  readonly name: string;
  /** Accounts that it is known to hold records of; none where only the records say. */
  readonly accountIds: readonly string[];
}

/** What a history can be asked for; LookupEvents takes one attribute at a time. */
export interface HistoryQuery {
  /**
   * `access-key-id`: calls made with this key. `user-name`: calls of this user, or of sessions with this name.
   * `resource-name`: calls on a thing of this name or ARN, which for STS is the role and the new access key.
   */
  readonly attribute: "access-key-id" | "user-name" | "resource-name";
  readonly value: string;
  /** Milliseconds since 1970, both inclusive. */
  readonly fromMs: number;
  readonly untilMs: number;
  /** Records to answer with at most, 1 or more: the newest. */
  readonly maxRecords: number;
}

export interface HistoryPage {
  readonly activities: readonly Activity[];
  /** Records of the page that could not be read. */
  readonly unreadable: number;
  /** True on the last page where there were more records than asked for: older ones are missing. */
  readonly isTruncated: boolean;
}

/** Past calls, by one attribute. An answer may hold more than was asked for (other users of one name), never less. */
export interface EventHistory {
  readonly places: readonly HistoryPlace[];
  /** Pages, newest first, at least one. Throws where a place gives no answer; pages before that stay good. */
  lookUp(place: HistoryPlace, query: HistoryQuery): AsyncIterable<HistoryPage>;
}
