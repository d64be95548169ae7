import { readOwnNetworks, readTorExits } from "../../../lib/adapters/network/address-list.ts";
import { parseAddress } from "../../../lib/domain/event/address.ts";

const holds = (list: ReturnType<typeof readTorExits>, address: string) => list.table.find(parseAddress(address)!);

test("Tor's exits are read one a line", () => {
  const list = readTorExits("tor.txt", "203.0.113.7\r\n2001:db8::7\n\n# a comment\n198.51.100.9");
  expect(list).toMatchObject({ leftOut: 0, problems: [] });
  expect(["203.0.113.7", "2001:db8::7", "198.51.100.9", "203.0.113.8"].map((one) => holds(list, one))).toEqual([
    true,
    true,
    true,
    undefined,
  ]);
});

test("Tor's exits are read from blocks of lines", () => {
  const block = (address: string) =>
    `ExitNode ${"0F".repeat(20)}\nPublished 2026-11-21 08:00:00\nLastStatus 2026-11-21 09:00:00\nExitAddress ${address} 2026-11-21 09:10:00\n`;
  const list = readTorExits("tor.txt", `@type tordnsel 1.0\n${block("203.0.113.7")}${block("198.51.100.9")}`);
  expect(list).toMatchObject({ table: { size: 2 }, leftOut: 0 });
  expect(holds(list, "198.51.100.9")).toBe(true);
});

test("lines of the own networks that are not right are told with their number; the others hold", () => {
  const text = [
    "198.51.100.0/24 # NAT gateways",
    "10.0.0.0/8",
    "0.0.0.0/0",
    "office\u202e",
    "2001:db8:7::/48",
    "203.0.113.9",
  ].join("\n");
  const list = readOwnNetworks("own.txt", text);
  expect(list.table.size).toBe(3);
  expect(["198.51.100.77", "203.0.113.9", "2001:db8:7::1", "10.0.0.1"].map((one) => holds(list, one))).toEqual([
    true,
    true,
    true,
    undefined,
  ]);
  const remedy = "Write one public range a line, such as 203.0.113.0/24.";
  expect(list.problems).toEqual([
    `own.txt:2: "10.0.0.0/8" is private: the same addresses are in use in every network, an attacker's among them. ${remedy}`,
    `own.txt:3: "0.0.0.0/0" is wider than /8, the widest that one organisation can have. ${remedy}`,
    `own.txt:4: "office\\\\u{202e}" is no address and no range such as 203.0.113.0/24. ${remedy}`,
  ]);
});

test("of many wrong lines the first are told, and how many there are", () => {
  const { problems } = readOwnNetworks("own.txt", `203.0.113.9\n${"x\n".repeat(500)}`);
  expect(problems).toHaveLength(11);
  expect(problems.at(-1)).toContain("500 lines in all were left out");
});

test.each<[string, string, RegExp]>([
  ["an empty file", "", /it is empty/],
  ["comments alone", "# nothing\n\n", /it is empty/],
  ["a page", "<html>\n<body>429</body>\n</html>", /none of its lines is right; .*:1: /],
  [
    "a page with an address in it",
    "<html>\n<p>\nYour address is\n203.0.113.7\n</p>",
    /most of its lines are no addresses/,
  ],
])("%s is no list of exits", (_, text, what) => {
  const reading = () => readTorExits("tor.txt", text);
  expect(reading).toThrow(what);
  expect(reading).toThrow(/^tor\.txt: .*Fetch https:\/\/check\.torproject\.org\/torbulkexitlist again\.$/);
});
