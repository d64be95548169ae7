import type { LogPiece } from "./log-piece.ts";
import { createPieceBuffer } from "./piece-buffer.ts";

/**
 * Cuts records out of one JSON document that may be larger than memory: the elements of `Records`, of `Events`
 * or of an array at the top, each as its own text; any other document is one piece.
 * It only follows brackets and strings; whether a piece is good JSON is for its reader to say.
 */
export interface DocumentScanner {
  isOpen(): boolean;
  /** Begins a document at `line`; the bytes come with `scan`. */
  begin(line: number): void;
  /** Returns the index after the document's last byte, or `chunk.length` where it goes on. */
  scan(chunk: Buffer, from: number, found: LogPiece[]): number;
  /** The input is over: what is still open becomes a piece with this problem. */
  end(problem: NonNullable<LogPiece["problem"]>, found: LogPiece[]): void;
  /** The line that the next byte is on. */
  line(): number;
}

const quote = 0x22;
const backslash = 0x5c;
const newline = 0x0a;
const comma = 0x2c;
const colon = 0x3a;
const isOpening = (byte: number) => byte === 0x7b || byte === 0x5b;
const isClosing = (byte: number) => byte === 0x7d || byte === 0x5d;
const isSpace = (byte: number) => byte <= 0x20;

const brokenOff = { reason: "not-json", detail: "the record breaks off at the end of its line" } as const;
const recordLists = new Set(["Records", "Events"]);
const longestListName = 7;

/** Index of the first byte at or after `at` that means something inside a string. */
const endOfPlainText = (chunk: Buffer, at: number) => {
  let index = at;
  for (; index < chunk.length; index++) {
    const byte = chunk[index];
    if (byte === quote || byte === backslash || byte === newline) break;
  }
  return index;
};

export const createDocumentScanner = (limit: number): DocumentScanner => {
  const piece = createPieceBuffer(limit);
  let open = false;
  let depth = 0;
  let inString = false;
  let escaped = false;
  /** Depth at which a record list's elements stand; 0 outside such a list. */
  let base = 0;
  /** True while the bytes belong to a piece; false between elements and in the wrapper around them. */
  let gathering = false;
  let sawList = false;
  let pieceLine = 1;
  let currentLine = 1;
  let previous = newline;
  let significant = 0;
  let key = "";
  let keyOpen = false;

  const begin = (line: number) => {
    open = true;
    depth = base = significant = 0;
    inString = escaped = sawList = keyOpen = false;
    gathering = true;
    key = "";
    pieceLine = currentLine = line;
    previous = newline;
    piece.clear();
  };

  const scan = (chunk: Buffer, from: number, found: LogPiece[]): number => {
    let start = from;
    const finish = (until: number, problem?: LogPiece["problem"]) => {
      piece.add(chunk.subarray(start, until));
      found.push(piece.take(pieceLine, problem));
      gathering = false;
    };
    const beginElement = (at: number) => {
      start = at;
      pieceLine = currentLine;
      gathering = true;
    };

    for (let at = from; at < chunk.length; at++) {
      const byte = chunk[at] as number;
      if (inString) {
        if (escaped) {
          escaped = false;
          continue;
        }
        const until = endOfPlainText(chunk, at);
        if (keyOpen && key.length <= longestListName) key += chunk.toString("latin1", at, Math.min(until, at + 10));
        at = until;
        const stop = chunk[at];
        if (stop === backslash) escaped = true;
        else if (stop === quote) inString = keyOpen = false;
        else if (stop === newline) {
          // No JSON string holds a bare line end: the record was cut off here, and the next line is a new one.
          inString = keyOpen = false;
          if (gathering) finish(at, brokenOff);
          if (base === 0) {
            open = false;
            return at;
          }
          depth = base;
          currentLine++;
          previous = newline;
        }
        continue;
      }
      if (isSpace(byte)) {
        if (byte === newline) {
          if (gathering && base > 0 && depth === base) finish(at);
          currentLine++;
        }
        previous = byte;
        continue;
      }
      const between = base > 0 && depth === base;
      if (isOpening(byte)) {
        if (between && !gathering) beginElement(at);
        else if (previous === newline && depth > base && byte === 0x7b && chunk[at + 1] === quote) {
          // Printers indent or break after the brace; `{"` at the start of a line is a new record after half a one.
          if (gathering) finish(at, brokenOff);
          if (base === 0) {
            open = false;
            return at;
          }
          depth = base;
          beginElement(at);
        }
        const listInObject = depth === 1 && byte === 0x5b && significant === colon && recordLists.has(key);
        if (base === 0 && (listInObject || (depth === 0 && byte === 0x5b))) {
          base = depth + 1;
          gathering = false;
          sawList = true;
          piece.clear();
        }
        depth++;
      } else if (isClosing(byte)) {
        if (between) {
          if (gathering) finish(at);
          base = 0;
        }
        depth--;
        if (gathering && base > 0 && depth === base) finish(at + 1);
        if (depth <= 0) {
          if (gathering) finish(at + 1);
          open = false;
          return at + 1;
        }
      } else if (byte === quote) {
        inString = true;
        keyOpen = base === 0 && depth === 1 && significant !== colon;
        if (keyOpen) key = "";
        if (between && !gathering) beginElement(at);
      } else if (between) {
        if (byte === comma) {
          if (gathering) finish(at);
        } else if (!gathering) beginElement(at);
      }
      significant = previous = byte;
    }
    if (gathering) piece.add(chunk.subarray(start));
    return chunk.length;
  };

  return {
    isOpen: () => open,
    line: () => currentLine,
    begin,
    scan,
    end: (problem, found) => {
      if (gathering || sawList) found.push(piece.take(pieceLine, problem));
      open = gathering = false;
    },
  };
};
