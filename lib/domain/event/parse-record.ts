import { markIfStraight } from "./user-identity.ts";

/** What CloudTrail writes before a record's `userIdentity`, up to the version's digits; a record says "1.11". */
const opening = '{"eventVersion":"';
const identityName = ',"userIdentity":';
/** What it writes after it. A quote inside a JSON string is always escaped, so this never stands inside one. */
const closing = '},"eventTime":"';

/** Keeps the place, so that the order of the fields is the record's own. No identity is this text. */
const heldValue = "\u0001";
const held = JSON.stringify(heldValue);

/** Sessions whose `userIdentity` is held; some kilobytes each at the most, since longer records are not looked at. */
const places = 8_192;
const longestRecord = 8_192;

const texts: (string | undefined)[] = Array.from({ length: places });
const values: unknown[] = Array.from({ length: places });

/**
 * `JSON.parse` of one CloudTrail record, with the same result and the same errors, in three quarters of the time: a session
 * repeats its `userIdentity`, a third of the record, word for word in each of its calls, so that part is parsed once.
 * Records of one session therefore share that object, and nobody may change it.
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
  const record = parsed(`${headHeld}${text.slice(end)}`) as { userIdentity?: unknown } | undefined;
  // Where it is another value, the record names it twice, and the last one counts.
  if (record?.userIdentity !== heldValue) return JSON.parse(text);
  record.userIdentity = identity;
  return record;
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

/** A slice would keep the whole text that it was cut from in memory; V8 copies what is joined. */
const copyOf = (slice: string): string => ` ${slice}`.slice(1);

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Undefined where what stands there is no JSON object by itself: then it was cut inside something nested. */
function identityOf(record: string, start: number, end: number): unknown {
  const place = placeOf(record, start, end);
  const text = record.slice(start, end);
  if (texts[place] === text) return values[place];
  const value = parsed(text);
  if (value === undefined) return undefined;
  markIfStraight(value);
  texts[place] = copyOf(text);
  values[place] = value;
  return value;
}

/** From characters all over the stretch: what tells sessions apart is at no fixed place of it. */
function placeOf(record: string, start: number, end: number): number {
  const length = end - start;
  const step = length / 40;
  let sample = length;
  for (let at = start + step / 2; at < end; at += step) {
    sample = Math.imul(sample ^ record.charCodeAt(at | 0), 0x01000193);
  }
  return (sample ^ (sample >>> 15)) & (places - 1);
}
