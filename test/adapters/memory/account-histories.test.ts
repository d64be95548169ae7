import { memoryAccountHistories } from "../../../lib/adapters/memory/account-histories.ts";
import { activitiesFrom } from "../../domain/response/sweep/made-records.ts";
import { accountHistoriesContract } from "../contract/account-histories.ts";

describe("histories of accounts in memory", () => {
  accountHistoriesContract(async (accounts) =>
    memoryAccountHistories(new Map([...accounts].map(([id, records]) => [id, activitiesFrom(records)]))),
  );
});
