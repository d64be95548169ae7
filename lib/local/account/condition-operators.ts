import { BlockList, isIP } from "node:net";
import { matchesArn, matchesPattern, type WildcardPattern } from "./wildcard-pattern.ts";

/** A policy that the simulation cannot judge, and why. It is shown, and never counts as an answer. */
export interface Problem {
  readonly problem: string;
}

/** A policy's value after its variables were replaced: as plain text, and with `*` and `?` as wildcards. */
export interface Expected {
  readonly text: string;
  readonly pattern: WildcardPattern;
}

type Test = (actual: string, expected: Expected) => boolean | Problem;

export interface Operator {
  readonly test: Test;
  /** A negated operator holds when none of the values matches, and when the key is absent. */
  readonly negated: boolean;
}

const equals: Test = (actual, expected) => actual === expected.text;
const equalsIgnoringCase: Test = (actual, expected) => actual.toLowerCase() === expected.text.toLowerCase();
const like: Test = (actual, expected) => matchesPattern(expected.pattern, actual);
const arnLike: Test = (actual, expected) => matchesArn(expected.pattern, actual);
const bool: Test = (actual, expected) => actual.toLowerCase() === expected.text.toLowerCase();

function numeric(compare: (actual: number, expected: number) => boolean): Test {
  return (actual, expected) => {
    const limit = Number(expected.text);
    if (expected.text.trim() === "" || Number.isNaN(limit)) return { problem: `${expected.text} is not a number` };
    const value = Number(actual);
    return !Number.isNaN(value) && compare(value, limit);
  };
}

/** IAM takes ISO 8601 and seconds since 1970. */
function timeMs(text: string): number {
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1_000 : Date.parse(text);
}

function date(compare: (actual: number, expected: number) => boolean): Test {
  return (actual, expected) => {
    const limit = timeMs(expected.text);
    if (Number.isNaN(limit)) return { problem: `${expected.text} is not an ISO 8601 date` };
    const value = timeMs(actual);
    return !Number.isNaN(value) && compare(value, limit);
  };
}

const ipAddress: Test = (actual, expected) => {
  const [network = "", bits, ...rest] = expected.text.split("/");
  const version = isIP(network);
  const longest = version === 4 ? 32 : 128;
  const prefix = bits === undefined ? longest : Number(bits);
  if (version === 0 || rest.length > 0 || !Number.isInteger(prefix) || prefix < 0 || prefix > longest) {
    return { problem: `${expected.text} is not an address range` };
  }
  if (isIP(actual) !== version) return false;
  const range = new BlockList();
  range.addSubnet(network, prefix, version === 4 ? "ipv4" : "ipv6");
  return range.check(actual, version === 4 ? "ipv4" : "ipv6");
};

const plain = (test: Test): Operator => ({ test, negated: false });
const negated = (test: Test): Operator => ({ test, negated: true });

/** IAM's condition operators by name, without the set prefixes and without IfExists. Null is judged apart. */
export const operators: ReadonlyMap<string, Operator> = new Map([
  ["StringEquals", plain(equals)],
  ["StringNotEquals", negated(equals)],
  ["StringEqualsIgnoreCase", plain(equalsIgnoringCase)],
  ["StringNotEqualsIgnoreCase", negated(equalsIgnoringCase)],
  ["StringLike", plain(like)],
  ["StringNotLike", negated(like)],
  ["ArnEquals", plain(arnLike)],
  ["ArnLike", plain(arnLike)],
  ["ArnNotEquals", negated(arnLike)],
  ["ArnNotLike", negated(arnLike)],
  ["NumericEquals", plain(numeric((a, b) => a === b))],
  ["NumericNotEquals", negated(numeric((a, b) => a === b))],
  ["NumericLessThan", plain(numeric((a, b) => a < b))],
  ["NumericLessThanEquals", plain(numeric((a, b) => a <= b))],
  ["NumericGreaterThan", plain(numeric((a, b) => a > b))],
  ["NumericGreaterThanEquals", plain(numeric((a, b) => a >= b))],
  ["DateEquals", plain(date((a, b) => a === b))],
  ["DateNotEquals", negated(date((a, b) => a === b))],
  ["DateLessThan", plain(date((a, b) => a < b))],
  ["DateLessThanEquals", plain(date((a, b) => a <= b))],
  ["DateGreaterThan", plain(date((a, b) => a > b))],
  ["DateGreaterThanEquals", plain(date((a, b) => a >= b))],
  ["Bool", plain(bool)],
  ["IpAddress", plain(ipAddress)],
  ["NotIpAddress", negated(ipAddress)],
]);
