import { parseAddressRange } from "../../event/address.ts";
import { base64, base64Offsets, bytesAsText, utf8, utf16 } from "./encoding.ts";
import type { ValueMatcher } from "./expression.ts";
import { ruleLimits } from "./limits.ts";
import type { Encoding, Modifiers } from "./modifiers.ts";
import { type Complaint, Refusal, shown } from "./problem.ts";
import { compileRegex } from "./regex/compile-regex.ts";
import { parseTextPattern, placed, plainText, type TextPattern } from "./text-pattern.ts";

/** What a reading of one value needs besides the value. */
export interface ValueContext {
  readonly modifiers: Modifiers;
  /** Values for `%name%` under the modifier expand. */
  readonly placeholders: Placeholders;
  /** True for a search over the whole record, where a text is found inside a value. */
  readonly keyword: boolean;
}

export type Placeholders = Readonly<Record<string, readonly (string | number)[]>>;

/** Turns one value of a rule into what it asks; one value may become several (placeholders, base64offset). */
export function parseValue(value: unknown, context: ValueContext): readonly ValueMatcher[] | Complaint {
  try {
    return readValue(value, context);
  } catch (error) {
    if (error instanceof Refusal) return error.complaint;
    throw error;
  }
}

function readValue(value: unknown, context: ValueContext): readonly ValueMatcher[] {
  const { modifiers } = context;
  if (typeof value === "object" && value !== null)
    throw new Refusal(shown(value), "a text, number, true, false or null", "write the field as a dotted path");
  if (typeof value === "string" && value.length > ruleLimits.valueLength)
    throw new Refusal(
      `a text of ${value.length} characters`,
      `at most ${ruleLimits.valueLength} characters`,
      "use the part that identifies it, with contains",
    );
  switch (modifiers.type) {
    case "exists":
      if (typeof value !== "boolean") throw new Refusal(shown(value), "true or false", "write true or false");
      return [{ kind: "exists", expected: value }];
    case "compare":
      return [readComparison(value, modifiers)];
    case "regex":
      return [readRegex(value, modifiers)];
    case "field":
      if (typeof value !== "string" || value === "")
        throw new Refusal(shown(value), "the name of another field", "write a field's dotted path");
      return [{ kind: "field", path: value, position: modifiers.position, cased: modifiers.cased }];
    case "addresses":
      return expanded(value, context).map(readRange);
    case "text":
      return readPlain(value, context);
  }
}

function readPlain(value: unknown, context: ValueContext): readonly ValueMatcher[] {
  const { modifiers, keyword } = context;
  if (value === null) {
    if (keyword || modifiers.position !== "exact" || modifiers.encodings.length > 0)
      throw new Refusal("null", "a text or number", "write null as a field's plain value");
    return [{ kind: "null" }];
  }
  const plainNumber = modifiers.position === "exact" && modifiers.encodings.length === 0 && !keyword;
  return expanded(value, context).flatMap((one): readonly ValueMatcher[] => {
    if (typeof one === "number" && plainNumber) return [{ kind: "number", value: one }];
    const position = keyword && modifiers.position === "exact" ? "contains" : modifiers.position;
    return encode(parseTextPattern(String(one)), modifiers).map((pattern) => ({
      kind: "text",
      pattern: placed(pattern, position),
      cased: modifiers.cased,
      dashesAlike: modifiers.windash && modifiers.encodings.length === 0,
    }));
  });
}

/** The value itself, or what its placeholders stand for: every combination of them. */
function expanded(value: unknown, { modifiers, placeholders }: ValueContext): readonly unknown[] {
  if (!modifiers.expand || typeof value !== "string") return [value];
  let texts: (string | number)[] = [""];
  const pieces = value.match(/\\%|%[^%\s]+%|[^\\%]+|[\\%]/g) ?? [];
  for (const piece of pieces) {
    const name = /^%([^%\s]+)%$/.exec(piece)?.[1];
    let choices: readonly (string | number)[] = [piece === "\\%" ? "%" : piece];
    if (name !== undefined) {
      const known = Object.hasOwn(placeholders, name) ? placeholders[name] : undefined;
      if (known === undefined || known.length === 0)
        throw new Refusal(
          `the placeholder ${shown(piece)}, which has no values`,
          `the configured placeholders: ${Object.keys(placeholders).join(", ") || "none"}`,
          "configure values for it, or remove the rule",
        );
      choices = known;
    }
    if (texts.length * choices.length > ruleLimits.valuesPerField)
      throw new Refusal("placeholders with too many combinations", `${ruleLimits.valuesPerField} values`, "use fewer");
    texts = texts.flatMap((text) => choices.map((choice) => (text === "" ? choice : `${text}${choice}`)));
  }
  return texts;
}

function readComparison(value: unknown, modifiers: Modifiers): ValueMatcher {
  const number = typeof value === "string" && /^-?\d{1,15}(\.\d{1,15})?$/.test(value) ? Number(value) : value;
  if (typeof number !== "number" || !Number.isFinite(number))
    throw new Refusal(shown(value), "a number", "write a number without quotes");
  return { kind: "compare", comparison: modifiers.comparison, value: number, part: modifiers.timePart };
}

function readRegex(value: unknown, modifiers: Modifiers): ValueMatcher {
  if (typeof value !== "string") throw new Refusal(shown(value), "a regular expression", "write it in single quotes");
  const compiled = compileRegex(value, modifiers.regexFlags);
  if (compiled.kind === "refused")
    throw new Refusal(
      `${compiled.found} in ${shown(value)}`,
      "literals, ., [ ], ( ), |, ^, $, *, +, ?, {n,m} and the usual escapes",
      compiled.remedy,
    );
  return { kind: "regex", test: compiled.test };
}

function readRange(value: unknown): ValueMatcher {
  const range = typeof value === "string" ? parseAddressRange(value) : undefined;
  if (range === undefined)
    throw new Refusal(shown(value), "an IPv4 or IPv6 range", "write it like 10.0.0.0/8 or 2001:db8::/32");
  return { kind: "addresses", range };
}

const dashes = ["-", "/", "\u2013", "\u2014", "\u2015"];

function encode(pattern: TextPattern, modifiers: Modifiers): readonly TextPattern[] {
  if (modifiers.encodings.length === 0) return [pattern];
  const text = plainText(pattern);
  if (text === undefined)
    throw new Refusal(
      "a wildcard in a value to encode",
      "plain text",
      "escape it with a backslash, or split the value",
    );
  const spellings = modifiers.windash ? dashSpellings(text) : [text];
  return spellings.flatMap((spelling) => encodeText(spelling, modifiers.encodings)).map((encoded) => [encoded]);
}

function dashSpellings(text: string): readonly string[] {
  let spellings = [""];
  for (const character of text) {
    const choices = dashes.includes(character) ? dashes : [character];
    if (spellings.length * choices.length > ruleLimits.valuesPerField)
      throw new Refusal("a value with over five dashes to encode", "five dashes", "encode a shorter part of it");
    spellings = spellings.flatMap((spelling) => choices.map((choice) => spelling + choice));
  }
  return spellings;
}

function encodeText(text: string, encodings: readonly Encoding[]): readonly string[] {
  let forms: readonly (readonly number[])[] = [utf8(text)];
  let source: string | undefined = text;
  let texts: readonly string[] | undefined;
  for (const encoding of encodings) {
    const isBase64 = encoding === "base64" || encoding === "base64offset";
    if (!isBase64 && source === undefined)
      throw new Refusal(`${encoding} behind another encoding`, "wide or utf16 before base64", "change their order");
    if (encoding === "base64") texts = forms.map(base64);
    else if (encoding === "base64offset") texts = forms.flatMap(base64Offsets);
    else if (encoding === "utf16be") forms = [utf16(source!, "big")];
    else if (encoding === "utf16") forms = [[0xff, 0xfe, ...utf16(source!, "little")]];
    else forms = [utf16(source!, "little")];
    if (isBase64) forms = texts!.map(utf8);
    source = undefined;
  }
  return texts ?? forms.map(bytesAsText);
}
