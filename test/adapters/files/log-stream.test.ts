import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import type { LogPiece } from "../../../lib/adapters/files/log-piece.ts";
import { openFile, streamLog } from "../../../lib/adapters/files/log-stream.ts";

async function* chunked(bytes: Buffer, size = 1000): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const readAll = async (source: AsyncIterable<Uint8Array>) => {
  const pieces: LogPiece[] = [];
  let bytesRead = 0;
  let bytesUnpacked = 0;
  for await (const step of streamLog(source)) {
    pieces.push(...step.pieces);
    ({ bytesRead, bytesUnpacked } = step);
  }
  return { pieces, bytesRead, bytesUnpacked };
};

/** 2,000 different lines that gzip cannot shrink to nothing. */
const lines = Array.from({ length: 2000 }, (_, index) =>
  JSON.stringify({ index, text: ((index * 7919 * 104_729) % 1e9).toString(36) }),
);
const text = Buffer.from(`${lines.join("\n")}\n`);
const packed = gzipSync(text);

test.each([
  ["plain", text],
  ["gzip", packed],
  ["gzip of two members", Buffer.concat([gzipSync(text.subarray(0, 9999)), gzipSync(text.subarray(9999))])],
  ["gzip with zeros after its end", Buffer.concat([packed, Buffer.alloc(3000)])],
])("%s is read whole, in chunks of any size", async (_name, bytes) => {
  for (const size of [1, 777, 1_000_000]) {
    const { pieces, bytesRead, bytesUnpacked } = await readAll(chunked(bytes, size));
    expect(pieces.map((piece) => piece.text)).toEqual(lines);
    expect(bytesUnpacked).toBe(text.length);
    expect(bytesRead).toBe(bytes.length);
  }
});

test("gzip that is cut off gives every record before the cut, and one piece that says so", async () => {
  for (const length of [5, 100, packed.length >> 1, packed.length - 1]) {
    const { pieces } = await readAll(chunked(packed.subarray(0, length)));
    const whole = pieces.filter(({ problem }) => !problem);
    expect(whole.map((piece) => piece.text)).toEqual(lines.slice(0, whole.length));
    expect(pieces.slice(whole.length)).toMatchObject([
      { problem: { reason: "truncated-gzip", detail: "the gzip data is cut off before its end" } },
    ]);
  }
});

test("half of a gzip file gives about half of its records", async () => {
  const { pieces } = await readAll(chunked(packed.subarray(0, packed.length >> 1)));
  expect(pieces.length).toBeGreaterThan(800);
});

test("damaged gzip gives what came before the damage, and says so", async () => {
  const damaged = Buffer.concat([packed, Buffer.from("this is no gzip")]);
  const { pieces } = await readAll(chunked(damaged));
  expect(pieces.at(-1)?.problem?.detail).toMatch(/^the gzip data is damaged \(/);
  const whole = pieces.filter(({ problem }) => !problem);
  expect(whole.map((piece) => piece.text)).toEqual(lines.slice(0, whole.length));
});

test("what follows the end of gzip data is not dropped silently", async () => {
  const followed = Buffer.concat([packed, Buffer.from("\0more")]);
  const { pieces } = await readAll(chunked(followed));
  expect(pieces).toHaveLength(lines.length + 1);
  expect(pieces.at(-1)?.problem?.detail).toMatch(/what follows the end of the gzip data/);
});

test("an empty input has no piece and no bytes, plain or gzip", async () => {
  expect(await readAll(chunked(Buffer.alloc(0)))).toEqual({ pieces: [], bytesRead: 0, bytesUnpacked: 0 });
  expect(await readAll(chunked(gzipSync("")))).toMatchObject({ pieces: [], bytesUnpacked: 0 });
});

test("a binary file is one piece, whatever its size", async () => {
  const { pieces } = await readAll(chunked(Buffer.concat([Buffer.from("PAR1\0\0"), Buffer.alloc(100_000, 10)])));
  expect(pieces).toMatchObject([{ problem: { reason: "unsupported-wrapper" } }]);
});

test("what is still binary when it is unpacked is one piece too, and gzip in gzip is called that", async () => {
  const twice = await readAll(chunked(gzipSync(packed)));
  expect(twice.pieces).toMatchObject([{ line: 1, problem: { reason: "unsupported-wrapper" } }]);
  expect(twice.pieces[0]?.problem?.detail).toContain("packed with gzip again");
  const { pieces } = await readAll(
    chunked(gzipSync(Buffer.concat([Buffer.from("PAR1\0"), Buffer.alloc(100_000, 10)]))),
  );
  expect(pieces).toMatchObject([{ problem: { reason: "unsupported-wrapper" } }]);
  expect(pieces[0]?.problem?.detail).toContain("is binary or UTF-16");
});

test("an error of the source comes after everything that was read before it", async () => {
  async function* failing() {
    yield Buffer.from('{"a":1}\n{"b":2}');
    throw Object.assign(new Error("disk"), { code: "EIO" });
  }
  const pieces: LogPiece[] = [];
  const read = async () => {
    for await (const step of streamLog(failing())) pieces.push(...step.pieces);
  };
  await expect(read()).rejects.toThrow("disk");
  expect(pieces.map((piece) => piece.text)).toEqual(['{"a":1}', '{"b":2}']);
});

test("files are opened when they are read, and their errors come out of the reading", async () => {
  const folder = mkdtempSync(join(tmpdir(), "nhi-stream-"));
  try {
    writeFileSync(join(folder, "a.gz"), packed);
    expect((await readAll(openFile(join(folder, "a.gz")))).pieces).toHaveLength(lines.length);
    await expect(readAll(openFile(join(folder, "none")))).rejects.toMatchObject({ code: "ENOENT" });
    await expect(readAll(openFile(folder))).rejects.toMatchObject({ code: "EISDIR" });
    await expect(readAll(openFile(join(folder, "a.gz", "b")))).rejects.toMatchObject({ code: "ENOTDIR" });
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("of 200 MB nothing is kept but what one step brings", async () => {
  const line = `${JSON.stringify({ eventName: "GetObject", text: "x".repeat(1000) })}\n`;
  const chunk = Buffer.from(line.repeat(256));
  const chunks = Math.ceil(200e6 / chunk.length);
  async function* generated() {
    for (let count = 0; count < chunks; count++) yield chunk;
  }
  let records = 0;
  let most = 0;
  for await (const { pieces } of streamLog(generated())) {
    records += pieces.length;
    most = Math.max(most, pieces.length);
  }
  expect(records).toBe(chunks * 256);
  expect(most).toBeLessThanOrEqual(257);
});

test("200 MB without a line end are one piece that is too large", async () => {
  const chunk = Buffer.alloc(1_000_000, "x");
  async function* generated() {
    for (let count = 0; count < 200; count++) yield chunk;
    yield Buffer.from('\n{"a":1}\n');
  }
  const { pieces } = await readAll(generated());
  expect(pieces.map(({ problem, text: start }) => [problem?.reason, start.length])).toEqual([
    ["too-large", 2000],
    [undefined, 7],
  ]);
});

test("a real set is cut into exactly its lines", async () => {
  const file = "../shared/cloudtrail/boogy-eks-production/all.jsonl.gz";
  const expected = gunzipSync(readFileSync(file)).toString("utf8").trim().split("\n");
  expect((await readAll(openFile(file))).pieces.map((piece) => piece.text)).toEqual(expected);
});
