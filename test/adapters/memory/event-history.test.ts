import { memoryHistory } from "../../../lib/adapters/memory/event-history.ts";
import { account, activitiesFrom, call } from "../../domain/response/sweep/made-records.ts";
import { eventHistoryContract } from "../contract/event-history.ts";

describe("records in memory", () => {
  eventHistoryContract(async (records) => memoryHistory(activitiesFrom(records)));

  test("know the accounts that they are of, unless they are told", () => {
    const activities = activitiesFrom([call({}, "iam:ListUsers", 0)]);
    expect(memoryHistory(activities).places).toEqual([{ name: "memory", accountIds: [account] }]);
    expect(memoryHistory(activities, { name: "2 files", accountIds: ["999999999999"] }).places).toEqual([
      { name: "2 files", accountIds: ["999999999999"] },
    ]);
  });
});
