import fc from "fast-check";
import { type RangeTable, rangeTable } from "../../../lib/domain/behaviour/address-ranges.ts";
import { networkOf } from "../../../lib/domain/behaviour/network.ts";
import {
  factsOfAddressAlone,
  isInAws,
  type NetworkTables,
  networkLookup,
} from "../../../lib/domain/behaviour/network-facts.ts";
import { parseAddressRange } from "../../../lib/domain/event/address.ts";

const ranges = <Value>(entries: Readonly<Record<string, Value>>): RangeTable<Value>[] => [
  rangeTable(Object.entries(entries).map(([text, value]) => [parseAddressRange(text)!, value] as const)),
];
const asked: string[] = [];
const tables: NetworkTables = {
  aws: ranges({
    "198.51.100.0/24": { service: "AMAZON", region: "GLOBAL" },
    "198.51.100.128/25": { service: "EC2", region: "eu-west-1" },
    "2001:db8::/32": { service: "S3", region: "us-east-1" },
  }),
  tor: ranges({ "203.0.113.66": true as const, "198.51.100.129": true as const }),
  own: ranges({ "198.51.100.200": true as const, "203.0.113.64/28": true as const }),
  threats: [
    { name: "scanners", table: ranges({ "203.0.113.0/28": true as const, "2001:db8:9::/48": true as const })[0]! },
    { name: "botnet", table: ranges({ "203.0.113.5": true as const })[0]! },
    { name: "scanners", table: ranges({ "203.0.113.5": true as const })[0]! },
  ],
  databases: [
    (address) => {
      asked.push(address);
      return address.startsWith("203.0.113.") ? { asn: 64_496, organisation: "Example Net" } : undefined;
    },
    () => ({ asn: 64_511, country: "NL" }),
  ],
};
const without: NetworkTables = { ...tables, databases: [] };

test.each([
  ["198.51.100.1", { prefix: "198.51.100.0/24", kind: "public", awsService: "AMAZON", awsRegion: "GLOBAL" }],
  ["198.51.100.130", { prefix: "198.51.100.0/24", kind: "public", awsService: "EC2", awsRegion: "eu-west-1" }],
  [
    "198.51.100.129",
    { prefix: "198.51.100.0/24", kind: "public", awsService: "EC2", awsRegion: "eu-west-1", tor: true },
  ],
  ["198.51.100.200", { prefix: "198.51.100.0/24", kind: "own", awsService: "EC2", awsRegion: "eu-west-1" }],
  ["2001:db8:1::9", { prefix: "2001:db8:1::/48", kind: "public", awsService: "S3", awsRegion: "us-east-1" }],
  ["203.0.113.66", { prefix: "203.0.113.0/24", kind: "own", tor: true }],
  ["203.0.113.9", { prefix: "203.0.113.0/24", kind: "public", threatLists: ["scanners"] }],
  ["203.0.113.5", { prefix: "203.0.113.0/24", kind: "public", threatLists: ["botnet", "scanners"] }],
  [
    "2001:db8:9::1",
    {
      prefix: "2001:db8:9::/48",
      kind: "public",
      awsService: "S3",
      awsRegion: "us-east-1",
      threatLists: ["scanners"],
    },
  ],
  ["::ffff:203.0.113.65", { prefix: "203.0.113.0/24", kind: "own" }],
  ["10.1.2.3", { prefix: "private", kind: "private" }],
  ["ec2.amazonaws.com", { prefix: "service:ec2", kind: "aws-service" }],
  ["somewhere", { prefix: "unknown", kind: "unknown" }],
])("%s: ranges tell what they are for", (address, facts) => {
  expect(networkLookup(without)(address)).toEqual(facts);
});

test("of databases the first that knows a fact tells it", () => {
  const look = networkLookup({ ...tables, aws: [], tor: [], own: [], threats: [] });
  expect(look("203.0.113.1")).toEqual({
    prefix: "203.0.113.0/24",
    kind: "public",
    asn: 64_496,
    organisation: "Example Net",
    country: "NL",
  });
  expect(look("192.0.2.1")).toEqual({ prefix: "192.0.2.0/24", kind: "public", asn: 64_511, country: "NL" });
});

test("a system that is known to rent out is told as such where the database has no more than its number", () => {
  const lookWith = (facts: object) => networkLookup({ ...without, aws: [], databases: [() => facts] })("192.0.2.1");
  const known = { prefix: "192.0.2.0/24", kind: "public" };
  expect(lookWith({ asn: 14_061 })).toEqual({ ...known, asn: 14_061, organisation: "DigitalOcean", hosting: true });
  expect(lookWith({ asn: 216_025 })).toEqual({ ...known, asn: 216_025, organisation: "Mullvad", hosting: true });
  expect(lookWith({ asn: 14_061, organisation: "DIGITALOCEAN-ASN", country: "NL" })).toEqual({
    ...known,
    asn: 14_061,
    organisation: "DIGITALOCEAN-ASN",
    country: "NL",
    hosting: true,
  });
});

test("what a database says of hosting stands, of systems that are not listed as well; no other becomes hosted", () => {
  const lookWith = (facts: object) => networkLookup({ ...without, aws: [], databases: [() => facts] })("192.0.2.1");
  expect(lookWith({ asn: 64_496, hosting: true })).toMatchObject({ hosting: true });
  for (const facts of [{}, { asn: 64_496 }, { organisation: "DigitalOcean" }, { asn: 16_509, country: "US" }])
    expect(lookWith(facts)).toEqual({ prefix: "192.0.2.0/24", kind: "public", ...facts });
});

test("a private address is never looked up, whatever the tables say: it is in use in every network", () => {
  const everything = ranges({ "0.0.0.0/0": true as const, "::/0": true as const });
  const look = networkLookup({ ...tables, own: everything, tor: everything });
  for (const address of ["10.0.0.1", "192.168.1.1", "127.0.0.1", "::1", "fd00::1", "::ffff:10.0.0.1"]) {
    expect(look(address)).toEqual({ prefix: "private", kind: "private" });
  }
});

test("a database is asked in one spelling, once for an address that comes again", () => {
  const look = networkLookup(tables);
  asked.length = 0;
  for (let times = 0; times < 3; times++) look("192.0.2.77");
  look("2001:DB8::77");
  look("::ffff:192.0.2.78");
  expect(asked).toEqual(["192.0.2.77", "2001:db8:0:0:0:0:0:77", "192.0.2.78"]);
});

test("a call comes out of AWS where a service made it, or AWS publishes the address", () => {
  const inAws = (address: string) => isInAws(networkLookup(tables)(address));
  expect(["198.51.100.1", "198.51.100.200", "lambda.amazonaws.com", "AWS Internal"].map(inAws)).not.toContain(false);
  expect(["203.0.113.1", "10.0.0.1", "nowhere", "x.amazonaws.com.evil.example"].map(inAws)).not.toContain(true);
});

test("whatever the record holds, prefix and kind agree with the network, and nothing of the address is told", () => {
  const source = fc.oneof(fc.ipV4(), fc.ipV6(), fc.string({ maxLength: 80 }), fc.constant("x".repeat(100_000)));
  const look = networkLookup(without);
  fc.assert(
    fc.property(source, (address) => {
      const { name, kind } = networkOf(address);
      expect(factsOfAddressAlone(address)).toEqual({ prefix: name, kind });
      expect(look(address).prefix).toBe(name);
      expect([kind, "own"]).toContain(look(address).kind);
      expect(look(address)).toEqual(networkLookup(without)(address));
    }),
  );
});

test("more addresses than are remembered change no answer", () => {
  const look = networkLookup(without);
  for (let at = 0; at < 45_000; at++) look(`198.18.${at >> 8}.${at & 255}`);
  expect(look("198.51.100.1")).toMatchObject({ awsService: "AMAZON" });
});
