import { copyOf, endingOf, identityOf, parsed } from "./repeated-parts.ts";

/** What CloudTrail writes before a record's `userIdentity`, up to the version's digits; a record says "1.11". */
const opening = '{"eventVersion":"';
const identityName = ',"userIdentity":';
/** What it writes after it. A quote inside a JSON string is always escaped, so this never stands inside one. */
const closing = '},"eventTime":"';
/** Where a record's ending begins, which one record shares with thousands: kind, recipient, TLS. */
const endingName = ',"eventType":"';

/** Keeps the place, so that the order of the fields is the record's own. No identity is this text. */
const heldValue = "\u0001";
const held = JSON.stringify(heldValue);

/** Longer records are rare, and what is remembered of one is to stay below some kilobytes. */
const longestRecord = 8_192;
const longestEnding = 400;

/**
 * `JSON.parse` of one CloudTrail record, with the same result and the same errors, in three quarters of the time: a
 * session repeats its `userIdentity`, a third of the record, word for word in each of its calls, and an account the
 * ending, a sixth of it, in each call of a service; so these parts are parsed once. Records that have them in common
 * therefore share those objects, and nobody may change them.
 *
 * Any text is allowed. One that does not begin as CloudTrail writes its records is parsed as it is.
 */
export function parseRecord(text: string): unknown {
  const begins = head !== "" && text.startsWith(head) ? head : headOf(text);
  if (begins === undefined || text.length > longestRecord) return JSON.parse(text);
  const start = begins.length;
  const end = text.indexOf(closing, start) + 1;
  const identity = end > 0 ? identityOf(text, start, end) : undefined;
  if (identity === undefined) return JSON.parse(text);

  const endingStart = text.indexOf(endingName, Math.max(end, text.length - longestEnding));
  const ending = endingStart > 0 ? endingOf(text, endingStart) : undefined;
  // Cut inside something nested, this is no JSON: one bracket does not close two.
  const shortened = ending === undefined ? text.slice(end) : `${text.slice(end, endingStart)}}`;
  const record = parsed(`${headHeld}${shortened}`) as { userIdentity?: unknown } | undefined;
  // Where it is another value, the record names it twice, and the last one counts.
  if (record?.userIdentity !== heldValue) return JSON.parse(text);
  record.userIdentity = identity;
  return ending === undefined ? record : Object.assign(record, ending);
}

/** What the last record had before its `userIdentity`, and the same with the place that is kept for it. */
let head = "";
let headHeld = "";

/** Undefined where the text does not begin as CloudTrail writes its records. */
function headOf(text: string): string | undefined {
  const name = text.indexOf(identityName, opening.length);
  if (name <= 0 || name >= 24 || !text.startsWith(opening)) return undefined;
  head = copyOf(text.slice(0, name + identityName.length));
  headHeld = copyOf(head + held);
  return head;
}
