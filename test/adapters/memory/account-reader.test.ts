import { memoryAccountReader } from "../../../lib/adapters/memory/account-reader.ts";
import { listingOf } from "../../../lib/local/account/account-listing.ts";
import { accountReaderContract } from "../contract/account-reader.ts";

describe("an account's IAM in memory", () => {
  accountReaderContract(async (account) => memoryAccountReader((nowMs) => listingOf(account, nowMs)));
});
