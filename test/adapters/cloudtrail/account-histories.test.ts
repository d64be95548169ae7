import { CloudTrailClient } from "@aws-sdk/client-cloudtrail";
import { memberHistories } from "../../../lib/adapters/cloudtrail/account-histories.ts";
import { memberRoles } from "../../../lib/adapters/sts/member-roles.ts";
import type { TakeRole, WantedRole } from "../../../lib/app/take-role.ts";
import { account, call, key, startMs } from "../../domain/response/sweep/made-records.ts";
import { type AwsEndpoint, startAwsEndpoint } from "../aws-endpoint.ts";
import { accountHistoriesContract } from "../contract/account-histories.ts";
import { trailAnswers } from "./trail-answers.ts";

let endpoint: AwsEndpoint;
beforeAll(async () => {
  endpoint = await startAwsEndpoint();
});
afterAll(() => endpoint.close());

/**
 * Accounts whose sweep role may be taken; each answers with its own records, by whose credentials signed the look-up.
 */
function members(accounts: ReadonlyMap<string, readonly object[]>, regions = ["us-east-1"]) {
  const wanted: WantedRole[] = [];
  const pauses: number[] = [];
  const trails = new Map([...accounts].map(([id, records]) => [id, trailAnswers(records)]));
  endpoint.answer((request) => {
    const [, accountId = ""] = /Credential=ASIA(\d{12})\//.exec(request.headers.authorization ?? "") ?? [];
    return trails.get(accountId)?.(request) ?? { status: 403 };
  });
  const takeRole: TakeRole = async (asked) => {
    wanted.push(asked);
    const [, , , , accountId = ""] = asked.roleArn.split(":");
    if (!accounts.has(accountId)) return { refused: "AccessDenied" };
    return { accessKeyId: `ASIA${accountId}`, secretAccessKey: "s", sessionToken: "t" };
  };
  const histories = memberHistories({
    takeRole: memberRoles({ takeRole, partition: "aws", externalId: "a-deployment-of-ours" }),
    regions,
    pause: async (milliseconds) => pauses.push(milliseconds),
    connect: (region, credentials) => new CloudTrailClient({ ...endpoint.config, region, credentials }),
  });
  return { histories, wanted, pauses };
}

describe("histories of member accounts", () => {
  accountHistoriesContract(async (accounts) => members(accounts).histories);
});

test("the role of the member stack is taken, in the name of the containment", async () => {
  const { histories, wanted } = members(new Map([[account, []]]));
  await histories.open(account, `containment-${"0".repeat(68)}`);
  expect(wanted).toEqual([
    {
      roleArn: `arn:aws:iam::${account}:role/nhi-warden/NhiWarden-sweep`,
      sessionName: expect.stringMatching(/^nhi-containment-0{48}$/),
      sourceIdentity: expect.stringMatching(/^containment-0{52}$/),
      externalId: "a-deployment-of-ours",
      seconds: 1_800,
    },
  ]);
});

test("a role that is missing or refuses is told as such, with what to do", async () => {
  const { histories } = members(new Map());
  expect(await histories.open("222222222222", "containment-1")).toEqual({
    why: expect.stringMatching(
      /^the role NhiWarden-sweep is missing in account 222222222222, or refuses .*\(AccessDenied\); deploy the stack NhiWarden-Responder \(MemberStack\) there/,
    ),
  });
});

test("every region of every account keeps the distance that LookupEvents asks for, and none waits for another", async () => {
  const records = [call({ accessKeyId: key("AKIA", 1) }, "iam:ListUsers", 0)];
  const accounts = new Map([
    [account, records],
    ["222222222222", records],
  ]);
  const { histories, pauses } = members(accounts, ["us-east-1", "eu-west-1"]);
  const query = { attribute: "user-name", value: "ci", fromMs: startMs, untilMs: startMs, maxRecords: 9 } as const;
  const lookUps = [...accounts.keys()].map(async (accountId) => {
    const history = await histories.open(accountId, "containment-1");
    if ("why" in history) throw new Error(history.why);
    const twice = history.places.flatMap((place) => [place, place]);
    await Promise.all(
      twice.map(async (place) => {
        for await (const { activities } of history.lookUp(place, query)) expect(activities).toHaveLength(1);
      }),
    );
    history.close();
  });
  await Promise.all(lookUps);
  // Two look-ups in each of four places: one pause for each place.
  expect(pauses).toEqual([500, 500, 500, 500]);
});
