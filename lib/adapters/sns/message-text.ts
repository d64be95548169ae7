/** SNS wants a subject "less than 100 characters long", without line breaks or control characters. */
export const longestSubject = 99;

/** SNS takes messages of up to 262,144 bytes; a little is left for the attributes, which count too. */
export const longestBodyBytes = 261_000;

/** The subject in printable ASCII, cut to what SNS takes; never empty, because SNS refuses that. */
export function messageSubject(subject: string): string {
  const printable = subject.replace(/[^\x20-\x7e]+/g, (odd) => (/^\s+$/.test(odd) ? " " : "?")).trim();
  if (printable === "") return "NHI Warden alert";
  return printable.length <= longestSubject ? printable : `${printable.slice(0, longestSubject - 3)}...`;
}

/** Control characters, and the two code points that XML does not allow: subscribed queues would refuse the message. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: finding them is its purpose
const unsendable = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]/g;

/** The body, cut at a whole character with a mark that says so where it is too long for SNS; never empty. */
export function messageBody(body: string): string {
  const text = body.replace(unsendable, "?");
  if (text.trim() === "") return "(This alert has no text.)";
  const bytes = Buffer.byteLength(text);
  if (bytes <= longestBodyBytes) return text;
  const mark = `\n\n[Cut here: the text had ${bytes} bytes, SNS takes 262,144. Open the case for the rest.]`;
  return wholeCharacters(Buffer.from(text), longestBodyBytes - Buffer.byteLength(mark)) + mark;
}

/** At most `limit` bytes of UTF-8 text, not ending in the middle of a character. */
function wholeCharacters(text: Buffer, limit: number): string {
  let end = limit;
  // Bytes 10xxxxxx continue a character.
  while (end > 0 && ((text[end] as number) & 0xc0) === 0x80) end--;
  return text.toString("utf8", 0, end);
}
