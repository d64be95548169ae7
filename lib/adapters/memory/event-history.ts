import type { EventHistory, HistoryPage, HistoryQuery } from "../../app/event-history.ts";
import type { Activity } from "../../domain/event/activity.ts";

const pageSize = 1_000;

type Attribute = HistoryQuery["attribute"];

export interface MemoryHistoryOptions {
  readonly name?: string;
  /** Accounts that it speaks of; without it those of the activities. */
  readonly accountIds?: readonly string[];
}

/** Records of files, or of a test, asked as CloudTrail's history is. One place holds all accounts and regions. */
export function memoryHistory(
  activities: readonly Activity[],
  { name = "memory", accountIds = accountsOf(activities) }: MemoryHistoryOptions = {},
): EventHistory {
  const index = new Map<string, Activity[]>();
  for (const activity of activities) {
    for (const key of keysOf(activity)) {
      const known = index.get(key);
      if (known === undefined) index.set(key, [activity]);
      else known.push(activity);
    }
  }
  const place = { name, accountIds };
  return {
    places: [place],
    async *lookUp(asked, { attribute, value, fromMs, untilMs, maxRecords }): AsyncGenerator<HistoryPage> {
      if (asked.name !== name) throw new RangeError(`There is no history of "${asked.name}"; there is ${name}.`);
      const fitting = (index.get(keyOf(attribute, value)) ?? []).filter(
        ({ timeMs }) => timeMs >= fromMs && timeMs <= untilMs,
      );
      const newest = fitting.sort((one, other) => other.timeMs - one.timeMs).slice(0, maxRecords);
      for (let at = 0; at === 0 || at < newest.length; at += pageSize) {
        const isLast = at + pageSize >= newest.length;
        yield {
          activities: newest.slice(at, at + pageSize),
          unreadable: 0,
          isTruncated: isLast && newest.length < fitting.length,
        };
      }
    },
  };
}

const accountsOf = (activities: readonly Activity[]) => [
  ...new Set(activities.map(({ accountId }) => accountId).filter((accountId) => accountId !== "")),
];

const keyOf = (attribute: Attribute, value: string) => `${attribute} ${value}`;

/** Under what CloudTrail finds a record, as far as the attributes go that a history can be asked for. */
function keysOf({ user, record }: Activity): ReadonlySet<string> {
  const keys = new Set<string>();
  const add = (attribute: Attribute, value: unknown) => {
    if (typeof value === "string" && value !== "") keys.add(keyOf(attribute, value));
  };
  add("access-key-id", user.accessKeyId);
  add("user-name", user.userName ?? (user.type === "IAMUser" ? user.arn?.split("/").at(-1) : undefined));
  const colon = user.principalId?.indexOf(":") ?? -1;
  if (colon >= 0) add("user-name", user.principalId?.slice(colon + 1));
  const listed = record["resources"];
  if (Array.isArray(listed)) for (const one of listed) add("resource-name", field(one, "ARN"));
  const request = record["requestParameters"];
  const answer = record["responseElements"];
  add("resource-name", field(request, "roleArn"));
  add("resource-name", field(field(answer, "credentials"), "accessKeyId"));
  add("resource-name", field(field(answer, "assumedRoleUser"), "assumedRoleId"));
  const sets = field(answer, "credentialSet");
  if (Array.isArray(sets)) {
    for (const set of sets) add("resource-name", field(field(set, "credentials"), "accessKeyId"));
    for (const set of sets) add("resource-name", field(set, "roleArn"));
  }
  return keys;
}

function field(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined;
}
