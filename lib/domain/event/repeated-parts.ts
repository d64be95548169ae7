import { markIfStraight } from "./user-identity.ts";

/** Sessions whose `userIdentity` is held, and endings of records that are. Powers of two. */
const identityPlaces = 8_192;
const endingPlaces = 1_024;

const identityTexts: (string | undefined)[] = Array.from({ length: identityPlaces });
const identities: unknown[] = Array.from({ length: identityPlaces });

const endingTexts: (string | undefined)[] = Array.from({ length: endingPlaces });
const endings: (object | undefined)[] = Array.from({ length: endingPlaces });
/** What was seen at a place last and is not held: an ending with an identifier of its own never comes again. */
const endingsSeen = new Int32Array(endingPlaces);

/**
 * The value of a record's `userIdentity`, which stands from `start` to `end`. Undefined where what stands there is no
 * JSON by itself: then it was cut inside something nested.
 */
export function identityOf(record: string, start: number, end: number): unknown {
  const step = (end - start) / 40;
  const place = sampleOf(record, start + step / 2, end, step) & (identityPlaces - 1);
  const text = record.slice(start, end);
  if (identityTexts[place] === text) return identities[place];
  const value = parsed(text);
  if (value === undefined) return undefined;
  markIfStraight(value);
  identityTexts[place] = copyOf(text);
  identities[place] = value;
  return value;
}

/**
 * The fields of a record from the comma at `start` to its end. Undefined where they are not held, which they are from
 * the second time on, and where they cannot be.
 */
export function endingOf(record: string, start: number): object | undefined {
  const sample = sampleOf(record, start + 16, record.length, 9);
  const place = sample & (endingPlaces - 1);
  const text = record.slice(start);
  if (endingTexts[place] === text) return endings[place];
  if (endingsSeen[place] !== sample) {
    endingsSeen[place] = sample;
    return undefined;
  }
  const fields = parsed(`{${text.slice(1)}`) as object | undefined;
  // To assign this name would set what the record inherits from, where JSON.parse makes a field of it.
  if (fields === undefined || Object.hasOwn(fields, "__proto__")) return undefined;
  endingTexts[place] = copyOf(text);
  endings[place] = fields;
  return fields;
}

/** From characters all over the stretch: what tells sessions apart is at no fixed place of it. */
function sampleOf(record: string, first: number, end: number, step: number): number {
  let sample = end - first;
  for (let at = first; at < end; at += step) {
    sample = Math.imul(sample ^ record.charCodeAt(at | 0), 0x01000193);
  }
  return sample ^ (sample >>> 15);
}

/** A slice would keep the whole text that it was cut from in memory; V8 copies what is joined. */
export const copyOf = (slice: string): string => ` ${slice}`.slice(1);

/** Undefined where it is no JSON. */
export function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
