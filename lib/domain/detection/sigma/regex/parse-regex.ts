import { ruleLimits } from "../limits.ts";
import { anyUnit, notNewline, oneUnit, withBothCases } from "./char-set.ts";
import { readClass } from "./regex-class.ts";
import { readEscape } from "./regex-escape.ts";
import { type RegexFlags, type RegexNode, RegexRefusal } from "./regex-node.ts";

/** Where the reading stands, and the flags in force there. */
interface Cursor {
  readonly source: string;
  at: number;
  flags: RegexFlags;
  depth: number;
}

/**
 * Reads the part of PCRE that a finite automaton is able to judge: literals, dot, classes, escapes, anchors, word
 * edges, groups, alternation, quantifiers (lazy ones mean the same for a yes or no), and inline flags.
 * Throws RegexRefusal for anything else.
 */
export function parseRegex(source: string, flags: RegexFlags): RegexNode {
  if (source.length > ruleLimits.regexLength)
    throw new RegexRefusal(
      `an expression of ${source.length} characters`,
      `keep it to ${ruleLimits.regexLength} characters, or split it into several values`,
    );
  const cursor: Cursor = { source, at: 0, flags, depth: 0 };
  const node = readChoice(cursor);
  if (cursor.at < source.length) throw new RegexRefusal("a ) without its (", "write \\) for a plain bracket");
  return node;
}

function readChoice(cursor: Cursor): RegexNode {
  const outer = cursor.flags;
  const options = [readSequence(cursor)];
  while (cursor.source[cursor.at] === "|") {
    cursor.at += 1;
    options.push(readSequence(cursor));
  }
  cursor.flags = outer;
  return options.length === 1 ? options[0]! : { kind: "choice", options };
}

function readSequence(cursor: Cursor): RegexNode {
  const parts: RegexNode[] = [];
  for (;;) {
    const next = cursor.source[cursor.at];
    if (next === undefined || next === "|" || next === ")") break;
    const atom = readAtom(cursor);
    if (atom !== undefined) parts.push(readQuantifier(cursor, atom));
  }
  return parts.length === 1 ? parts[0]! : { kind: "sequence", parts };
}

function readAtom(cursor: Cursor): RegexNode | undefined {
  const { source, flags } = cursor;
  const unit = source[cursor.at]!;
  cursor.at += 1;
  if (unit === ".") return { kind: "set", set: flags.dotAll ? anyUnit : notNewline };
  if (unit === "^") return { kind: "place", place: flags.multiLine ? "line-start" : "text-start" };
  if (unit === "$") return { kind: "place", place: flags.multiLine ? "line-end" : "text-end" };
  if (unit === "(") return readGroup(cursor);
  if (unit === "[") {
    const { set, next } = readClass(source, cursor.at, flags.ignoreCase);
    cursor.at = next;
    return { kind: "set", set };
  }
  if (unit === "\\") return readEscapedAtom(cursor);
  if (unit === "*" || unit === "+" || unit === "?")
    throw new RegexRefusal(`a ${unit} with nothing before it to repeat`, `write \\${unit} for the plain character`);
  return literal(unit.charCodeAt(0), flags);
}

function literal(unit: number, flags: RegexFlags): RegexNode {
  return { kind: "set", set: flags.ignoreCase ? withBothCases(oneUnit(unit)) : oneUnit(unit) };
}

function readEscapedAtom(cursor: Cursor): RegexNode {
  const letter = cursor.source[cursor.at];
  const places = { b: "word-edge", B: "not-word-edge", A: "text-start", z: "text-end", Z: "text-end" } as const;
  if (letter !== undefined && Object.hasOwn(places, letter)) {
    cursor.at += 1;
    return { kind: "place", place: places[letter as keyof typeof places] };
  }
  const read = readEscape(cursor.source, cursor.at);
  cursor.at = read.next;
  return { kind: "set", set: cursor.flags.ignoreCase ? withBothCases(read.set) : read.set };
}

function readGroup(cursor: Cursor): RegexNode | undefined {
  const rest = cursor.source.slice(cursor.at, cursor.at + 64);
  if (rest.startsWith("?")) {
    if (/^\?<?[=!]/.test(rest))
      throw new RegexRefusal(
        "a look-around (?=, (?!, (?<= or (?<!",
        "use a second selection and `not` in the condition",
      );
    const named = /^\?P?<[A-Za-z_]\w{0,31}>/.exec(rest);
    const inline = /^\?([ims]{0,3})(?:-([ims]{1,3}))?([:)])/.exec(rest);
    if (named !== null) cursor.at += named[0].length;
    else if (inline !== null) {
      cursor.at += inline[0].length;
      const changed = changeFlags(cursor.flags, inline[1]!, inline[2] ?? "");
      if (inline[3] === ")") {
        cursor.flags = changed;
        return undefined;
      }
      return readGroupBody(cursor, changed);
    } else
      throw new RegexRefusal(
        `the group (${rest.slice(0, 3)}`,
        "use ( ), (?: ), (?<name> ), or the flags (?i), (?m), (?s)",
      );
  }
  return readGroupBody(cursor, cursor.flags);
}

function readGroupBody(cursor: Cursor, flags: RegexFlags): RegexNode {
  cursor.depth += 1;
  if (cursor.depth > ruleLimits.regexDepth)
    throw new RegexRefusal(`groups ${cursor.depth} deep`, `nest at most ${ruleLimits.regexDepth} groups`);
  const outer = cursor.flags;
  cursor.flags = flags;
  const body = readChoice(cursor);
  cursor.flags = outer;
  if (cursor.source[cursor.at] !== ")") throw new RegexRefusal("a ( without its )", "close the group, or write \\(");
  cursor.at += 1;
  cursor.depth -= 1;
  return body;
}

function changeFlags(flags: RegexFlags, on: string, off: string): RegexFlags {
  const value = (letter: string, before: boolean): boolean => (before || on.includes(letter)) && !off.includes(letter);
  return {
    ignoreCase: value("i", flags.ignoreCase),
    multiLine: value("m", flags.multiLine),
    dotAll: value("s", flags.dotAll),
  };
}

function readQuantifier(cursor: Cursor, atom: RegexNode): RegexNode {
  const counts = readCounts(cursor);
  if (counts === undefined) return atom;
  const after = cursor.source[cursor.at];
  if (after === "+") throw new RegexRefusal("a possessive quantifier", "leave out the second +");
  if (after === "?") cursor.at += 1;
  const node: RegexNode = { kind: "repeat", part: atom, min: counts.min, max: counts.max };
  if (readCounts(cursor) !== undefined)
    throw new RegexRefusal("a quantifier behind a quantifier", "put the first one into a group: (?: )");
  return node;
}

function readCounts(cursor: Cursor): { min: number; max: number | undefined } | undefined {
  const sign = cursor.source[cursor.at];
  if (sign === "*" || sign === "+" || sign === "?") {
    cursor.at += 1;
    return { min: sign === "+" ? 1 : 0, max: sign === "?" ? 1 : undefined };
  }
  if (sign !== "{") return undefined;
  const match = /^\{(\d{1,9})(?:(,)(\d{1,9})?)?\}/.exec(cursor.source.slice(cursor.at, cursor.at + 24));
  if (match === null) return undefined;
  const min = Number(match[1]);
  const max = match[2] === undefined ? min : match[3] === undefined ? undefined : Number(match[3]);
  if (Math.max(min, max ?? 0) > ruleLimits.regexCount)
    throw new RegexRefusal(`the count ${match[0]}`, `count to at most ${ruleLimits.regexCount}`);
  if (max !== undefined && max < min) throw new RegexRefusal(`the count ${match[0]}`, "write the smaller number first");
  cursor.at += match[0].length;
  return { min, max };
}
