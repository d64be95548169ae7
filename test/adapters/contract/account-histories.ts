import type { AccountHistories, OpenHistory } from "../../../lib/app/account-histories.ts";
import { account, call, key, startMs } from "../../domain/response/sweep/made-records.ts";
import { eventHistoryContract } from "./event-history.ts";

const other = "222222222222";

/** What every AccountHistories promises. `open` gives accounts that hold these records; of others it knows nothing. */
export function accountHistoriesContract(
  open: (accounts: ReadonlyMap<string, readonly object[]>) => Promise<AccountHistories>,
): void {
  const opened = async (accounts: ReadonlyMap<string, readonly object[]>, accountId: string): Promise<OpenHistory> => {
    const histories = await open(accounts);
    const history = await histories.open(accountId, "containment-1");
    if ("why" in history) throw new Error(history.why);
    return history;
  };

  eventHistoryContract((records) => opened(new Map([[account, records]]), account));

  test("each account has places of its own, under names of their own", async () => {
    const accounts = new Map<string, readonly object[]>([
      [account, [call({ accessKeyId: key("AKIA", 1) }, "iam:ListUsers", 0)]],
      [other, [call({ accessKeyId: key("AKIA", 1) }, "iam:ListRoles", 0)]],
    ]);
    const names = new Set<string>();
    for (const [accountId, action] of [
      [account, "iam:ListUsers"],
      [other, "iam:ListRoles"],
    ] as const) {
      const history = await opened(accounts, accountId);
      const actions: string[] = [];
      for (const place of history.places) {
        expect(place.accountIds).toEqual([accountId]);
        names.add(place.name);
        const query = {
          attribute: "user-name",
          value: "ci",
          fromMs: startMs,
          untilMs: startMs,
          maxRecords: 9,
        } as const;
        for await (const { activities } of history.lookUp(place, query)) {
          actions.push(...activities.map((one) => one.action));
        }
      }
      expect(new Set(actions)).toEqual(new Set([action]));
      history.close();
    }
    expect(names.size).toBeGreaterThan(1);
  });

  test("an account that lets nobody in says why, and is no empty history", async () => {
    const histories = await open(new Map([[account, []]]));
    expect(await histories.open(other, "containment-1")).toEqual({ why: expect.stringContaining(other) });
  });
}
