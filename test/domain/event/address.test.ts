import { isIPv4, isIPv6 } from "node:net";
import fc from "fast-check";
import {
  addressText,
  isWithin,
  lastAddress,
  parseAddress,
  parseAddressRange,
} from "../../../lib/domain/event/address.ts";

test.each([
  ["203.0.113.7", [0xcb007107]],
  ["0.0.0.0", [0]],
  ["255.255.255.255", [0xffffffff]],
  ["::", [0, 0, 0, 0]],
  ["::1", [0, 0, 0, 1]],
  ["1::", [0x10000, 0, 0, 0]],
  ["2001:db8::8:800:200C:417a", [0x20010db8, 0, 0x00080800, 0x200c417a]],
  ["1:2:3:4:5:6:7:8", [0x10002, 0x30004, 0x50006, 0x70008]],
  ["1:2:3:4:5:6:7::", [0x10002, 0x30004, 0x50006, 0x70000]],
  ["64:ff9b::203.0.113.7", [0x0064ff9b, 0, 0, 0xcb007107]],
  ["::ffff:203.0.113.7", [0xcb007107]],
  ["::ffff:cb00:7107", [0xcb007107]],
])("%s is read", (text, words) => {
  expect(parseAddress(text)).toEqual(words);
});

test.each([
  "",
  "1.2.3",
  "1.2.3.4.5",
  "1.2.3.",
  "1..2.3",
  "01.2.3.4",
  "1.2.3.256",
  "1.2.3.4 ",
  "-1.2.3.4",
  ":",
  ":::",
  ":1:2:3:4:5:6:7",
  "1:2:3:4:5:6:7:",
  "1:2:3:4:5:6:7",
  "1:2:3:4:5:6:7:8:9",
  "1:2:3:4:5:6:7:8::",
  "1::2::3",
  "12345::",
  "g::",
  "::1.2.3.4:5",
  "1.2.3.4::",
  "::1.2.3",
  "1:2:3:4:5:6:7:1.2.3.4",
  "fe80::1%eth0",
  "::@",
  "AWS Internal",
  "ec2.amazonaws.com",
  "1".repeat(1_000),
])("%j is no address", (text) => {
  expect(parseAddress(text)).toBeUndefined();
});

const piece = fc.oneof(
  fc.constantFrom(":", "::", ".", "0", "ffff", "1.2.3.4", "00000", "/"),
  fc.stringMatching(/^[0-9a-fA-F]{1,5}$/),
);
const likeAddress = fc.array(piece, { maxLength: 16 }).map((pieces) => pieces.join(""));

test("what is read is exactly what the platform takes for an address", () => {
  const texts = fc.oneof(likeAddress, fc.ipV4(), fc.ipV6(), fc.string({ maxLength: 40 }));
  fc.assert(
    fc.property(texts, (text) => {
      expect(parseAddress(text) !== undefined).toBe((isIPv4(text) || isIPv6(text)) && !text.includes("%"));
    }),
    { numRuns: 2_000 },
  );
});

test("every spelling of an address is one address, and its text is read back", () => {
  fc.assert(
    fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), (text) => {
      const address = parseAddress(text)!;
      expect(parseAddress(addressText(address))).toEqual(address);
      expect(parseAddress(text.toUpperCase())).toEqual(address);
    }),
  );
});

test.each([
  ["10.1.2.3/8", "10.0.0.0", 8, "10.255.255.255"],
  ["203.0.113.7", "203.0.113.7", 32, "203.0.113.7"],
  ["0.0.0.0/0", "0.0.0.0", 0, "255.255.255.255"],
  ["2001:db8:1:2::/33", "2001:db8:0:0:0:0:0:0", 33, "2001:db8:7fff:ffff:ffff:ffff:ffff:ffff"],
  ["2001:db8::1", "2001:db8:0:0:0:0:0:1", 128, "2001:db8:0:0:0:0:0:1"],
  ["::/0", "0:0:0:0:0:0:0:0", 0, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"],
  ["::ffff:10.0.0.0/104", "10.0.0.0", 8, "10.255.255.255"],
])("%s runs from its first address to its last", (text, first, bits, last) => {
  const range = parseAddressRange(text)!;
  expect(addressText(range.first)).toBe(first);
  expect(range.bits).toBe(bits);
  expect(addressText(lastAddress(range))).toBe(last);
});

test.each([
  "",
  "/8",
  "10.0.0.0/",
  "10.0.0.0/33",
  "10.0.0.0/08",
  "10.0.0.0/-1",
  "10.0.0.0/8/8",
  "10/8",
  "::/129",
  "::ffff:10.0.0.0/90",
])("%j is no range", (text) => {
  expect(parseAddressRange(text)).toBeUndefined();
});

test("an address lies in a range exactly where its bits begin as the range's do", () => {
  const binary = (text: string) =>
    parseAddress(text)!
      .map((word) => word.toString(2).padStart(32, "0"))
      .join("");
  const pairs = fc.oneof(
    fc.tuple(fc.ipV4(), fc.ipV4(), fc.nat(32)),
    fc.tuple(fc.ipV6(), fc.ipV6(), fc.nat(128)),
    fc.tuple(fc.constantFrom("2001:db8::", "2001:db8::8000:0:0:1"), fc.constant("2001:db8::"), fc.nat(128)),
  );
  fc.assert(
    fc.property(pairs, ([address, first, length]) => {
      // A mapped IPv4 address is one of four bytes, whatever it was drawn as.
      fc.pre(binary(address).length === binary(first).length && length <= binary(first).length);
      const range = { ...parseAddressRange(first)!, bits: length };
      expect(isWithin(parseAddress(address)!, range)).toBe(binary(address).startsWith(binary(first).slice(0, length)));
    }),
  );
  expect(isWithin(parseAddress("10.0.0.0")!, parseAddressRange("::/0")!)).toBe(false);
});

test.each([
  ["203.0.113.7", "203.0.113.0/24", true],
  ["203.0.114.7", "203.0.113.0/24", false],
  ["203.0.113.7", "203.0.113.7", true],
  ["255.255.255.255", "0.0.0.0/0", true],
  ["2001:db8::7", "2001:db8::/64", true],
  ["2001:db8:0:1::7", "2001:db8::/64", false],
  ["::ffff:203.0.113.7", "203.0.113.0/24", true],
  ["203.0.113.7", "::/0", false],
])("%s lies within %s: %s", (address, range, expected) => {
  expect(isWithin(parseAddress(address)!, parseAddressRange(range)!)).toBe(expected);
});

test("a range holds its first and its last address and nothing beside them", () => {
  const octets = fc.tuple(fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(255));
  fc.assert(
    fc.property(octets, fc.integer({ min: 1, max: 32 }), (parts, bits) => {
      const range = parseAddressRange(`${parts.join(".")}/${bits}`)!;
      const last = lastAddress(range);
      expect(isWithin(range.first, range)).toBe(true);
      expect(isWithin(last, range)).toBe(true);
      const next = ((last[0] ?? 0) + 1) >>> 0;
      expect(isWithin([next], range)).toBe(false);
    }),
  );
});
