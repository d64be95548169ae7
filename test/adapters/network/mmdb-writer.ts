import { type AddressRange, parseAddressRange } from "../../../lib/domain/event/address.ts";

/** A value of a record. Whole numbers from 0 on are written as 32 bits without sign, other numbers as doubles. */
export type MmdbValue = string | number | boolean | readonly MmdbValue[] | { readonly [name: string]: MmdbValue };

export interface MmdbOptions {
  readonly ipVersion?: 4 | 6;
  readonly recordSize?: 24 | 28 | 32;
  readonly type?: string;
  readonly format?: number;
}

type Node = [Branch, Branch];
/** Another node, the offset of a record, or nothing. */
type Branch = Node | number | undefined;

/**
 * Writes a small database by version 2.0 of the format: https://maxmind.github.io/MaxMind-DB/
 * The longest prefix wins; equal records are written once.
 */
export function writeMmdb(entries: readonly (readonly [string, MmdbValue])[], options: MmdbOptions = {}): Buffer {
  const { ipVersion = 6, recordSize = 24, type = "Test", format = 2 } = options;
  const records = new Map<string, number>();
  const data: Buffer[] = [];
  let dataBytes = 0;
  const offsetOf = (value: MmdbValue): number => {
    const bytes = encode(value);
    const key = bytes.toString("latin1");
    const known = records.get(key);
    if (known !== undefined) return known;
    const offset = dataBytes;
    records.set(key, offset);
    data.push(bytes);
    dataBytes += bytes.length;
    return offset;
  };
  const root: Node = [undefined, undefined];
  const placed = entries.map(([range, value]) => ({ bits: bitsOf(range, ipVersion), value }));
  placed.sort((a, b) => a.bits.length - b.bits.length);
  for (const { bits, value } of placed) insert(root, bits, offsetOf(value));
  const metadata = {
    binary_format_major_version: format,
    binary_format_minor_version: 0,
    build_epoch: 1_700_000_000,
    database_type: type,
    description: { en: "for tests" },
    ip_version: ipVersion,
    languages: ["en"],
    record_size: recordSize,
  };
  const nodes = nodesOf(root);
  return Buffer.concat([
    treeOf(nodes, recordSize),
    Buffer.alloc(16),
    ...data,
    Buffer.from("\xab\xcd\xefMaxMind.com", "latin1"),
    encode({ ...metadata, node_count: nodes.length }),
  ]);
}

/** The bits of a prefix from the top of the tree; IPv4 lies below 96 zeros in a tree of IPv6. */
function bitsOf(text: string, ipVersion: 4 | 6): string {
  const { first, bits } = parseAddressRange(text) as AddressRange;
  const all = first.map((word) => word.toString(2).padStart(32, "0")).join("");
  if (first.length === 1 && ipVersion === 6) return "0".repeat(96) + all.slice(0, bits);
  return all.slice(0, bits);
}

function insert(root: Node, bits: string, record: number): void {
  let node = root;
  for (let at = 0; at < bits.length; at++) {
    const side = bits[at] === "1" ? 1 : 0;
    if (at === bits.length - 1) {
      node[side] = record;
      return;
    }
    const below = node[side];
    // What held for the whole of the wider prefix goes on to hold for both of its halves.
    const next: Node = Array.isArray(below) ? below : [below, below];
    node[side] = next;
    node = next;
  }
}

function nodesOf(root: Node): readonly Node[] {
  const nodes: Node[] = [root];
  for (const node of nodes) nodes.push(...node.filter((branch) => Array.isArray(branch)));
  return nodes;
}

function treeOf(nodes: readonly Node[], recordSize: 24 | 28 | 32): Buffer {
  const numbers = new Map(nodes.map((node, number) => [node, number]));
  const numberOf = (branch: Branch): number => {
    if (branch === undefined) return nodes.length;
    return Array.isArray(branch) ? (numbers.get(branch) as number) : nodes.length + 16 + branch;
  };
  return Buffer.concat(
    nodes.map((node) => {
      const [left, right] = [numberOf(node[0]), numberOf(node[1])];
      const bytes = Buffer.alloc(recordSize / 4);
      if (recordSize === 32) {
        bytes.writeUInt32BE(left, 0);
        bytes.writeUInt32BE(right, 4);
        return bytes;
      }
      bytes.writeUIntBE(left & 0xffffff, 0, 3);
      if (recordSize === 28) bytes[3] = ((left >>> 24) << 4) | (right >>> 24);
      bytes.writeUIntBE(right & 0xffffff, recordSize / 4 - 3, 3);
      return bytes;
    }),
  );
}

const types = { text: 2, double: 3, uint32: 6, map: 7, array: 11, boolean: 14 };

function encode(value: MmdbValue): Buffer {
  if (typeof value === "boolean") return control(types.boolean, value ? 1 : 0);
  if (typeof value === "number" && !(Number.isInteger(value) && value >= 0)) {
    const bytes = Buffer.alloc(8);
    bytes.writeDoubleBE(value);
    return Buffer.concat([control(types.double, 8), bytes]);
  }
  if (typeof value === "number") {
    const bytes = Buffer.alloc(4);
    bytes.writeUInt32BE(value);
    return Buffer.concat([control(types.uint32, 4), bytes]);
  }
  if (typeof value === "string") {
    const bytes = Buffer.from(value);
    return Buffer.concat([control(types.text, bytes.length), bytes]);
  }
  if (Array.isArray(value)) return Buffer.concat([control(types.array, value.length), ...value.map(encode)]);
  const fields = Object.entries(value);
  return Buffer.concat([
    control(types.map, fields.length),
    ...fields.flatMap(([name, held]) => [encode(name), encode(held)]),
  ]);
}

function control(type: number, size: number): Buffer {
  const extended = type > 7 ? [type - 7] : [];
  const high = type > 7 ? 0 : type << 5;
  if (size < 29) return Buffer.from([high | size, ...extended]);
  if (size < 285) return Buffer.from([high | 29, ...extended, size - 29]);
  return Buffer.from([high | 30, ...extended, (size - 285) >> 8, (size - 285) & 255]);
}
