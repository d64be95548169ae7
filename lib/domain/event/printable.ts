/**
 * Controls, formats, unpaired surrogates, unassigned; line ends; every space but the plain one; what renders as
 * nothing.
 */
const unseen = /[\p{C}\p{Zl}\p{Zp}]|(?! )\p{Zs}|\p{Default_Ignorable_Code_Point}|\u2800/gu;

const plain = /^[\x20-\x7e]*$/;

const named: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

const ellipsis = "...";

/**
 * Makes hostile text safe to show to a person: control characters, line breaks, direction overrides and every
 * invisible character are written as escapes (`\n`, `\u{202e}`), and the answer is at most `maxLength` characters,
 * ending in `...` where it was cut. Visible characters of any script stay. Applying it twice changes nothing more.
 */
export function printable(text: string, maxLength: number): string {
  const limit = Math.max(0, Math.floor(maxLength));
  const head = text.length > limit ? text.slice(0, limit + 1) : text;
  const safe = plain.test(head) ? head : escaped(head);
  if (safe.length <= limit && head.length === text.length) return safe;
  return cut(safe, limit);
}

function escaped(text: string): string {
  return text.replace(unseen, (character) => {
    return named[character] ?? `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
  });
}

/** Cuts at `limit` characters without splitting an escape or a surrogate pair. */
function cut(safe: string, limit: number): string {
  if (limit <= ellipsis.length) return ellipsis.slice(0, limit);
  let end = limit - ellipsis.length;
  const backslash = safe.lastIndexOf("\\", end - 1);
  if (backslash >= 0 && end - backslash < 10) {
    const sequence = /^\\(?:[nrt]|u\{[0-9a-f]{1,6}\})/.exec(safe.slice(backslash, backslash + 10));
    if (sequence !== null && backslash + sequence[0].length > end) end = backslash;
  }
  const last = safe.charCodeAt(end - 1);
  if (last >= 0xd800 && last <= 0xdbff) end -= 1;
  return safe.slice(0, end) + ellipsis;
}
