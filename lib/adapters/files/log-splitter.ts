import { createDocumentScanner } from "./document-scanner.ts";
import { type LogPiece, largestRecordBytes } from "./log-piece.ts";
import { createPieceBuffer } from "./piece-buffer.ts";

/**
 * Cuts a stream of bytes into records. Understands, one after the other and mixed: JSON lines (LF or CRLF, with or
 * without a byte order mark), `{"Records": [...]}` as CloudTrail writes it to S3, `{"Events": [...]}` as LookupEvents
 * answers, arrays, and JSON printed over many lines. Holds at most one record, and none above `limit` bytes.
 * How the bytes are cut into chunks makes no difference to what comes out.
 */
export interface LogSplitter {
  /** The chunk must not be written to afterwards. */
  push(chunk: Uint8Array): LogPiece[];
  /**
   * The end of the input. `cut` says that the input did not end where it should: there is then one piece
   * with that problem, holding what was left of the last record.
   */
  end(cut?: NonNullable<LogPiece["problem"]>): LogPiece[];
}

const newline = 0x0a;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const quote = 0x22;
const firstLetterOfList = new Set([0x45, 0x52]);
const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);
const loneBrace = Buffer.from("{");

const beginsList = /^\s*(\[\s*([{["\]]|$)|\{\s*"(Records|Events)"\s*:\s*\[)/;
const goesOnBelow = /[[{,:]\s*$/;
const endsInside = { reason: "not-json", detail: "the input ends in the middle of this record" } as const;

const holdsList = (bytes: Buffer) => beginsList.test(bytes.toString("latin1", 0, 100));
const isBlank = (bytes: Buffer) => bytes.every((byte) => byte <= 0x20);
const withoutReturn = (bytes: Buffer) => (bytes[bytes.length - 1] === 0x0d ? bytes.subarray(0, -1) : bytes);

/** The usual case, told by four bytes: one JSON object from the line's first byte to its last. */
const isPlainLine = (bytes: Buffer) =>
  bytes[0] === openBrace &&
  bytes[1] === quote &&
  !firstLetterOfList.has(bytes[2] as number) &&
  bytes[bytes.length - 1] === closeBrace;

const beginsPrinted = (bytes: Buffer) =>
  /^\s*\{/.test(bytes.toString("latin1", 0, 100)) &&
  goesOnBelow.test(bytes.toString("latin1", Math.max(0, bytes.length - 20)));

const isJson = (text: string) => {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
};

export const createLogSplitter = (limit = largestRecordBytes): LogSplitter => {
  const scanner = createDocumentScanner(limit);
  const pending = createPieceBuffer(limit);
  let line = 1;
  let atStart = true;
  let braceCarried = false;

  const withoutMark = (bytes: Buffer) => {
    if (!atStart) return bytes;
    atStart = false;
    return bytes.subarray(0, 3).equals(byteOrderMark) ? bytes.subarray(3) : bytes;
  };

  const scan = (bytes: Buffer, from: number, found: LogPiece[]) => {
    const until = scanner.scan(bytes, from, found);
    if (!scanner.isOpen()) line = scanner.line();
    return until;
  };

  /** Scans the document that `bytes` begins with; returns what follows it. */
  const scanDocument = (bytes: Buffer, found: LogPiece[]) => {
    scanner.begin(line);
    return bytes.subarray(scan(bytes, 0, found));
  };

  const readLine = (bytes: Buffer, isLast: boolean, found: LogPiece[]) => {
    let rest = withoutReturn(withoutMark(bytes));
    while (rest.length > 0 && !isBlank(rest)) {
      if (isPlainLine(rest) || !(holdsList(rest) || (!isLast && beginsPrinted(rest)))) {
        found.push({ line, text: rest.toString("utf8"), problem: undefined });
        return;
      }
      rest = scanDocument(rest, found);
    }
  };

  /** Adds to the pending line. Only a list of records may grow longer than one record is allowed to be. */
  const hold = (part: Buffer, found: LogPiece[]) => {
    if (pending.overflowed() || pending.bytes() + part.length <= limit) return pending.add(part);
    let rest = withoutMark(Buffer.concat([pending.contents(), part]));
    pending.clear();
    while (rest.length > limit && holdsList(rest)) rest = scanDocument(rest, found);
    if (!scanner.isOpen()) pending.add(rest);
  };

  const readPending = (isLast: boolean, found: LogPiece[]) => {
    if (pending.overflowed()) {
      found.push(pending.take(line));
      return;
    }
    const whole = pending.contents();
    pending.clear();
    readLine(whole, isLast, found);
  };

  const push = (given: Uint8Array): LogPiece[] => {
    const found: LogPiece[] = [];
    let chunk = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
    if (chunk.length === 0) return found;
    if (braceCarried) chunk = Buffer.concat([loneBrace, chunk]);
    // The scanner judges an opening brace by the byte after it.
    braceCarried = chunk[chunk.length - 1] === openBrace;
    if (braceCarried) chunk = chunk.subarray(0, -1);

    let at = 0;
    while (at < chunk.length) {
      if (scanner.isOpen()) {
        at = scan(chunk, at, found);
        continue;
      }
      const lineEnd = chunk.indexOf(newline, at);
      if (lineEnd === -1) {
        hold(chunk.subarray(at), found);
        break;
      }
      if (pending.bytes() === 0 && lineEnd - at <= limit) readLine(chunk.subarray(at, lineEnd), false, found);
      else {
        hold(chunk.subarray(at, lineEnd), found);
        if (!scanner.isOpen()) readPending(false, found);
      }
      at = lineEnd;
      if (scanner.isOpen()) continue;
      line++;
      at++;
    }
    return found;
  };

  const end = (cut?: NonNullable<LogPiece["problem"]>): LogPiece[] => {
    const found: LogPiece[] = [];
    if (braceCarried && scanner.isOpen()) scan(loneBrace, 0, found);
    else if (braceCarried) hold(loneBrace, found);
    braceCarried = false;

    if (!scanner.isOpen() && pending.bytes() > 0) {
      const whole = pending.contents();
      const isHalf = cut && !pending.overflowed() && !isBlank(whole) && !holdsList(whole) && !isJson(whole.toString());
      if (isHalf) found.push(pending.take(line, cut));
      else readPending(true, found);
    }
    if (scanner.isOpen()) scanner.end(cut ?? endsInside, found);
    if (cut && found.at(-1)?.problem !== cut) found.push({ line, text: "", problem: cut });
    return found;
  };

  return { push, end };
};
