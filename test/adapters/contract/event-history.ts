import type { EventHistory, HistoryPage, HistoryQuery } from "../../../lib/app/event-history.ts";
import { assume, type Caller, call, key, roleArn, startMs } from "../../domain/response/sweep/made-records.ts";

const user: Caller = { accessKeyId: key("AKIA", 1), userName: "ci" };
const session: Caller = { accessKeyId: key("ASIA", 2), session: ["app", "build"] };

/** Records of one account and region, a second apart. */
const records = [
  call(user, "iam:ListUsers", 0),
  assume(user, 1, "app", "build", key("ASIA", 2)),
  call(session, "s3:ListBuckets", 2),
  call({ ...user, accessKeyId: key("AKIA", 3) }, "iam:ListRoles", 3),
  call({ accessKeyId: key("ASIA", 4), session: ["app", "other"] }, "ec2:DescribeInstances", 4),
];

/** What every EventHistory promises. `open` gives one of these records, and of nothing else. */
export function eventHistoryContract(open: (records: readonly object[]) => Promise<EventHistory>): void {
  const ask = async (change: Partial<HistoryQuery>, given: readonly object[] = records) => {
    const history = await open(given);
    const [place] = history.places;
    if (place === undefined) throw new Error("a history has a place");
    const pages: HistoryPage[] = [];
    const whole = {
      attribute: "user-name",
      value: "ci",
      fromMs: startMs,
      untilMs: startMs + 60_000,
      maxRecords: 1_000,
    } as const;
    for await (const page of history.lookUp(place, { ...whole, ...change })) pages.push(page);
    return pages;
  };
  const actions = (pages: readonly HistoryPage[]) =>
    pages.flatMap(({ activities }) => activities.map(({ action }) => action));

  test.each<[HistoryQuery["attribute"], string, string[]]>([
    ["access-key-id", key("AKIA", 1), ["sts:AssumeRole", "iam:ListUsers"]],
    ["access-key-id", key("ASIA", 2), ["s3:ListBuckets"]],
    ["user-name", "ci", ["iam:ListRoles", "sts:AssumeRole", "iam:ListUsers"]],
    ["user-name", "build", ["s3:ListBuckets"]],
    ["resource-name", roleArn("app"), ["sts:AssumeRole"]],
    ["resource-name", key("ASIA", 2), ["sts:AssumeRole"]],
    ["access-key-id", key("AKIA", 9), []],
  ])("%s %s is answered newest first", async (attribute, value, expected) => {
    const pages = await ask({ attribute, value });
    expect(actions(pages)).toEqual(expected);
    expect(pages.map(({ isTruncated, unreadable }) => [isTruncated, unreadable])).toEqual([[false, 0]]);
  });

  test("both ends of the time count", async () => {
    expect(actions(await ask({ fromMs: startMs + 1_000, untilMs: startMs + 3_000 }))).toEqual([
      "iam:ListRoles",
      "sts:AssumeRole",
    ]);
    expect(actions(await ask({ fromMs: startMs + 4_000 }))).toEqual([]);
  });

  test.each([
    [1, ["iam:ListRoles"], true],
    [2, ["iam:ListRoles", "sts:AssumeRole"], true],
    [3, ["iam:ListRoles", "sts:AssumeRole", "iam:ListUsers"], false],
  ])(
    "at most %i records, the newest, and it is said when there are more",
    async (maxRecords, expected, isTruncated) => {
      const pages = await ask({ maxRecords });
      expect(actions(pages)).toEqual(expected);
      expect(pages.at(-1)?.isTruncated).toBe(isTruncated);
    },
  );

  test("a history of many pages is whole", async () => {
    const many = Array.from({ length: 1_234 }, (_, at) => call(user, "iam:ListUsers", at % 50));
    const pages = await ask({ maxRecords: 5_000 }, many);
    expect(pages.length).toBeGreaterThan(1);
    expect(actions(pages)).toHaveLength(1_234);
    const some = await ask({ maxRecords: 1_100 }, many);
    expect(actions(some)).toHaveLength(1_100);
    expect(some.map(({ isTruncated }) => isTruncated)).toEqual(some.map((_, at) => at === some.length - 1));
  });

  test("a place that it does not have is refused", async () => {
    const history = await open(records);
    const query = { attribute: "user-name", value: "ci", fromMs: 0, untilMs: 1, maxRecords: 1 } as const;
    const pages = history.lookUp({ name: "elsewhere", accountIds: [] }, query);
    await expect(pages[Symbol.asyncIterator]().next()).rejects.toThrow('There is no history of "elsewhere"');
  });
}
