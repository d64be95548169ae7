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
  const name = text.indexOf(identityName, opening.length);
  const start = name + identityName.length;
  const end = text.indexOf(closing, start) + 1;
  const usual = name > 0 && name < 24 && end > 0 && text.length <= longestRecord && text.startsWith(opening);
  if (!usual) return JSON.parse(text);
  const identity = identityOf(text.slice(start, end));
  if (identity === undefined) return JSON.parse(text);
  const record = parsed(`${text.slice(0, start)}${held}${text.slice(end)}`) as { userIdentity?: unknown } | undefined;
  // Where it is another value, the record names it twice, and the last one counts.
  if (record?.userIdentity !== heldValue) return JSON.parse(text);
  record.userIdentity = identity;
  return record;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Undefined where the text is no JSON object by itself: then it was cut inside something nested. */
function identityOf(text: string): unknown {
  const place = placeOf(text);
  if (texts[place] === text) return values[place];
  const value = parsed(text);
  if (value === undefined) return undefined;
  markIfStraight(value);
  // A slice would keep the whole text that it was cut from in memory; V8 copies what is joined.
  texts[place] = ` ${text}`.slice(1);
  values[place] = value;
  return value;
}

/** From characters all over the text: what tells sessions apart is at no fixed place of it. */
function placeOf(text: string): number {
  const { length } = text;
  const step = length / 40;
  let sample = length;
  for (let at = step / 2; at < length; at += step) {
    sample = Math.imul(sample ^ text.charCodeAt(at | 0), 0x01000193);
  }
  return (sample ^ (sample >>> 15)) & (places - 1);
}
