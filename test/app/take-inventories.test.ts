import { memoryAccountReader } from "../../lib/adapters/memory/account-reader.ts";
import { memoryInventories } from "../../lib/adapters/memory/inventories.ts";
import type { AccountReader } from "../../lib/app/inventories.ts";
import { type AccountReaders, takeInventories } from "../../lib/app/take-inventories.ts";
import { listingOf } from "../../lib/local/account/account-listing.ts";
import { createSimulatedAccount } from "../../lib/local/account/simulated-account.ts";
import { readAtMs } from "../adapters/contract/account-reader.ts";

const home = "111122223333";
const [first, second] = ["222222222222", "333333333333"] as const;
const user = (accountId: string) => `arn:aws:iam::${accountId}:user/ci`;

function readerOf(accountId: string): AccountReader {
  const account = createSimulatedAccount({ accountId });
  account.iam("createUser", { UserName: "ci" }, readAtMs - 1_000);
  account.settle();
  return memoryAccountReader((nowMs) => listingOf(account, nowMs));
}

interface Staged {
  readonly homeReader?: AccountReader;
  readonly isLate?: () => boolean;
  readonly nowMs?: number;
  /** In place of the readers of accounts. */
  readonly instead?: Readonly<Record<string, AccountReader | { readonly why: string } | Error>>;
}

async function take({
  homeReader = readerOf(home),
  isLate = () => false,
  nowMs = readAtMs,
  instead = {},
}: Staged = {}) {
  const inventories = memoryInventories();
  const opened: string[] = [];
  let open = 0;
  const members: AccountReaders = {
    async open(accountId) {
      opened.push(accountId);
      const other = instead[accountId] ?? readerOf(accountId);
      if (other instanceof Error) throw other;
      if ("why" in other) return other;
      open++;
      return { ...other, close: () => open-- };
    },
  };
  const parts = { home: homeReader, members, accountIds: [first, second], isLate, inventories, protectedTag: "p" };
  const taken = await takeInventories(parts, nowMs);
  const stored = async (accountId: string) => (await inventories.get(user(accountId))) !== undefined;
  return { taken, opened, leftOpen: open, stored: await Promise.all([home, first, second].map(stored)) };
}

const broken: AccountReader = { read: () => Promise.reject(new Error("IAM gave no page 1")) };

test("every account is read, each by its own reader, and closed again", async () => {
  const { taken, stored, leftOpen } = await take();
  expect(taken).toMatchObject({ accounts: 3, identities: 3, notRead: [], failures: [] });
  expect([stored, leftOpen]).toEqual([[true, true, true], 0]);
});

test("a member that lets nobody in is told, and keeps nothing from the others", async () => {
  const { taken, stored } = await take({ instead: { [first]: { why: "the role is missing" } } });
  expect(taken).toMatchObject({ accounts: 2, failures: [], notRead: [`account ${first}: the role is missing`] });
  expect(stored).toEqual([true, false, true]);
});

test.each<[string, Staged, readonly boolean[]]>([
  ["the home account", { homeReader: broken }, [false, true, true]],
  ["a member's IAM", { instead: { [first]: broken } }, [true, false, true]],
  ["STS", { instead: { [second]: new Error("STS gave no credentials") } }, [true, true, false]],
])("where %s fails, the others are read, and the failure is handed back", async (_, how, expected) => {
  const { taken, stored, leftOpen } = await take(how);
  expect(taken).toMatchObject({ accounts: 2, failures: [expect.any(Error)] });
  expect([stored, leftOpen]).toEqual([expected, 0]);
});

test("where time is short another member comes first each day, and who was left is told", async () => {
  const firsts = new Set<string>();
  for (const day of [0, 1]) {
    let questions = 0;
    const { taken, opened } = await take({ nowMs: readAtMs + day * 86_400_000, isLate: () => questions++ > 0 });
    expect(taken.notRead).toEqual([expect.stringMatching(/^account \d{12}: no time was left$/)]);
    for (const one of opened) firsts.add(one);
  }
  expect(firsts).toEqual(new Set([first, second]));
});
