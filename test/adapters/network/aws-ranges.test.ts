import { readAwsRanges } from "../../../lib/adapters/network/aws-ranges.ts";
import { parseAddress } from "../../../lib/domain/event/address.ts";

const entry = (prefix: string, service: string, region = "eu-west-1") => ({
  [prefix.includes(":") ? "ipv6_prefix" : "ip_prefix"]: prefix,
  region,
  service,
  network_border_group: region,
});
const content = (...entries: object[]) => ({
  syncToken: "1764000000",
  createDate: "2025-11-24-16-00-00",
  prefixes: entries.filter((one) => "ip_prefix" in one),
  ipv6_prefixes: entries.filter((one) => !("ip_prefix" in one)),
});
const read = (value: unknown) => readAwsRanges("ip-ranges.json", JSON.stringify(value));

test("an address has the service and region of the longest prefix; of equal ones, of the service that says most", () => {
  const { table, publishedAt, leftOut, problems } = read(
    content(
      entry("3.5.140.0/22", "AMAZON"),
      entry("3.5.140.0/22", "EC2"),
      entry("3.5.140.0/22", "S3"),
      entry("3.4.0.0/14", "AMAZON", "GLOBAL"),
      entry("3.4.8.0/24", "EC2", "us-east-1"),
      entry("3.4.8.0/24", "AMAZON", "us-east-1"),
      entry("2600:1f00::/24", "EC2", "us-east-1"),
    ),
  );
  const find = (address: string) => table.find(parseAddress(address)!);
  expect(find("3.5.141.7")).toEqual({ service: "S3", region: "eu-west-1" });
  expect(find("3.4.8.255")).toEqual({ service: "EC2", region: "us-east-1" });
  expect(find("3.4.9.0")).toEqual({ service: "AMAZON", region: "GLOBAL" });
  expect(find("2600:1f12::1")).toEqual({ service: "EC2", region: "us-east-1" });
  expect(find("8.8.8.8")).toBeUndefined();
  expect({ size: table.size, publishedAt, leftOut, problems }).toEqual({
    size: 7,
    publishedAt: 1_764_000_000,
    leftOut: 0,
    problems: [],
  });
});

test("entries that are not right are left out and told; the others hold", () => {
  const { table, leftOut, problems } = read(
    content(
      entry("0.0.0.0/0", "EC2"),
      entry("not\u202ean address", "EC2"),
      entry("10.0.0.0/8", "EC2"),
      entry("3.4.8.0/24", "evil service"),
      { ip_prefix: 7 },
      entry("3.5.140.0/22", "S3"),
    ),
  );
  expect(table.size).toBe(1);
  expect(leftOut).toBe(5);
  expect(problems).toEqual([
    'ip-ranges.json: 5 of 6 entries were left out; the first "0.0.0.0/0" is wider than /8, the widest that one organisation can have. Fetch https://ip-ranges.amazonaws.com/ip-ranges.json again.',
  ]);
});

test.each<[string, string, RegExp]>([
  ["what was cut off", JSON.stringify(content(entry("3.5.140.0/22", "S3"))).slice(0, 60), /no JSON, or was cut off/],
  ["a page", "<html><body>Not found</body></html>", /no JSON/],
  ["nothing", "", /no JSON/],
  ["null", "null", /no JSON object/],
  ["a list", "[]", /no `syncToken`/],
  ["no token", JSON.stringify({ ...content(entry("3.5.140.0/22", "S3")), syncToken: 5 }), /no `syncToken`/],
  ["no entries", JSON.stringify(content()), /holds no range/],
  ["lists that are none", JSON.stringify({ ...content(), prefixes: { length: 1 } }), /holds no range/],
  ["entries that are none", JSON.stringify({ ...content(), prefixes: [null, 1, "x", []] }), /holds no range/],
])("%s is refused with the file's name and a remedy", (_, text, what) => {
  const reading = () => readAwsRanges("a/ip-ranges.json", text);
  expect(reading).toThrow(what);
  expect(reading).toThrow(/^a\/ip-ranges\.json: .*\. Fetch https:\/\/ip-ranges\.amazonaws\.com/);
});
