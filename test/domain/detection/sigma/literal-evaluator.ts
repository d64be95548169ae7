/**
 * Sigma read word for word and judged the slow way: nothing is compiled or indexed, nothing about a record is
 * remembered, and wildcards become JavaScript's own regular expressions. The engine is held to this. It shares no code
 * with it. Texts are taken as ASCII where case matters, since the two fold other letters differently.
 */
type Json = Readonly<Record<string, unknown>>;
type Scalar = string | number | boolean;

export function literallyMatches(document: Json, record: Json, facts: Json = {}): boolean {
  const { condition, ...searches } = document["detection"] as Json;
  const conditions = Array.isArray(condition) ? condition : [condition];
  const verdict = (name: string): boolean => search(searches[name], record, facts);
  return conditions.some((text) => judge(String(text).trim(), Object.keys(searches), verdict));
}

function judge(text: string, names: readonly string[], verdict: (name: string) => boolean): boolean {
  for (const [word, join] of [
    ["or", "some"],
    ["and", "every"],
  ] as const) {
    const parts = splitAt(text, word);
    if (parts.length > 1) return parts[join]((part) => judge(part, names, verdict));
  }
  if (text.startsWith("not ") || text.startsWith("not(")) return !judge(text.slice(3).trim(), names, verdict);
  if (text.startsWith("(")) return judge(text.slice(1, -1).trim(), names, verdict);
  const quantity = text.includes(" of ") ? /^(1|any|all) of (\S+)$/.exec(text) : null;
  if (quantity === null) return verdict(text);
  const pattern = new RegExp(`^${quantity[2]!.replaceAll("*", ".*")}$`);
  const chosen = names.filter((name) => (quantity[2] === "them" ? !name.startsWith("_") : pattern.test(name)));
  return quantity[1] === "all" ? chosen.every(verdict) : chosen.some(verdict);
}

/** What a rule's own words come to is worked out once; it does not depend on any record. */
function once<Result>(work: (text: string, variant: string) => Result): (text: string, variant: string) => Result {
  const known = new Map<string, Map<string, Result>>();
  return (text, variant) => {
    let variants = known.get(text);
    if (variants === undefined || known.size > 10_000) {
      if (known.size > 10_000) known.clear();
      variants = new Map();
      known.set(text, variants);
    }
    let result = variants.get(variant);
    if (result === undefined) {
      result = work(text, variant);
      variants.set(variant, result);
    }
    return result;
  };
}

const pieces = once((text: string, separator: string): readonly string[] => text.split(separator));

/** Splits at a word that stands outside brackets. */
const splitAt = once((text: string, word: string): readonly string[] => {
  const parts: string[] = [""];
  let depth = 0;
  for (const token of text.match(/[()]|[^\s()]+|\s+/g) ?? []) {
    if (token === "(") depth += 1;
    if (token === ")") depth -= 1;
    if (depth === 0 && token === word) parts.push("");
    else parts[parts.length - 1] += token;
  }
  return parts.map((part) => part.trim());
});

function search(value: unknown, record: Json, facts: Json): boolean {
  if (Array.isArray(value))
    return value.some((item) =>
      typeof item === "object" && item !== null ? search(item, record, facts) : line("", [item], record, facts),
    );
  return Object.entries(value as Json).every(([key, item]) => line(key, item, record, facts));
}

function line(key: string, value: unknown, record: Json, facts: Json): boolean {
  const [field = "", ...words] = pieces(key, "|");
  const wanted = Array.isArray(value) ? value : [value];
  const found = field === "" ? [record] : valuesAt(field, record, facts);
  const present = found.flatMap(scalars);
  const one = (item: unknown): boolean => judgeValue(item, found, present, words, field === "", record, facts);
  const whole = words.includes("all") ? wanted.every(one) : wanted.some(one);
  return words.includes("neq") ? !whole : whole;
}

export function valuesAt(field: string, record: Json, facts: Json): readonly unknown[] {
  const segments = pieces(field, ".");
  return segments[0] === "nhi" ? follow(facts, segments.slice(1)) : follow(record, segments);
}

function follow(value: unknown, segments: readonly string[]): readonly unknown[] {
  if (segments.length === 0) return value === undefined ? [] : [value];
  if (Array.isArray(value)) {
    if (/^\d+$/.test(segments[0]!)) return follow(value[Number(segments[0])], segments.slice(1));
    return value.flatMap((element) => follow(element, segments));
  }
  if (typeof value !== "object" || value === null) return [];
  for (let length = 1; length <= segments.length; length++) {
    const key = segments.slice(0, length).join(".");
    if (!Object.hasOwn(value, key)) continue;
    const found = follow((value as Json)[key], segments.slice(length));
    if (found.length > 0) return found;
  }
  return [];
}

function scalars(value: unknown): readonly Scalar[] {
  if (typeof value === "object" && value !== null) return Object.values(value).flatMap(scalars);
  return value === null || value === undefined ? [] : [value as Scalar];
}

function judgeValue(
  wanted: unknown,
  found: readonly unknown[],
  present: readonly Scalar[],
  words: readonly string[],
  keyword: boolean,
  record: Json,
  facts: Json,
): boolean {
  const has = (word: string): boolean => words.includes(word);
  if (has("exists")) return found.length > 0 === wanted;
  if (wanted === null) return found.flat(20).every((value) => value === null);
  if (has("fieldref")) {
    const others = valuesAt(String(wanted), record, facts).flatMap(scalars);
    return present.some((value) =>
      others.some((other) => patternOf(plainly(String(other)), words, false).test(String(value))),
    );
  }
  if (has("re")) {
    const flags = ["i", "m", "s"].filter(has).join("");
    return present.some((value) => new RegExp(String(wanted), flags).test(String(value)));
  }
  if (has("cidr")) return present.some((value) => inNetwork(String(value), String(wanted)));
  const part = ["minute", "hour", "day", "month", "year"].find(has);
  const comparison = ["lt", "lte", "gt", "gte"].find(has);
  if (part !== undefined || comparison !== undefined)
    return present.some((value) => {
      const number = part === undefined ? numberOf(value) : datePart(String(value), part);
      if (number === undefined) return false;
      if (comparison === "lt") return number < Number(wanted);
      if (comparison === "lte") return number <= Number(wanted);
      if (comparison === "gt") return number > Number(wanted);
      if (comparison === "gte") return number >= Number(wanted);
      return number === Number(wanted);
    });
  const position = ["contains", "startswith", "endswith"].some(has);
  if (typeof wanted === "number" && !position && !keyword)
    return present.some((value) => String(value) === String(wanted) || numberOf(value) === wanted);
  return texts(String(wanted), words).some((text) =>
    present.some((value) => patternOf(text, words, keyword && !position).test(String(value))),
  );
}

function texts(text: string, words: readonly string[]): readonly string[] {
  let forms = [text];
  if (words.includes("windash"))
    forms = [...text].reduce<string[]>(
      (made, unit) => {
        const choices = "-/\u2013\u2014\u2015".includes(unit) ? [..."-/\u2013\u2014\u2015"] : [unit];
        return made.flatMap((start) => choices.map((choice) => start + choice));
      },
      [""],
    );
  const wide = words.some((word) => word.startsWith("utf16") || word === "wide");
  if (!wide && !words.some((word) => word.startsWith("base64"))) return forms;
  const bytes = forms.map((form) => {
    if (words.includes("utf16be")) return Buffer.from(form, "utf16le").swap16();
    if (words.includes("utf16")) return Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(form, "utf16le")]);
    if (words.includes("wide") || words.includes("utf16le")) return Buffer.from(form, "utf16le");
    return Buffer.from(form, "utf8");
  });
  if (words.includes("base64")) return bytes.map((form) => form.toString("base64"));
  if (words.includes("base64offset")) return bytes.flatMap(stableInBase64);
  return bytes.map((form) => plainly(form.toString("latin1")));
}

/** What stays the same in base64 whatever stands before and after the bytes, for the three ways to be aligned. */
function stableInBase64(bytes: Buffer): readonly string[] {
  return [0, 1, 2].map((before) => {
    const framed = (fill: number): string =>
      Buffer.concat([Buffer.alloc(before, fill), bytes, Buffer.alloc(3, fill)]).toString("base64");
    const [zeros, ones] = [framed(0), framed(255)];
    const whole = Math.floor(((before + bytes.length) * 8) / 6);
    return [...zeros]
      .filter((unit, index) => index < whole && unit === ones[index] && index >= (before * 8) / 6)
      .join("");
  });
}

function plainly(text: string): string {
  return text.replace(/[\\*?]/g, "\\$&");
}

function patternOf(text: string, words: readonly string[], anywhere: boolean): RegExp {
  return expressionOf(text, anywhere ? `${words.join("|")}|anywhere` : words.join("|"));
}

const expressionOf = once((text: string, variant: string): RegExp => {
  const words = variant.split("|");
  let source = "";
  for (let at = 0; at < text.length; at++) {
    const unit = text[at]!;
    const next = text[at + 1] ?? "";
    if (unit === "\\" && next !== "" && "\\*?".includes(next)) {
      source += `\\${next}`;
      at += 1;
    } else if (unit === "*") source += "[^]*";
    else if (unit === "?") source += "[^]";
    else source += unit.replace(/[\\^$.|+()[\]{}/-]/g, "\\$&");
  }
  const before = words.includes("anywhere") || words.includes("contains") || words.includes("endswith") ? "" : "^";
  const after = words.includes("anywhere") || words.includes("contains") || words.includes("startswith") ? "" : "$";
  return new RegExp(`${before}(?:${source})${after}`, words.includes("cased") ? "" : "i");
});

function numberOf(value: Scalar): number | undefined {
  if (typeof value === "number") return value;
  return /^[+-]?\d+(\.\d+)?$/.test(String(value)) ? Number(value) : undefined;
}

function datePart(text: string, part: string): number | undefined {
  const digits = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)/.exec(text);
  const place = ["year", "month", "day", "hour", "minute"].indexOf(part) + 1;
  return digits === null ? undefined : Number(digits[place]);
}

function inNetwork(address: string, network: string): boolean {
  const [base = "", bits = "32"] = network.split("/");
  const binary = (text: string): string =>
    text
      .split(".")
      .map((byte) => Number(byte).toString(2).padStart(8, "0"))
      .join("");
  const bytes = address.split(".");
  if (bytes.length !== 4 || bytes.some((byte) => String(Number(byte)) !== byte || Number(byte) > 255)) return false;
  return binary(address).startsWith(binary(base).slice(0, Number(bits)));
}
