import type { AccountReader } from "../../app/inventories.ts";
import type { AccountListing } from "../../domain/inventory/account-listing.ts";

/** An account whose IAM is in this process. */
export const memoryAccountReader = (
  listing: (nowMs: number) => Omit<AccountListing, "readAtMs" | "gaps">,
): AccountReader => ({
  async read(nowMs) {
    return { readAtMs: nowMs, gaps: [], ...listing(nowMs) };
  },
});
