import { createGunzip } from "node:zlib";

/** What a stretch of gzip gave, and why unpacking ended early if it did. */
export interface GunzipStep {
  readonly chunks: readonly Buffer[];
  /** Only in the last step: the data is cut off, damaged, or followed by something else. */
  readonly problem: string | undefined;
}

/**
 * zlib expands at most about 1,032 to 1, so one slice unpacks to at most 9 MB before its records are passed on.
 * Damage costs what was unpacked of its own slice, no more.
 */
const sliceBytes = 8 * 1024;
const unpackedChunkBytes = 256 * 1024;

/**
 * Unpacks gzip (of one or more members) slice by slice. A pipe would drop what was unpacked just before an error;
 * here everything that came out before the damage is handed on first. Throws only what `source` throws.
 */
export async function* gunzipSteps(source: AsyncIterable<Buffer>): AsyncGenerator<GunzipStep> {
  const gunzip = createGunzip({ chunkSize: unpackedChunkBytes });
  const chunks: Buffer[] = [];
  let failure: (Error & { code?: string }) | undefined;
  let given = 0;
  let isOver = false;
  const over = new Promise<void>((resolve) => {
    const stop = () => {
      isOver = true;
      resolve();
    };
    gunzip.once("end", stop).once("close", stop);
  });
  gunzip.on("data", (chunk: Buffer) => chunks.push(chunk));
  gunzip.on("error", (error) => {
    failure = error;
  });
  const drain = () => chunks.splice(0, chunks.length);

  let follows = false;
  try {
    for await (const packed of source) {
      for (let at = 0; at < packed.length && !failure; at += sliceBytes) {
        const slice = packed.subarray(at, at + sliceBytes);
        if (isOver) {
          follows ||= holdsMore(slice);
          continue;
        }
        given += slice.length;
        // After the last member zlib takes no more and calls nobody back: the end is raced for.
        await Promise.race([new Promise<void>((resolve) => gunzip.write(slice, () => resolve())), over]);
        if (isOver && !failure) follows = holdsMore(slice.subarray(slice.length - (given - gunzip.bytesWritten)));
        if (chunks.length > 0) yield { chunks: drain(), problem: undefined };
      }
      if (failure) break;
    }
    if (!isOver) {
      gunzip.end();
      await over;
    }
  } finally {
    gunzip.destroy();
  }
  const trailing = follows ? "what follows the end of the gzip data is no gzip and was not read" : undefined;
  yield { chunks: drain(), problem: failure ? describe(failure) : trailing };
}

/** Zeros after the end are padding. */
const holdsMore = (bytes: Buffer) => bytes.some((byte) => byte !== 0);

const describe = (error: Error & { code?: string }) =>
  error.code === "Z_BUF_ERROR"
    ? "the gzip data is cut off before its end"
    : `the gzip data is damaged (${error.message})`;
