import type { CloudTrailRecord } from "../../event/activity.ts";

/** What the warden itself knows of the activity; rules read it under `nhi.`. */
export type Facts = Readonly<Record<string, unknown>>;

/** A field's value: undefined where the field is missing; a list stands for each of its elements. */
export type FieldReader = (record: CloudTrailRecord, facts: Facts) => unknown;

/** A list inside a list inside a list: deeper than this, elements are not looked at. */
const listDepth = 16;

const indexSegment = /^\d{1,6}$/;

/**
 * Compiles a dotted path. It goes through lists (each element is followed; a number picks one), and where the plain
 * reading finds nothing, a key that itself holds the dots is tried. Paths under `nhi.` read the warden's own facts,
 * never the record, so a record cannot pretend to them.
 */
export function compileFieldPath(path: string): FieldReader {
  const own = path === "nhi" || path.startsWith("nhi.");
  const segments = path.split(".").slice(own ? 1 : 0);
  const read = straightReader(segments);
  return own ? (_record, facts) => read(facts) : (record) => read(record);
}

/** The same answers as `readPath`, without its loops for paths of one or two names that lead straight to their value. */
function straightReader(segments: readonly string[]): (container: Readonly<Record<string, unknown>>) => unknown {
  const [first, second] = segments;
  const isPlain = segments.every((segment) => !(segment in Object.prototype));
  if (isPlain && segments.length === 1) return (container) => container[first as string];
  if (!isPlain || segments.length !== 2) return (container) => readPath(container, segments, 0, 0);
  return (container) => {
    const inner = container[first as string];
    if (typeof inner === "object" && inner !== null && !Array.isArray(inner)) {
      const value = (inner as Record<string, unknown>)[second as string];
      if (value !== undefined) return value;
    }
    return readPath(container, segments, 0, 0);
  };
}

function readPath(value: unknown, segments: readonly string[], from: number, depth: number): unknown {
  if (from === segments.length) return value;
  if (typeof value !== "object" || value === null) return undefined;
  if (Array.isArray(value)) return readEach(value, segments, from, depth);
  const container = value as Record<string, unknown>;
  let key = segments[from]!;
  const plain = ownValue(container, key);
  if (plain !== undefined) {
    const found = readPath(plain, segments, from + 1, depth);
    if (found !== undefined) return found;
  }
  for (let next = from + 1; next < segments.length; next++) {
    key += `.${segments[next]}`;
    const joined = ownValue(container, key);
    if (joined === undefined) continue;
    const found = readPath(joined, segments, next + 1, depth);
    if (found !== undefined) return found;
  }
  return undefined;
}

function readEach(list: readonly unknown[], segments: readonly string[], from: number, depth: number): unknown {
  if (depth >= listDepth) return undefined;
  if (indexSegment.test(segments[from]!)) return readPath(list[Number(segments[from])], segments, from + 1, depth + 1);
  const found: unknown[] = [];
  for (const element of list) {
    const value = readPath(element, segments, from, depth + 1);
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
