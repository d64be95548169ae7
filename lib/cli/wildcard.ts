/** A test for `*` (any text) and `?` (one character) over a whole text, letters of either case. */
export const wildcard = (pattern: string): ((text: string) => boolean) => {
  const parts = pattern.toLowerCase().split(/\*+/);
  return (text) => matches(parts, text.toLowerCase());
};

/** Leftmost placement of each part is enough, so time is bounded by the two lengths' product. */
const matches = (parts: readonly string[], text: string): boolean => {
  const [first = "", ...rest] = parts;
  if (!fits(first, text, 0)) return false;
  if (rest.length === 0) return first.length === text.length;
  let at = first.length;
  const last = rest.pop() as string;
  for (const part of rest) {
    while (at + part.length <= text.length && !fits(part, text, at)) at++;
    if (at + part.length > text.length) return false;
    at += part.length;
  }
  return text.length - last.length >= at && fits(last, text, text.length - last.length);
};

const fits = (part: string, text: string, at: number) => {
  if (at + part.length > text.length) return false;
  for (let index = 0; index < part.length; index++) {
    if (part[index] !== "?" && part[index] !== text[at + index]) return false;
  }
  return true;
};
