import type { Random } from "./random.ts";

const hexPairs: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
/** AWS writes its unique ids in base32's letters (RFC 4648). */
const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** A lower-case hexadecimal text of `length` digits. */
export function hexadecimal(random: Random, length: number): string {
  let text = "";
  while (text.length < length) text += eightDigits(random.uint32());
  return text.slice(0, length);
}

function eightDigits(word: number): string {
  return (
    (hexPairs[word >>> 24] ?? "") +
    (hexPairs[(word >>> 16) & 255] ?? "") +
    (hexPairs[(word >>> 8) & 255] ?? "") +
    (hexPairs[word & 255] ?? "")
  );
}

/** A UUID of version 4 in shape, as CloudTrail's eventID and requestID are. */
export function uuid(random: Random): string {
  const second = eightDigits((random.uint32() & 0xffff0fff) | 0x00004000);
  const third = eightDigits((random.uint32() & 0x3fffffff) | 0x80000000);
  return `${eightDigits(random.uint32())}-${second.slice(0, 4)}-${second.slice(4)}-${third.slice(0, 4)}-${third.slice(4)}${eightDigits(random.uint32())}`;
}

/** AKIA: a user's long-term key. ASIA: a session's key. AROA: a role. AIDA: a user. Prefix and 16 characters. */
export function uniqueId(random: Random, prefix: "AKIA" | "ASIA" | "AROA" | "AIDA"): string {
  let text: string = prefix;
  for (let block = 0; block < 4; block++) {
    let bits = random.uint32();
    for (let index = 0; index < 4; index++) {
      text += base32[bits & 31];
      bits >>>= 5;
    }
  }
  return text;
}

/** `i-` and 17 hexadecimal digits. */
export function instanceId(random: Random): string {
  return `i-0${hexadecimal(random, 16)}`;
}

/** S3's request ids: 16 upper-case letters and digits. */
export function s3RequestId(random: Random): string {
  return uniqueId(random, "ASIA").slice(4);
}
