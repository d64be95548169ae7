import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { readThreatList } from "../../../lib/adapters/network/threat-list.ts";
import { parseAddress } from "../../../lib/domain/event/address.ts";

const read = (text: string, file = "threat-lists/scanners.txt") => readThreatList(file, Buffer.from(text));
const has = (list: ReturnType<typeof read>, address: string) => list.table.find(parseAddress(address)!) === true;

test("addresses and ranges of both versions are read, with comments of either kind, and packed as well", () => {
  const text = "# scanners\n203.0.113.7\n198.51.100.0/25 ; SBL1\n\n; end\n2001:db8:7::/48 # six\r\n";
  for (const list of [
    read(text),
    readThreatList("x/scanners.txt.gz", gzipSync(text)),
    readThreatList("scanners.TXT", gzipSync(text)),
  ]) {
    expect(list.name).toBe("scanners");
    expect(list.problems).toEqual([]);
    expect(list.table.size).toBe(3);
    expect(["203.0.113.7", "198.51.100.127", "2001:db8:7::1"].map((address) => has(list, address))).toEqual([
      true,
      true,
      true,
    ]);
    expect(["203.0.113.8", "198.51.100.128", "2001:db8:8::1"].map((address) => has(list, address))).toEqual([
      false,
      false,
      false,
    ]);
  }
});

test("wrong lines are left out and told with file, line, value and remedy; the others hold", () => {
  const list = read("203.0.113.7\nscanner.example\n10.0.0.0/8\n0.0.0.0/0\n");
  expect(list.problems).toEqual([
    'threat-lists/scanners.txt:2: "scanner.example" is no address and no range such as 203.0.113.0/24. Write one public range a line, such as 203.0.113.0/24.',
    expect.stringMatching(/^threat-lists\/scanners\.txt:3: "10\.0\.0\.0\/8" is private/),
    expect.stringMatching(/^threat-lists\/scanners\.txt:4: "0\.0\.0\.0\/0" is wider than \/8/),
  ]);
  expect(list.table.size).toBe(1);
});

test.each<[string, string, Buffer, RegExp]>([
  ["empty", "a.txt", Buffer.from("# nothing\n"), /^a\.txt: it is empty\. Write one public/],
  ["a page", "a.txt", Buffer.from("<html>"), /^a\.txt: none of its lines is right; /],
  ["cut off", "a.txt.gz", gzipSync("203.0.113.7\n").subarray(0, 20), /^a\.txt\.gz: it is cut off, or over .* Give/],
  [
    "too large",
    "a.txt",
    Buffer.alloc(4 * 1024 * 1024 + 1, "#"),
    /^a\.txt: it is cut off, or over 4194304 bytes unpacked\./,
  ],
  [
    "a bomb",
    "a.txt.gz",
    gzipSync(Buffer.alloc(64 * 1024 * 1024)),
    /^a\.txt\.gz: it is cut off, or over 4194304 bytes unpacked\./,
  ],
])("a list that is %s is refused with its name and a remedy", (_, file, bytes, message) => {
  expect(() => readThreatList(file, bytes)).toThrow(message);
});

test("a list has its file's name, as far as it can be shown", () => {
  expect(read("203.0.113.7", "lists/drop v4.TXT").name).toBe("drop v4");
  expect(read("203.0.113.7", `${"a".repeat(60)}\u202e.txt`).name).toHaveLength(40);
  expect(read("203.0.113.7", "a\u202eb.txt").name).toBe("a\\u{202e}b");
});

test("whatever a file holds is read or refused with its name", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (content, isPacked) => {
      const bytes = isPacked ? gzipSync(content) : Buffer.from(content);
      try {
        expect(readThreatList("any.txt", bytes).table.size).toBeGreaterThan(0);
      } catch (error) {
        expect((error as Error).message).toMatch(/^any\.txt: /);
      }
    }),
  );
});
