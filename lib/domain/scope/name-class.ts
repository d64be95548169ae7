/** Longer names are generalised by what they begin with. */
const longestRead = 160;
const longestClass = 64;

const isDigit = (code: number) => code >= 48 && code <= 57;
const isLetter = (code: number) => (code >= 97 && code <= 122) || (code >= 65 && code <= 90);
const isHex = (code: number) => isDigit(code) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70);

/**
 * What a name has in common with its like: runs of digits, hexadecimal runs, UUIDs and random-looking parts become `#`,
 * so that `logs/2024-03-13/4f9a01c2.gz` and the next day's file are one. Characters other than visible ASCII become
 * `?`. At most 64 characters, one pass; applying it twice changes nothing more.
 */
export function classOf(name: string): string {
  const text = name.length > longestRead ? name.slice(0, longestRead) : name;
  let out = "";
  let at = 0;
  while (at < text.length && out.length < longestClass) {
    const code = text.charCodeAt(at);
    if (isDigit(code) || isLetter(code)) {
      const isUuid = isUuidAt(text, at);
      const end = isUuid ? at + 36 : endOfWord(text, at);
      out = append(out, isUuid ? "#" : generalised(text, at, end));
      at = end;
    } else {
      out += code > 32 && code < 127 ? text[at] : "?";
      at++;
    }
  }
  return out.slice(0, longestClass);
}

/**
 * `#-#`, `#/#` and the like are one `#`: a date's parts, or a shard's and a file's number, tell no more than one of
 * them.
 */
function append(out: string, word: string): string {
  if (!word.startsWith("#")) return out + word;
  const last = out.length - 1;
  if (last >= 0 && out[last] === "#") return out + word.slice(1);
  return last >= 1 && out[last - 1] === "#" && "-/_.:".includes(out[last] as string)
    ? out.slice(0, -1) + word.slice(1)
    : out + word;
}

function endOfWord(text: string, from: number): number {
  let end = from;
  while (end < text.length) {
    const code = text.charCodeAt(end);
    if (!isDigit(code) && !isLetter(code)) break;
    end++;
  }
  return end;
}

/** `8-4-4-4-12` hexadecimal digits. */
function isUuidAt(text: string, at: number): boolean {
  if (text.charCodeAt(at + 8) !== 45 || text.charCodeAt(at + 23) !== 45 || at + 36 > text.length) return false;
  for (let index = 0; index < 36; index++) {
    const code = text.charCodeAt(at + index);
    const isHyphen = index === 8 || index === 13 || index === 18 || index === 23;
    if (isHyphen ? code !== 45 : !isHex(code)) return false;
  }
  return true;
}

/** Letters and digits in turn this often are no word with a number in it. */
const mostTurns = 3;

/** One run of letters and digits, with what is a number or looks random as `#`. */
function generalised(text: string, from: number, end: number): string {
  let digits = 0;
  let turns = 0;
  let allHex = true;
  for (let index = from; index < end; index++) {
    const code = text.charCodeAt(index);
    const digit = isDigit(code);
    if (digit) digits++;
    if (!isHex(code)) allHex = false;
    if (index > from && digit !== isDigit(text.charCodeAt(index - 1))) turns++;
  }
  if (digits === 0) return text.slice(from, end);
  const length = end - from;
  if (digits === length || (allHex && length >= 8) || (turns >= mostTurns && length >= 10)) return "#";
  return text.slice(from, end).replace(/\d+/g, "#");
}
