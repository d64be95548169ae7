import fc from "fast-check";
import type { LogPiece } from "../../../lib/adapters/files/log-piece.ts";
import { createLogSplitter } from "../../../lib/adapters/files/log-splitter.ts";

const cutIntoChunks = (bytes: Buffer, sizes: readonly number[]) => {
  const chunks: Buffer[] = [];
  let at = 0;
  for (let turn = 0; at < bytes.length; turn++) {
    const size = sizes.length === 0 ? bytes.length : (sizes[turn % sizes.length] as number);
    chunks.push(bytes.subarray(at, at + size));
    at += size;
  }
  return chunks;
};

const split = (text: string, sizes: readonly number[] = [], limit = 400, cut?: LogPiece["problem"]) => {
  const splitter = createLogSplitter(limit);
  const pieces = cutIntoChunks(Buffer.from(text), sizes).flatMap((chunk) => splitter.push(chunk));
  return [...pieces, ...splitter.end(cut)];
};

const texts = (pieces: readonly LogPiece[]) => pieces.map((piece) => piece.text);
const values = (pieces: readonly LogPiece[]) => pieces.map((piece) => JSON.parse(piece.text) as unknown);
const reasons = (pieces: readonly LogPiece[]) => pieces.map((piece) => piece.problem?.reason);

/**
 * A record with everything that could mislead a cutter: brackets, quotes and escapes inside strings, nesting, any
 * script.
 */
const record = fc.record({
  eventName: fc.string({ maxLength: 20, unit: "grapheme" }),
  text: fc.constantFrom('}{"', "\\", '\\"', "[{,:", "\n{", "Records", "é漢😀", '"Records":['),
  nested: fc.array(fc.record({ Records: fc.array(fc.integer(), { maxLength: 2 }) }), { maxLength: 2 }),
});
const records = fc.array(record, { minLength: 1, maxLength: 8 });
const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 5 });

const layouts: Record<string, (all: readonly object[]) => string> = {
  "JSON lines": (all) => all.map((one) => JSON.stringify(one)).join("\n"),
  "JSON lines with CRLF and blank lines": (all) => all.map((one) => `${JSON.stringify(one)}\r\n\r\n`).join(""),
  "JSON lines after a byte order mark": (all) => `\ufeff${all.map((one) => JSON.stringify(one)).join("\n")}`,
  "an S3 log file": (all) => JSON.stringify({ Records: all }),
  "a printed S3 log file": (all) => JSON.stringify({ Records: all }, undefined, 2),
  "a printed S3 log file with CRLF": (all) => JSON.stringify({ Records: all }, undefined, 2).replaceAll("\n", "\r\n"),
  "S3 log files one after the other": (all) => all.map((one) => JSON.stringify({ Records: [one] })).join("\n"),
  "an answer of LookupEvents": (all) => JSON.stringify({ Events: all, NextToken: "x" }, undefined, 4),
  "an array": (all) => JSON.stringify(all),
  "a printed array": (all) => JSON.stringify(all, undefined, 2),
  "an array of one record a line": (all) => `[\n${all.map((one) => JSON.stringify(one)).join(",\n")}\n]\n`,
  "records printed one after the other": (all) => all.map((one) => JSON.stringify(one, undefined, 2)).join("\n"),
  "an S3 log file behind a byte order mark": (all) => `\ufeff${JSON.stringify({ Records: all })}`,
};

describe.each(Object.entries(layouts))("%s", (_name, layout) => {
  test("gives every record once and in order, however it is cut into chunks", () => {
    fc.assert(
      fc.property(records, sizes, (all, chunkSizes) => {
        const pieces = split(layout(all), chunkSizes, 4000);
        expect(values(pieces)).toEqual(all);
        expect(reasons(pieces).filter(Boolean)).toEqual([]);
      }),
      { numRuns: 60 },
    );
  });
});

test("the same bytes give the same pieces for any chunking, whatever the bytes are", () => {
  const shred = fc.constantFrom(
    '{"a":1}',
    "\n",
    '{"Records":[',
    "]}",
    "{",
    "}",
    '"',
    ",",
    "\\",
    "[",
    "]",
    "\r\n",
    " ",
    "x",
    '{"',
    "y".repeat(60),
  );
  fc.assert(
    fc.property(fc.array(shred, { maxLength: 40 }), sizes, (shreds, chunkSizes) => {
      const text = shreds.join("");
      expect(split(text, chunkSizes, 100)).toEqual(split(text, [], 100));
    }),
    { numRuns: 500 },
  );
});

test("each piece knows the line on which it begins", () => {
  const lines = split('{"a":1}\n\n{"b":2}\n{\n "Records": [\n  {"c":3},\n  {\n   "d":4\n  }\n ]\n}\n{"e":5}').map(
    ({ line }) => line,
  );
  expect(lines).toEqual([1, 3, 6, 7, 12]);
});

test("half a line costs that line only", () => {
  const pieces = split('{"a":1}\n{"b":"hal\n{"c":3}\n');
  expect(texts(pieces)).toEqual(['{"a":1}', '{"b":"hal', '{"c":3}']);
});

test.each([
  ["inside a string", '{"a":"x'],
  ["after a comma", '{"a":1,'],
  ["after a colon", '{"a":'],
  ["after an opening brace", '{"a":{'],
])("a first line that breaks off %s costs that line only", (_where, half) => {
  expect(texts(split(`${half}\n{"b":2}\n{"c":3}`)).slice(-2)).toEqual(['{"b":2}', '{"c":3}']);
  expect(split(`${half}\n{"b":2}\n{"c":3}`)).toHaveLength(3);
});

test("half a record inside a list costs that record only", () => {
  const pieces = split('{"Records":[{"a":1},\n{"b":"half\n{"c":3},\n{"d":\n{"e":5}]}\n{"f":6}');
  expect(pieces.filter(({ problem }) => !problem).map(({ text }) => text)).toEqual([
    '{"a":1}',
    '{"c":3}',
    '{"e":5}',
    '{"f":6}',
  ]);
  expect(reasons(pieces).filter(Boolean)).toEqual(["not-json", "not-json"]);
});

test("a list that breaks off gives its whole records and says where it ended", () => {
  const pieces = split('{"Records":[{"a":1},{"b":{"c":');
  expect(texts(pieces)).toEqual(['{"a":1}', '{"b":{"c":']);
  expect(pieces[1]?.problem).toEqual({ reason: "not-json", detail: "the input ends in the middle of this record" });
});

test("a record above the limit is set aside with its size and beginning, and reading goes on", () => {
  const long = JSON.stringify({ a: "x".repeat(1000) });
  for (const text of [`${long}\n{"b":2}`, `{"Records":[${long},{"b":2}]}`]) {
    const pieces = split(text, [64]);
    expect(reasons(pieces)).toEqual(["too-large", undefined]);
    expect(pieces[0]?.problem?.detail).toBe(`the record has ${long.length} bytes; at most 400 are read`);
    expect(long.startsWith(pieces[0]?.text ?? "?")).toBe(true);
    expect(pieces[1]?.text).toBe('{"b":2}');
  }
});

test("a list may be longer than a record", () => {
  const all = Array.from({ length: 200 }, (_, index) => ({ index }));
  expect(values(split(JSON.stringify({ Records: all }), [100], 50))).toEqual(all);
});

test("text that is no JSON comes line by line", () => {
  expect(texts(split('hello\n[INFO] started\n{"a":1}\n'))).toEqual(["hello", "[INFO] started", '{"a":1}']);
});

test("an empty input and blank lines hold nothing", () => {
  expect(split("")).toEqual([]);
  expect(split(" \n\r\n\t\n")).toEqual([]);
});

describe("an input that is known to be cut", () => {
  const cut = { reason: "truncated-gzip", detail: "cut" } as const;

  test("has its last, half record under that reason, and every whole one", () => {
    const pieces = split('{"a":1}\n{"b":', [3], 400, cut);
    expect(pieces.map(({ text, problem }) => [text, problem?.reason])).toEqual([
      ['{"a":1}', undefined],
      ['{"b":', "truncated-gzip"],
    ]);
  });

  test("has the records of a list that was cut", () => {
    expect(reasons(split('{"Records":[{"a":1},{"b":', [], 400, cut))).toEqual([undefined, "truncated-gzip"]);
  });

  test("says so even where the cut lies between two records", () => {
    const pieces = split('{"a":1}\n{"b":2}', [], 400, cut);
    expect(texts(pieces)).toEqual(['{"a":1}', '{"b":2}', ""]);
    expect(reasons(pieces)).toEqual([undefined, undefined, "truncated-gzip"]);
  });
});
