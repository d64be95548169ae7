import fc from "fast-check";
import { rangeTable } from "../../../lib/domain/behaviour/address-ranges.ts";
import {
  type Address,
  type AddressRange,
  addressText,
  lastAddress,
  parseAddress,
  parseAddressRange,
} from "../../../lib/domain/event/address.ts";

const table = (...ranges: string[]) => rangeTable(ranges.map((text) => [parseAddressRange(text)!, text]));
const find = (ranges: readonly string[], address: string) => table(...ranges).find(parseAddress(address)!);

const nested = ["10.0.0.0/8", "10.1.0.0/16", "10.1.2.0/24", "10.1.2.3"];

test.each([
  ["10.255.255.255", "10.0.0.0/8"],
  ["10.1.0.0", "10.1.0.0/16"],
  ["10.1.2.2", "10.1.2.0/24"],
  ["10.1.2.3", "10.1.2.3"],
  ["10.1.2.4", "10.1.2.0/24"],
  ["10.1.3.0", "10.1.0.0/16"],
  ["10.2.0.0", "10.0.0.0/8"],
  ["11.0.0.0", undefined],
  ["9.255.255.255", undefined],
  ["::10.1.2.3", undefined],
  ["::ffff:10.1.2.3", "10.1.2.3"],
])("%s lies in %s: the longest prefix wins", (address, range) => {
  expect(find(nested, address)).toBe(range);
});

test("the first and the last address there are can be in a range", () => {
  expect(find(["0.0.0.0/1", "128.0.0.0/1"], "255.255.255.255")).toBe("128.0.0.0/1");
  expect(find(["::/0"], "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff")).toBe("::/0");
  expect(find(["255.255.255.255"], "255.255.255.254")).toBeUndefined();
  expect(find([], "1.2.3.4")).toBeUndefined();
});

/** Few bits are drawn, so that ranges nest, touch and are equal. */
const word = fc.constantFrom(0, 1, 2, 3, 0x7fffffff, 0x80000000, 0x80000001, 0xfffffffe, 0xffffffff);
const address: fc.Arbitrary<Address> = fc.oneof(fc.tuple(word), fc.tuple(word, word, word, word));
const range = fc
  .tuple(address, fc.integer({ min: 0, max: 128 }))
  .map(
    ([words, bits]) => parseAddressRange(`${addressText(words)}/${Math.min(bits, words.length * 32)}`) as AddressRange,
  );

test("any table answers as reading its list from the first to the last does", () => {
  fc.assert(
    fc.property(fc.array(range, { maxLength: 30 }), fc.array(address, { maxLength: 30 }), (ranges, others) => {
      const made = rangeTable(ranges.map((entry, at) => [entry, at] as const));
      expect(made.size).toBe(ranges.length);
      const all = [...others, ...ranges.flatMap((entry) => [entry.first, lastAddress(entry)])];
      expect(all.map((asked) => made.find(asked))).toStrictEqual(all.map((asked) => slowly(ranges, asked)));
    }),
    { numRuns: 500 },
  );
});

test("a table does not depend on the order of ranges that are not equal", () => {
  const distinct = fc.uniqueArray(range, { maxLength: 20, selector: ({ first, bits }) => `${first} ${bits}` });
  fc.assert(
    fc.property(distinct, address, (ranges, asked) => {
      const one = rangeTable(ranges.map((entry) => [entry, entry] as const));
      const other = rangeTable([...ranges].reverse().map((entry) => [entry, entry] as const));
      expect(one.find(asked)).toBe(other.find(asked));
    }),
  );
});

function slowly(ranges: readonly AddressRange[], asked: Address): number | undefined {
  const bitsOf = (words: Address) => words.map((one) => one.toString(2).padStart(32, "0")).join("");
  let best: number | undefined;
  ranges.forEach(({ first, bits }, at) => {
    const holds = first.length === asked.length && bitsOf(asked).startsWith(bitsOf(first).slice(0, bits));
    if (holds && (best === undefined || bits > ranges[best]!.bits)) best = at;
  });
  return best;
}
