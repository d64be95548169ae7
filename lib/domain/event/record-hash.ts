/** Deeper levels do not enter the hash: a record nested that deep is not one that CloudTrail wrote. */
const maxDepth = 64;

/**
 * 16 hexadecimal digits that two JSON values share when they are equal whatever the order of their keys.
 * Two multiply-xor lanes of 32 bits; good for meeting duplicates, no defence against someone who wants a collision.
 */
export function hashRecord(value: unknown): string {
  const lanes: Lanes = { first: 0x811c9dc5, second: 0x9e3779b9 };
  addValue(lanes, value, 0);
  return hex(mix(lanes.first ^ (lanes.second >>> 7))) + hex(mix(lanes.second ^ (lanes.first << 5)));
}

interface Lanes {
  first: number;
  second: number;
}

function addText(lanes: Lanes, text: string): void {
  let { first, second } = lanes;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    first = Math.imul(first ^ code, 0x01000193);
    second = Math.imul(second ^ (code + index), 0x85ebca6b);
    second = (second << 13) | (second >>> 19);
  }
  lanes.first = first;
  lanes.second = second;
}

/**
 * Every kind of value starts with its own letter and lists end, so that `["a"]` and `"a"` or `[[],1]` and `[[1]]`
 * differ.
 */
function addValue(lanes: Lanes, value: unknown, depth: number): void {
  if (typeof value === "string") addText(lanes, `s${value.length}:${value}`);
  else if (typeof value !== "object" || value === null) addText(lanes, `v${String(value)};`);
  else if (depth >= maxDepth) addText(lanes, "d");
  else if (Array.isArray(value)) addList(lanes, value, depth);
  else addObject(lanes, value as Record<string, unknown>, depth);
}

function addList(lanes: Lanes, items: readonly unknown[], depth: number): void {
  addText(lanes, "[");
  for (const item of items) addValue(lanes, item, depth + 1);
  addText(lanes, "]");
}

function addObject(lanes: Lanes, fields: Readonly<Record<string, unknown>>, depth: number): void {
  addText(lanes, "{");
  for (const key of Object.keys(fields).sort()) {
    addText(lanes, `k${key.length}:${key}`);
    addValue(lanes, fields[key], depth + 1);
  }
  addText(lanes, "}");
}

/** Final avalanche of MurmurHash3, so that nearby inputs spread over all bits. */
function mix(lane: number): number {
  let mixed = lane ^ (lane >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}

function hex(lane: number): string {
  return (lane >>> 0).toString(16).padStart(8, "0");
}
