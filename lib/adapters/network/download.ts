import { NetworkFileError } from "./network-file-error.ts";

const remedy = "Check that the function reaches the internet; the copy that is stored stays in use.";

/** Longest that one download takes. */
const deadlineMs = 30_000;

/**
 * Fetches the bytes at an address, at most so many. Follows no redirect: a list that has moved is looked at by a
 * person. Throws a NetworkFileError that names the address where it does not answer with 200, breaks off or is too
 * large.
 *
 * @param fetchFrom the platform's `fetch`
 */
export async function download(fetchFrom: typeof fetch, url: string, largestBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let got = 0;
  try {
    const answer = await fetchFrom(url, { redirect: "error", signal: AbortSignal.timeout(deadlineMs) });
    if (answer.status !== 200) throw new Error(`the answer is ${answer.status}`);
    if (answer.body === null) throw new Error("the answer has no body");
    // Leaving the loop early cancels the body, and with it the connection.
    for await (const chunk of answer.body) {
      got += chunk.length;
      if (got > largestBytes) throw new Error(`it has more than ${largestBytes} bytes`);
      chunks.push(chunk);
    }
  } catch (error) {
    throw new NetworkFileError(url, `it could not be fetched (${reasonOf(error)})`, remedy);
  }
  return Buffer.concat(chunks, got);
}

/** `fetch` says "fetch failed" and keeps the reason in the cause. */
function reasonOf(error: unknown): string {
  const { message = String(error), cause } = error as { readonly message?: string; readonly cause?: unknown };
  const { message: why } = (cause ?? {}) as { readonly message?: string };
  return why === undefined || why === "" ? message : `${message}: ${why}`;
}
