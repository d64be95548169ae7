import type { CloudTrailRecord } from "../../event/activity.ts";
import type { Facts, FieldReader } from "./field-reader.ts";

/** Longer texts are judged anew each time, so that a caller who pads them cannot fill the memory. */
const longestKept = 512;
/** A power of two: slots for the texts seen last. */
const recentSlots = 2_048;
const lastSlot = recentSlots - 1;

/** The record at hand, by its number: whoever reads a field twice in one turn gets the first answer. */
export interface Turn {
  number: number;
}

/** Stands for a value that has no number. */
export const unnumbered = -1;
/**
 * So that twice a number is still a small whole one. Nobody lives to see it, and later texts are judged anew each time.
 */
const mostNumbers = 2 ** 29;

/** Longer than any text that is kept, so that none equals it. */
const noText = " ".repeat(longestKept + 1);
const nothingRecent: readonly string[] = new Array<string>(recentSlots).fill(noText);

/**
 * What one field says in the record at hand, read once however many tests ask, and the texts that it has held, each
 * with a number under which is found again what was found out about it. Numbers are never given twice.
 *
 * All this is looked at for every record, while reading records fills the processor's caches with other things: so it
 * lies in few places, side by side.
 */
export class FieldValues {
  readonly #read: FieldReader;
  readonly #turn: Turn;
  /** Asks for room for one more lasting text; undefined where only the last texts are kept. */
  readonly #makeRoom: (() => void) | undefined;
  #readAt = -1;
  #value: unknown;
  #number = unnumbered;
  /** Activities are judged identity by identity, so that most say what the last one said. */
  #last = noText;
  #lastNumber = unnumbered;
  #recent: readonly string[] | string[] = nothingRecent;
  #recentNumbers = new Int32Array(0);
  readonly #lasting = new Map<string, number>();
  #count = 0;

  constructor(read: FieldReader, turn: Turn, makeRoom: (() => void) | undefined) {
    this.#read = read;
    this.#turn = turn;
    this.#makeRoom = makeRoom;
  }

  /** The field's value; undefined where it is missing. */
  value(record: CloudTrailRecord, facts: Facts): unknown {
    if (this.#readAt !== this.#turn.number) {
      this.#readAt = this.#turn.number;
      this.#number = unnumbered;
      this.#value = this.#read(record, facts);
    }
    return this.#value;
  }

  /**
   * The number of the value's text: a number's or truth value's text is what every test takes it for. `unnumbered` for
   * anything else, and for a text too long to be kept.
   */
  number(record: CloudTrailRecord, facts: Facts): number {
    const value = this.value(record, facts);
    if (this.#number !== unnumbered) return this.#number;
    if (typeof value === "string") this.#number = this.#numberOf(value);
    else if (typeof value === "number" || typeof value === "boolean") this.#number = this.#numberOf(String(value));
    return this.#number;
  }

  forget(): void {
    this.#last = noText;
    this.#recent = nothingRecent;
    this.#lasting.clear();
  }

  /**
   * A slot is told from a few characters: a text out of JSON was never hashed, and hashing a user agent or an ARN takes
   * longer than comparing it with one of its own length.
   */
  #numberOf(text: string): number {
    if (this.#last === text) return this.#lastNumber;
    if (text.length > longestKept) return unnumbered;
    const slot = slotOf(text);
    const number = this.#recent[slot] === text ? (this.#recentNumbers[slot] as number) : this.#keep(slot, text);
    this.#last = text;
    this.#lastNumber = number;
    return number;
  }

  #keep(slot: number, text: string): number {
    let number = this.#makeRoom === undefined ? undefined : this.#lasting.get(text);
    if (number === undefined) {
      if (this.#count === mostNumbers) return unnumbered;
      this.#makeRoom?.();
      number = this.#count++;
      if (this.#makeRoom !== undefined) this.#lasting.set(text, number);
    }
    if (this.#recent === nothingRecent) {
      this.#recent = nothingRecent.slice();
      this.#recentNumbers = new Int32Array(recentSlots);
    }
    (this.#recent as string[])[slot] = text;
    this.#recentNumbers[slot] = number;
    return number;
  }
}

/** Names of one kind often end alike, as in `-role`, and differ just before that. */
function slotOf(text: string): number {
  const { length } = text;
  if (length < 8) {
    return length === 0 ? 0 : (text.charCodeAt(0) * 31 + text.charCodeAt(length - 1) * 7 + length) & lastSlot;
  }
  let mixed = Math.imul(length, 31) + text.charCodeAt(length >> 1);
  mixed = Math.imul(mixed, 31) + text.charCodeAt(length - 1);
  mixed = Math.imul(mixed, 31) + text.charCodeAt(length - 2);
  mixed = Math.imul(mixed, 31) + text.charCodeAt(length - 4);
  mixed = Math.imul(mixed, 31) + text.charCodeAt(length - 6);
  mixed = Math.imul(mixed, 31) + text.charCodeAt(length - 7);
  return (mixed ^ (mixed >>> 13) ^ (mixed >>> 7)) & lastSlot;
}
