import { S3Client } from "@aws-sdk/client-s3";
import { lookupOf, readNetworkSource } from "../lib/adapters/network/network-sources.ts";
import { storedNetworkFiles } from "../lib/adapters/s3/network-files.ts";
import { storedObjects } from "../lib/adapters/s3/stored-objects.ts";
import { networkFilesBucket } from "../lib/contract/network-files.ts";
import { factsOfAddressAlone, type NetworkLookup } from "../lib/domain/behaviour/network-facts.ts";

const bucket = process.env[networkFilesBucket];
const report = (problem: string) =>
  console.warn(JSON.stringify({ message: "a network file is not in use as it lies there", problem }));

const files =
  bucket === undefined || bucket === ""
    ? undefined
    : storedNetworkFiles({
        objects: storedObjects({ client: new S3Client({}), bucket }),
        read: readNetworkSource,
        lookupOf,
        report,
      });

let current: NetworkLookup = factsOfAddressAlone;

/** What is known of networks now; undefined where the stack gave no bucket with lists. */
export const networks: NetworkLookup | undefined = files && ((address) => current(address));

/** Looks at the files again where an hour has passed. Never throws: the last good ones stay in use. */
export async function refreshNetworks(nowMs: number): Promise<void> {
  if (files !== undefined) current = await files(nowMs);
}
