import { excerptBytes, type LogPiece, tooLarge } from "./log-piece.ts";

/** Gathers one piece over any number of chunks without copying it again for each, and holds at most `limit` bytes. */
export interface PieceBuffer {
  /** Bytes added since the last piece, those dropped included. */
  bytes(): number;
  /** Keeps a reference to `part`: the caller must not write to it afterwards. */
  add(part: Buffer): void;
  /** True once more came than may be held; from then on only the start is kept. */
  overflowed(): boolean;
  /** Everything gathered, as it was added. Empty after an overflow, except for the start. */
  contents(): Buffer;
  /** The piece, and begins anew. */
  take(line: number, problem?: LogPiece["problem"]): LogPiece;
  clear(): void;
}

export const createPieceBuffer = (limit: number): PieceBuffer => {
  let parts: Buffer[] = [];
  let held = 0;
  let total = 0;
  let overflow = false;

  const contents = () => (parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts, held));
  const clear = () => {
    parts = [];
    held = 0;
    total = 0;
    overflow = false;
  };

  return {
    bytes: () => total,
    overflowed: () => overflow,
    contents,
    clear,
    add: (part) => {
      if (part.length === 0) return;
      total += part.length;
      if (overflow) return;
      parts.push(part);
      held += part.length;
      if (total <= limit) return;
      const start = Buffer.from(contents().subarray(0, Math.min(excerptBytes, limit)));
      parts = [start];
      held = start.length;
      overflow = true;
    },
    take: (line, problem) => {
      const whole = contents();
      const piece: LogPiece = overflow
        ? tooLarge(line, whole, total, limit)
        : { line, text: whole.toString("utf8", 0, problem ? excerptBytes : whole.length), problem };
      clear();
      return piece;
    },
  };
};
