import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { cloudTrailHistory } from "../../../lib/adapters/cloudtrail/event-history.ts";
import { call, key, startMs } from "../../domain/response/sweep/made-records.ts";
import { type AwsEndpoint, jsonError, startAwsEndpoint } from "../aws-endpoint.ts";
import { eventHistoryContract } from "../contract/event-history.ts";
import { trailAnswers } from "./trail-answers.ts";

let endpoint: AwsEndpoint;
let client: CloudTrailClient;
beforeAll(async () => {
  endpoint = await startAwsEndpoint();
  client = new CloudTrailClient(endpoint.config);
});
afterAll(async () => {
  client.destroy();
  await endpoint.close();
});

const place = (name: string) => ({ name, accountIds: [], client });
const query = {
  attribute: "user-name",
  value: "ci",
  fromMs: startMs,
  untilMs: startMs + 60_000,
  maxRecords: 100,
} as const;
const records = Array.from({ length: 70 }, (_, at) => call({ accessKeyId: key("AKIA", 1) }, "iam:ListUsers", at % 50));

describe("CloudTrail's event history", () => {
  eventHistoryContract(async (given) => {
    endpoint.answer(trailAnswers(given));
    return cloudTrailHistory([place("us-east-1")], { pause: async () => {} });
  });
});

const pausing = () => {
  const pauses: number[] = [];
  const history = cloudTrailHistory([place("us-east-1"), place("eu-west-1")], {
    pause: async (milliseconds) => pauses.push(milliseconds),
  });
  const count = async (at: number) => {
    let found = 0;
    for await (const { activities } of history.lookUp(place(["us-east-1", "eu-west-1"][at] as string), query)) {
      found += activities.length;
    }
    return found;
  };
  return { history, count, pauses };
};

test("requests of one region keep their distance, also those of look-ups at the same time; regions do not wait for each other", async () => {
  endpoint.answer(trailAnswers(records));
  const { count, pauses } = pausing();
  expect(await Promise.all([count(0), count(0), count(1)])).toEqual([70, 70, 70]);
  // A second page for each of three look-ups, and once the distance between two look-ups of one region.
  expect(pauses).toEqual(Array(4).fill(500));
});

test("a look-up that failed or was left does not block the next one", async () => {
  const { history, count } = pausing();
  endpoint.answer(() => jsonError("AccessDeniedException", "not you"));
  await expect(count(0)).rejects.toThrow("AccessDeniedException: not you");
  endpoint.answer(trailAnswers(records));
  for await (const page of history.lookUp(place("us-east-1"), query)) {
    expect(page.activities).toHaveLength(50);
    break;
  }
  expect(await count(0)).toBe(70);
});

test("records that cannot be read are counted", async () => {
  endpoint.answer(() => ({
    headers: { "content-type": "application/x-amz-json-1.1" },
    body: JSON.stringify({ Events: [{ EventId: "bare" }, { EventId: "bad", CloudTrailEvent: "{" }] }),
  }));
  const pages = [];
  for await (const page of cloudTrailHistory([place("x")]).lookUp(place("x"), query)) pages.push(page);
  expect(pages).toEqual([{ activities: [], unreadable: 2, isTruncated: false }]);
});
