import { S3Client } from "@aws-sdk/client-s3";
import { download } from "../lib/adapters/network/download.ts";
import { publishedLists } from "../lib/adapters/network/published-list.ts";
import { type Refreshed, refreshList } from "../lib/adapters/network/refresh-list.ts";
import { storedObjects } from "../lib/adapters/s3/stored-objects.ts";
import { networkFilesBucket } from "../lib/contract/network-files.ts";
import { errorMessageOf } from "../lib/domain/event/error-message.ts";

const client = new S3Client({});

/**
 * Fetches the published lists of networks into the warden's bucket, once a day. Each is tried, whatever becomes of the
 * others; where one could not be refreshed the function fails with all reasons, so that Lambda tries again and the
 * alarm rings.
 */
export async function handler(): Promise<{ readonly lists: readonly Refreshed[] }> {
  const bucket = process.env[networkFilesBucket];
  if (bucket === undefined || bucket === "") {
    throw new Error(`${networkFilesBucket} is not set; the stack sets it, deploy it again`);
  }
  const store = storedObjects({ client, bucket });
  const lists: Refreshed[] = [];
  const problems: string[] = [];
  for (const list of publishedLists) {
    try {
      const refreshed = await refreshList(list, { store, download: (url, most) => download(fetch, url, most) });
      console.info(JSON.stringify({ message: "network list refreshed", ...refreshed }));
      lists.push(refreshed);
    } catch (error) {
      const problem = errorMessageOf(error);
      console.error(JSON.stringify({ message: "a network list was not refreshed", key: list.key, problem }));
      problems.push(problem);
    }
  }
  if (problems.length > 0) throw new Error(problems.join(" "));
  return { lists };
}
