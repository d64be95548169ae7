import fc from "fast-check";
import { openAddressDatabase } from "../../../lib/adapters/network/address-database.ts";
import { rangeTable } from "../../../lib/domain/behaviour/address-ranges.ts";
import { type Address, addressText, parseAddress, parseAddressRange } from "../../../lib/domain/event/address.ts";
import { type MmdbValue, writeMmdb } from "./mmdb-writer.ts";

const file = "mmdb/test.mmdb";
const open = (record: MmdbValue, range = "203.0.113.0/24") => openAddressDatabase(file, writeMmdb([[range, record]]));
const look = (record: MmdbValue) => open(record)("203.0.113.7");

describe("each layout tells its facts", () => {
  test.each<[string, MmdbValue, object]>([
    [
      "GeoLite2 ASN, DB-IP ASN Lite",
      { autonomous_system_number: 64_496, autonomous_system_organization: "Example Net" },
      { asn: 64_496, organisation: "Example Net" },
    ],
    [
      "GeoLite2 City and Country, DB-IP City and Country Lite",
      {
        continent: { code: "EU", names: { en: "Europe" } },
        country: { geoname_id: 1, iso_code: "NL", names: { en: "Netherlands", de: "Niederlande" } },
        registered_country: { iso_code: "US" },
      },
      { country: "NL" },
    ],
    [
      "DB-IP ISP",
      {
        country: { iso_code: "NL" },
        traits: {
          autonomous_system_number: 64_496,
          autonomous_system_organization: "Example Net",
          user_type: "hosting",
          organization: "A customer",
        },
      },
      { asn: 64_496, organisation: "Example Net", country: "NL", hosting: true },
    ],
    [
      "GeoIP2 Anonymous IP",
      { is_anonymous: true, is_tor_exit_node: true, is_hosting_provider: true },
      { tor: true, hosting: true },
    ],
    [
      "IPinfo Lite",
      { asn: "AS64496", as_name: "Example Net", as_domain: "example.net", country: "Netherlands", country_code: "NL" },
      { asn: 64_496, organisation: "Example Net", country: "NL" },
    ],
    [
      "IPinfo Country and ASN",
      { asn: "AS64496", as_name: "Example Net", country: "NL", country_name: "Netherlands" },
      { asn: 64_496, organisation: "Example Net", country: "NL" },
    ],
    [
      "IPinfo ASN",
      { asn: "AS64496", name: "Example Net", domain: "example.net" },
      { asn: 64_496, organisation: "Example Net" },
    ],
    [
      "GeoLite2 City with coordinates",
      { country: { iso_code: "NL" }, location: { accuracy_radius: 20, latitude: 52.3676, longitude: 4.9041 } },
      { country: "NL", place: { latitude: 52.3676, longitude: 4.9041 } },
    ],
    [
      "GeoLite2 City where only the country is known",
      { country: { iso_code: "US" }, location: { accuracy_radius: 1000, latitude: 37.751, longitude: -97.822 } },
      { country: "US" },
    ],
    [
      "DB-IP City Lite, without a radius",
      { country: { iso_code: "NL" }, location: { latitude: 52.5, longitude: -4.75 } },
      { country: "NL", place: { latitude: 52.5, longitude: -4.75 } },
    ],
    [
      "IPinfo's geolocation, as text",
      { city: "Mountain View", country: "US", lat: "37.40599", lng: "-122.078514" },
      { country: "US", place: { latitude: 37.40599, longitude: -122.078514 } },
    ],
    ["IPinfo Privacy", { hosting: "true", tor: "true", vpn: "", proxy: "" }, { hosting: true, tor: true }],
  ])("%s", (_, record, facts) => {
    expect(look(record)).toEqual(facts);
  });
});

test("an address that the database does not have, or that is no address of its version, has no facts", () => {
  const database = open({ asn: "AS64496" });
  expect(database("198.51.100.1")).toBeUndefined();
  expect(database("2001:db8:0:0:0:0:0:1")).toBeUndefined();
  const ipv4Only = openAddressDatabase(file, writeMmdb([["32.1.0.0/16", { asn: 1 }]], { ipVersion: 4 }));
  expect(ipv4Only("32.1.13.184")).toEqual({ asn: 1 });
  expect(ipv4Only("2001:db8:0:0:0:0:0:1")).toBeUndefined();
});

test("a field of the wrong type, an absurd number and a hostile name are not taken as they are", () => {
  expect(look({ asn: "ASx", country_code: "nl", as_name: " ", autonomous_system_number: "0", hosting: "yes" })).toEqual(
    {},
  );
  for (const location of [
    { latitude: 0, longitude: 0 },
    { latitude: 91, longitude: 0 },
    { latitude: 1, longitude: "181" },
    { latitude: "", longitude: 1 },
    { latitude: "north", longitude: 1 },
    { latitude: 1 },
  ]) {
    expect(look({ location })).toEqual({});
  }
  expect(look({ country: ["NL"], asn: { asn: 1 }, is_tor_exit_node: 1 })).toEqual({});
  const organisation = open({ as_name: `a\u202eb\n${"x".repeat(500)}` })("203.0.113.7")?.organisation;
  expect(organisation?.startsWith("a\\u{202e}b\\n")).toBe(true);
  expect(organisation).toHaveLength(100);
});

const word = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const address = fc.oneof(
  fc.tuple(word),
  // Apart from the zeros below which IPv4 lies.
  fc.tuple(fc.integer({ min: 0x20000000, max: 0x3fffffff }), word, word, word),
);
const range = fc
  .tuple(address, fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([words, share]) => `${addressText(words)}/${4 + Math.floor(share * (words.length * 32 - 4))}`);

test("any database of prefixes, of every size of record, answers as a plain table of the same prefixes does", () => {
  fc.assert(
    fc.property(
      fc.uniqueArray(range, {
        minLength: 1,
        maxLength: 20,
        selector: (text) => JSON.stringify(parseAddressRange(text)),
      }),
      fc.array(address, { maxLength: 20 }),
      fc.constantFrom(24 as const, 28 as const, 32 as const),
      (ranges, others, recordSize) => {
        const entries = ranges.map((text, at) => [text, { autonomous_system_number: at + 1 }] as const);
        const database = openAddressDatabase(file, writeMmdb(entries, { recordSize }));
        const table = rangeTable(ranges.map((text, at) => [parseAddressRange(text)!, at + 1] as const));
        const inside = ranges.map((text) => parseAddress(text.split("/")[0]!) as Address);
        for (const words of [...inside, ...others]) {
          expect(database(addressText(words))?.asn).toBe(table.find(words));
        }
      },
    ),
    { numRuns: 60 },
  );
});

describe("a file that cannot be used is refused with its name and a remedy", () => {
  const whole = writeMmdb([["8.0.0.0/6", { autonomous_system_number: 1 }]]);
  const tree = writeMmdb([["1.0.0.0/8", { autonomous_system_number: 1 }]], { ipVersion: 4 });
  const overwritten = (at: number, ...bytes: number[]) => {
    const copy = Buffer.from(tree);
    Buffer.from(bytes).copy(copy, at);
    return copy;
  };
  // Eight nodes of six bytes, the separator, then the record.
  const recordAt = 8 * 6 + 16;
  test.each<[string, Buffer, RegExp]>([
    ["an empty file", Buffer.alloc(0), /no MMDB database/],
    ["text", Buffer.from("network,asn\n1.0.0.0/24,13335\n"), /no MMDB database/],
    ["a packed file", Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]), /no MMDB database/],
    ["a file that was cut off", whole.subarray(0, whole.length - 40), /no MMDB database/],
    ["a file whose end alone arrived", whole.subarray(whole.length - 250), /damaged/],
    ["a format to come", writeMmdb([["1.0.0.0/8", { asn: 1 }]], { format: 3 }), /format is 3/],
    ["a tree that was overwritten", overwritten(8 * 6, 1, 2, 3), /damaged: its tree does not end/],
    ["a record that points at itself", overwritten(recordAt, 0x20, 0x00), /damaged: a record cannot be read/],
    ["a record of no type", overwritten(recordAt, 0x00, 0x00), /damaged: a record cannot be read/],
    [
      "a database of something else",
      writeMmdb([["0.0.0.0/1", { ssid: "x", carrier: "y" }]], { type: "Wireless\n" }),
      /a Wireless\\n with the fields ssid, carrier: no system, country/,
    ],
  ])("%s", (_, bytes, what) => {
    expect(() => openAddressDatabase(file, bytes)).toThrow(what);
    expect(() => openAddressDatabase(file, bytes)).toThrow(
      /^mmdb\/test\.mmdb: .*\. (Fetch|Give) the|^mmdb\/test\.mmdb: .*\. Give a database/s,
    );
  });

  test("bytes turned at random are refused or read, and no look-up throws", () => {
    const entries = Array.from(
      { length: 30 },
      (_, at) => [`${at + 1}.0.0.0/9`, { asn: at + 1, as_name: `name ${at}` }] as const,
    );
    const good = writeMmdb(entries);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        fc.array(address, { maxLength: 10 }),
        (turned, addresses) => {
          const bytes = Buffer.from(good);
          for (const [at, byte] of turned) bytes[at] = byte;
          let database: ReturnType<typeof openAddressDatabase> | undefined;
          try {
            database = openAddressDatabase(file, bytes);
          } catch (error) {
            expect((error as Error).name).toBe("NetworkFileError");
          }
          for (const words of addresses) expect(() => database?.(addressText(words))).not.toThrow();
        },
      ),
      { numRuns: 300 },
    );
  });
});
