/**
 * A 32-bit number from a text's length and seven of its characters. A text that has just been parsed was never hashed,
 * and to hash it whole in order to look it up costs more than most of what is remembered of it.
 */
export function sampleOf(text: string): number {
  const { length } = text;
  if (length === 0) return 0;
  let sample = Math.imul(length ^ text.charCodeAt(length - 1), 0x01000193);
  sample = Math.imul(sample ^ text.charCodeAt((length * 7) >> 3), 0x01000193);
  sample = Math.imul(sample ^ text.charCodeAt((length * 6) >> 3), 0x01000193);
  sample = Math.imul(sample ^ text.charCodeAt((length * 5) >> 3), 0x01000193);
  sample = Math.imul(sample ^ text.charCodeAt(length >> 1), 0x01000193);
  sample = Math.imul(sample ^ text.charCodeAt((length * 3) >> 3), 0x01000193);
  sample = Math.imul(sample ^ text.charCodeAt(length >> 3), 0x01000193);
  return (sample ^ (sample >>> 15)) >>> 0;
}

/**
 * A memo with a fixed number of places, by `sampleOf`. Two texts of one place take turns, and an attacker who churns
 * values takes places: both cost speed alone, because a text is compared whole before what is known of it is given.
 * Where `make` is dear, give it a memo of its own: names that differ in one character share a place now and then.
 *
 * @param places a power of two
 */
export function sampledMemo<Value>(places: number, make: (text: string) => Value): (text: string) => Value {
  const texts: (string | undefined)[] = Array.from({ length: places });
  const values: (Value | undefined)[] = Array.from({ length: places });
  return (text) => {
    const place = sampleOf(text) & (places - 1);
    if (texts[place] === text) return values[place] as Value;
    const made = make(text);
    texts[place] = text;
    values[place] = made;
    return made;
  };
}
