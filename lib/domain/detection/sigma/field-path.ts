import type { FieldReader } from "./field-reader.ts";
import { namedReaders } from "./named-readers.ts";

/** Fields that begin with this are the warden's own. */
export const ownFieldPrefix = "nhi.";

/** A list inside a list inside a list: deeper than this, elements are not looked at. */
const listDepth = 16;

const indexSegment = /^\d{1,6}$/;

/**
 * Compiles a dotted path. It goes through lists (each element is followed; a number picks one), and where the plain
 * reading finds nothing, a key that itself holds the dots is tried. Paths under `nhi.` read the warden's own facts,
 * never the record, so a record cannot pretend to them.
 */
export function compileFieldPath(path: string): FieldReader {
  const own = path === "nhi" || path.startsWith(ownFieldPrefix);
  const segments = path.split(".").slice(own ? 1 : 0);
  if (segments.length === 0) return (_record, facts) => facts;
  const keys = joinedKeys(segments);
  const thorough: FieldReader = (record, facts) => readPath(own ? facts : record, keys, 0, 0);
  return segments.some((segment) => segment in Object.prototype) ? thorough : straightReader(path, own, keys, thorough);
}

/** The same answers as `thorough`, without its loops where the names lead straight to their value. */
function straightReader(path: string, own: boolean, keys: JoinedKeys, thorough: FieldReader): FieldReader {
  const named = namedReader(path);
  const names = keys.map(([name]) => name as string);
  const [first, second] = names as [string, string];
  if (names.length === 1) return named ?? ((record, facts) => (own ? facts : record)[first]);
  if (named !== undefined) {
    return (record, facts) => {
      const value = named(record, facts);
      return value === undefined ? thorough(record, facts) : value;
    };
  }
  const head = namedReader(own ? ownFieldPrefix + first : first) ?? ((record, facts) => (own ? facts : record)[first]);
  if (names.length === 2) {
    return (record, facts) => {
      const value = straightStep(head(record, facts), second);
      return value === undefined ? thorough(record, facts) : value;
    };
  }
  return (record, facts) => {
    let value = head(record, facts);
    for (let at = 1; at < names.length && value !== undefined; at++) value = straightStep(value, names[at]!);
    return value === undefined ? thorough(record, facts) : value;
  };
}

function straightStep(value: unknown, name: string): unknown {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return (value as Record<string, unknown>)[name];
}

function namedReader(path: string): FieldReader | undefined {
  return Object.hasOwn(namedReaders, path) ? namedReaders[path] : undefined;
}

/** For each place in a path, the keys that may stand there: the one name, then it and the next, and so on. */
type JoinedKeys = readonly (readonly string[])[];

function joinedKeys(segments: readonly string[]): JoinedKeys {
  return segments.map((_segment, from) =>
    segments.slice(from).map((_end, length) => segments.slice(from, from + length + 1).join(".")),
  );
}

function readPath(value: unknown, keys: JoinedKeys, from: number, depth: number): unknown {
  if (from === keys.length) return value;
  if (typeof value !== "object" || value === null) return undefined;
  if (Array.isArray(value)) return readEach(value, keys, from, depth);
  let at = from;
  for (const key of keys[from]!) {
    at += 1;
    const inner = ownValue(value as Record<string, unknown>, key);
    if (inner === undefined) continue;
    const found = readPath(inner, keys, at, depth);
    if (found !== undefined) return found;
  }
  return undefined;
}

function readEach(list: readonly unknown[], keys: JoinedKeys, from: number, depth: number): unknown {
  if (depth >= listDepth) return undefined;
  const [name = ""] = keys[from]!;
  if (indexSegment.test(name)) return readPath(list[Number(name)], keys, from + 1, depth + 1);
  const found: unknown[] = [];
  for (const element of list) {
    const value = readPath(element, keys, from, depth + 1);
    if (value !== undefined) found.push(value);
  }
  return found.length > 0 ? found : undefined;
}

function ownValue(container: Record<string, unknown>, key: string): unknown {
  const value = container[key];
  return value === undefined || !(key in Object.prototype) || Object.hasOwn(container, key) ? value : undefined;
}

/**
 * Whether any text, number or truth value in `value` passes: the value itself, or each one inside a list or a map.
 * Works through a stack of its own, since an attacker chooses how deep a record goes.
 */
export function someScalar(value: unknown, test: (scalar: string | number | boolean) => boolean): boolean {
  if (typeof value !== "object") return isScalar(value) && test(value);
  const open: unknown[] = [value];
  while (open.length > 0) {
    const next = open.pop();
    if (isScalar(next)) {
      if (test(next)) return true;
    } else if (Array.isArray(next)) for (const element of next) open.push(element);
    else if (typeof next === "object" && next !== null) for (const element of Object.values(next)) open.push(element);
  }
  return false;
}

function isScalar(value: unknown): value is string | number | boolean {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean";
}

/** True where the field is missing, null, or a list of nothing else. */
export function isNull(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  if (!Array.isArray(value)) return false;
  let level: readonly unknown[] = value;
  for (let depth = 0; depth < listDepth; depth++) {
    if (level.some((element) => element !== null && !Array.isArray(element))) return false;
    level = level.flatMap((element) => (Array.isArray(element) ? element : []));
    if (level.length === 0) return true;
  }
  return false;
}
