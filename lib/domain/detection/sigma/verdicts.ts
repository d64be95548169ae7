const fewestSlots = 16;
const mostSlots = 1_024;

/**
 * What a test said of the texts of one field, by their numbers: side by side in one list of numbers. Grows with the
 * texts, up to a bound; then newer push out older.
 */
export class Verdicts {
  /** Twice the text's number, plus 1 for no and 2 for yes; 0 where nothing is known. */
  #slots = new Int32Array(fewestSlots);

  of(number: number): boolean | undefined {
    const known = this.#slots[number & (this.#slots.length - 1)] as number;
    const verdict = known - 2 * number;
    if (verdict === 1) return false;
    return verdict === 2 ? true : undefined;
  }

  keep(number: number, verdict: boolean): void {
    if (this.#slots[number & (this.#slots.length - 1)] !== 0 && this.#slots.length < mostSlots) this.#grow();
    this.#slots[number & (this.#slots.length - 1)] = 2 * number + (verdict ? 2 : 1);
  }

  #grow(): void {
    const slots = new Int32Array(this.#slots.length * 2);
    for (const known of this.#slots) if (known !== 0) slots[((known - 1) >> 1) & (slots.length - 1)] = known;
    this.#slots = slots;
  }
}
