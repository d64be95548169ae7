/** A range of IP addresses. Addresses are held as 16-bit groups: two for IPv4, eight for IPv6. */
export interface AddressBlock {
  readonly groups: readonly number[];
  readonly prefixBits: number;
}

/** Reads `10.0.0.0/8`, `2001:db8::/32`, or a single address; undefined for anything else. */
export function parseAddressBlock(text: string): AddressBlock | undefined {
  const match = /^([0-9A-Fa-f.:]{2,45})(?:\/(\d{1,3}))?$/.exec(text);
  if (match === null) return undefined;
  const groups = parseAddress(match[1]!);
  if (groups === undefined) return undefined;
  const prefixBits = match[2] === undefined ? groups.length * 16 : Number(match[2]);
  return prefixBits > groups.length * 16 ? undefined : { groups, prefixBits };
}

/** The groups of an address; undefined where the text is not one. An IPv4-mapped IPv6 address counts as IPv4. */
export function parseAddress(text: string): readonly number[] | undefined {
  if (text.length < 2 || text.length > 45) return undefined;
  if (!text.includes(":")) return parseVersion4(text);
  const groups = parseVersion6(text);
  const mapped = groups !== undefined && groups[5] === 0xffff && groups.slice(0, 5).every((group) => group === 0);
  return mapped ? groups.slice(6) : groups;
}

export function isInBlock(address: readonly number[], block: AddressBlock): boolean {
  if (address.length !== block.groups.length) return false;
  let bits = block.prefixBits;
  for (let index = 0; bits > 0; index++, bits -= 16) {
    const shift = bits >= 16 ? 0 : 16 - bits;
    if (address[index]! >> shift !== block.groups[index]! >> shift) return false;
  }
  return true;
}

const notVersion4 = -1;

/**
 * The first bytes of addresses in any of the blocks, and `-1` where a text that does not begin as an IPv4 address may be
 * in one of them; undefined where they are too many to tell.
 */
export function firstBytesOf(blocks: readonly AddressBlock[]): ReadonlySet<number> | undefined {
  if (blocks.some(({ groups, prefixBits }) => groups.length === 2 && prefixBits < 8)) return undefined;
  // An IPv4 address may also be written as an IPv6 one.
  return new Set([notVersion4, ...blocks.map(({ groups }) => (groups.length === 2 ? groups[0]! >> 8 : notVersion4))]);
}

/** What an IPv4 address begins with, found without reading the rest; -1 for a text that begins with no byte and a dot. */
export function firstByteIn(text: string): number {
  let byte = 0;
  for (let at = 0; at < 4; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 46) return at === 0 ? notVersion4 : byte;
    if (!(unit >= 48 && unit <= 57)) return notVersion4;
    byte = byte * 10 + unit - 48;
  }
  return notVersion4;
}

function parseVersion4(text: string): readonly number[] | undefined {
  const pieces = text.split(".");
  // A leading zero is refused: some readers take it for octal, so it names no certain address.
  if (pieces.length !== 4 || pieces.some((piece) => !/^(0|[1-9]\d{0,2})$/.test(piece))) return undefined;
  const bytes = pieces.map(Number);
  if (bytes.some((byte) => byte > 255)) return undefined;
  return [bytes[0]! * 256 + bytes[1]!, bytes[2]! * 256 + bytes[3]!];
}

function parseVersion6(text: string): readonly number[] | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const head = readGroups(halves[0]!);
  const tail = halves.length === 2 ? readGroups(halves[1]!) : [];
  if (head === undefined || tail === undefined) return undefined;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  return [...head, ...Array<number>(missing).fill(0), ...tail];
}

function readGroups(text: string): number[] | undefined {
  if (text === "") return [];
  const groups: number[] = [];
  const pieces = text.split(":");
  for (const [index, piece] of pieces.entries()) {
    if (index === pieces.length - 1 && piece.includes(".")) {
      const dotted = parseVersion4(piece);
      if (dotted === undefined) return undefined;
      groups.push(...dotted);
    } else {
      if (!/^[0-9A-Fa-f]{1,4}$/.test(piece)) return undefined;
      groups.push(Number.parseInt(piece, 16));
    }
  }
  return groups;
}
