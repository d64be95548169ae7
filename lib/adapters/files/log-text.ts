/** Pieces of a text that can each be read alone, and what is left at its end. */
export interface TextPieces {
  readonly pieces: Iterable<string>;
  /** A piece that the text breaks off in, or a last line without its line end; "" where there is none. */
  readonly half: string;
  /** What follows the end of the document, to be read as another one. */
  readonly rest: string;
}

const beginsRecords = /^\s*\{\s*"Records"\s*:\s*\[/;

/**
 * The records of a `{"Records": [...` document that is not good JSON as a whole, because it breaks off, is damaged,
 * or is followed by another. Undefined where the text does not begin like one.
 * Only follows braces and strings: each piece is still to be parsed, and what stands between records is a piece too.
 */
export function recordTexts(text: string): TextPieces | undefined {
  const begin = beginsRecords.exec(text);
  if (begin === null) return undefined;
  const pieces: string[] = [];
  let depth = 0;
  let inString = false;
  let start = begin[0].length;
  const take = (end: number) => {
    const piece = text.slice(start, end).replace(/^[\s,]+/, "");
    if (piece.trim() !== "") pieces.push(piece);
    start = end;
  };
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (inString) {
      if (character === "\\") at++;
      else if (character === '"') inString = false;
    } else if (character === '"') {
      inString = true;
    } else if (character === "{") {
      if (depth === 0) take(at);
      depth++;
    } else if (character === "}" && depth > 0) {
      depth--;
      if (depth === 0) take(at + 1);
    } else if (character === "]" && depth === 0) {
      take(at);
      return { pieces, half: "", rest: text.slice(at + 1).replace(/^\s*\}?\s*/, "") };
    }
  }
  return { pieces, half: text.slice(start).replace(/^[\s,]+/, ""), rest: "" };
}

/** The lines that are not blank. */
export function linesOf(text: string): TextPieces {
  const end = text.lastIndexOf("\n") + 1;
  return { pieces: lines(text, end), half: text.slice(end).trim(), rest: "" };
}

function* lines(text: string, end: number): Generator<string> {
  for (let start = 0; start < end; ) {
    const stop = text.indexOf("\n", start);
    const line = text.slice(start, stop).trim();
    if (line !== "") yield line;
    start = stop + 1;
  }
}
