import { setTimeout as sleep } from "node:timers/promises";
import type { IAMClient } from "@aws-sdk/client-iam";
import type { AccountReader } from "../../app/inventories.ts";
import { mostGaps } from "../../domain/inventory/account-listing.ts";
import { accessKeys } from "./access-keys.ts";
import { authorizationDetails } from "./authorization-details.ts";
import { credentialReport } from "./credential-report.ts";

/**
 * The IAM of the account that the client's credentials are of. It only reads; a client with `retryMode: "adaptive"`
 * slows down where IAM throttles.
 */
export function iamAccountReader(parts: {
  readonly client: IAMClient;
  /** True from when on no more keys are to be asked for. */
  readonly isLate?: () => boolean;
  /** Waits; given by tests. */
  readonly pause?: (milliseconds: number) => Promise<unknown>;
}): AccountReader {
  const { client, isLate = () => false, pause = sleep } = parts;
  return {
    async read(nowMs) {
      const details = await authorizationDetails(client);
      const report = await credentialReport(client, pause);
      const read = await accessKeys(
        client,
        details.users.map(({ name }) => name),
        isLate,
      );
      return {
        ...details,
        readAtMs: nowMs,
        users: details.users.map((user) => ({
          ...user,
          keys: read.keys.get(user.name),
          hasPassword: report.users?.get(user.arn)?.hasPassword,
          hasMfa: report.users?.get(user.arn)?.hasMfa,
        })),
        gaps: [...report.gaps, ...read.gaps].slice(0, mostGaps),
      };
    },
  };
}
