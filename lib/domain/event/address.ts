/**
 * An IP address as unsigned 32-bit words, the highest first: one for IPv4, four for IPv6. An IPv4 address that is
 * mapped into IPv6 (`::ffff:203.0.113.7`) is IPv4, so that both ways of writing it are one address.
 */
export type Address = readonly number[];

/** Every address that shares its first `bits` bits with `first`, whose other bits are zero. */
export interface AddressRange {
  readonly first: Address;
  readonly bits: number;
}

/** The longest text of an address: eight groups, the last two as IPv4. */
const longestAddress = 45;

/**
 * Reads an address: four decimal numbers, or any form of RFC 4291, section 2.2; undefined for anything else. A number
 * with a leading zero is refused: some readers take it for octal, so it names no certain address. So is a zone
 * (`%eth0`).
 */
export function parseAddress(text: string): Address | undefined {
  if (text.length > longestAddress) return undefined;
  if (text.includes(":")) return fromGroups(groupsOf(text));
  const word = parseIpv4(text);
  return word === undefined ? undefined : [word];
}

/** Reads `203.0.113.0/24`, `2001:db8::/32`, or one address as the range of itself; undefined for anything else. */
export function parseAddressRange(text: string): AddressRange | undefined {
  const slash = text.indexOf("/");
  const written = slash < 0 ? text : text.slice(0, slash);
  const address = parseAddress(written);
  if (address === undefined) return undefined;
  const most = address.length * 32;
  if (slash < 0) return { first: address, bits: most };
  const length = text.slice(slash + 1);
  if (!/^(0|[1-9]\d{0,2})$/.test(length)) return undefined;
  // The length of a mapped IPv4 address counts the 96 bits before it.
  const bits = Number(length) - (address.length === 1 && written.includes(":") ? 96 : 0);
  if (bits < 0 || bits > most) return undefined;
  return { first: address.map((word, at) => (word & maskOf(bits, at)) >>> 0), bits };
}

/** The last address of a range. */
export const lastAddress = ({ first, bits }: AddressRange): Address =>
  first.map((word, at) => (word | ~maskOf(bits, at)) >>> 0);

/** Whether an address lies in a range; one of the other version never does. */
export function isWithin(address: Address, { first, bits }: AddressRange): boolean {
  if (address.length !== first.length) return false;
  for (let at = 0; at * 32 < bits; at++)
    if ((((first[at] as number) ^ (address[at] as number)) & maskOf(bits, at)) !== 0) return false;
  return true;
}

/** One spelling for each address: dotted for IPv4, eight groups without leading zeros for IPv6. */
export function addressText(address: Address): string {
  const [word = 0] = address;
  if (address.length === 1) return `${word >>> 24}.${(word >>> 16) & 255}.${(word >>> 8) & 255}.${word & 255}`;
  return address.map((group) => `${(group >>> 16).toString(16)}:${(group & 0xffff).toString(16)}`).join(":");
}

/** The bits of word `at` that a prefix of `bits` bits fixes. */
function maskOf(bits: number, at: number): number {
  const fixed = Math.min(32, Math.max(0, bits - at * 32));
  // JavaScript shifts by 32 as by 0.
  return fixed === 0 ? 0 : -1 << (32 - fixed);
}

function parseIpv4(text: string): number | undefined {
  let word = 0;
  let number = -1;
  let dots = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 46) {
      if (number < 0) return undefined;
      dots += 1;
      word = word * 256 + number;
      number = -1;
    } else if (code >= 48 && code <= 57 && number !== 0) {
      number = number < 0 ? code - 48 : number * 10 + code - 48;
      if (number > 255) return undefined;
    } else return undefined;
  }
  return dots === 3 && number >= 0 ? word * 256 + number : undefined;
}

/** Reads in one pass; `gap` is where `::` stands for as many groups of zero as are missing. */
function groupsOf(text: string): readonly number[] | undefined {
  const groups: number[] = [];
  let gap = -1;
  let group = 0;
  let digits = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    const digit = code <= 57 ? code - 48 : (code | 32) - 87;
    if (code === 58) {
      const isDouble = text.charCodeAt(at + 1) === 58;
      if (digits > 0) groups.push(group);
      else if (at > 0 || !isDouble) return undefined;
      group = digits = 0;
      if (isDouble) {
        if (gap >= 0) return undefined;
        gap = groups.length;
        at += 1;
        if (text.charCodeAt(at + 1) === 58) return undefined;
      } else if (at === text.length - 1) return undefined;
    } else if (code === 46) {
      const word = parseIpv4(text.slice(at - digits));
      if (word === undefined) return undefined;
      groups.push(word >>> 16, word & 0xffff);
      digits = 0;
      break;
    } else if (digits < 4 && digit >= 0 && digit < 16 && (code <= 57 || digit > 9)) {
      group = group * 16 + digit;
      digits += 1;
    } else return undefined;
  }
  if (digits > 0) groups.push(group);
  if (gap < 0) return groups.length === 8 ? groups : undefined;
  if (groups.length > 7) return undefined;
  return [...groups.slice(0, gap), ...Array<number>(8 - groups.length).fill(0), ...groups.slice(gap)];
}

function fromGroups(groups: readonly number[] | undefined): Address | undefined {
  if (groups === undefined) return undefined;
  const word = (at: number) => ((groups[at] as number) * 0x10000 + (groups[at + 1] as number)) >>> 0;
  const address = [word(0), word(2), word(4), word(6)];
  const isMapped = address[0] === 0 && address[1] === 0 && address[2] === 0xffff;
  return isMapped ? address.slice(3) : address;
}
