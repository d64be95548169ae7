import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { factsFromFiles } from "../../../lib/adapters/network/facts-from-files.ts";
import { writeMmdb } from "./mmdb-writer.ts";
import { awsRangesText } from "./published-samples.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "nhi-warden-network-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const file = (name: string, content: string | Buffer) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

test("a look-up knows what its files tell between them", async () => {
  const { lookup, problems } = await factsFromFiles({
    awsRanges: [file("ip-ranges.json", awsRangesText(600))],
    torExits: [file("tor.txt", "185.220.101.1\n")],
    ownNetworks: [file("own.txt", "3.0.7.9\n")],
    databases: [
      file(
        "asn.mmdb",
        writeMmdb([["0.0.0.0/1", { autonomous_system_number: 64_496, autonomous_system_organization: "Net" }]]),
      ),
      file("lite.mmdb", writeMmdb([["0.0.0.0/0", { asn: "AS64511", as_name: "Other", country_code: "NL" }]])),
    ],
  });
  expect(problems).toEqual([]);
  expect(lookup("3.0.7.9")).toEqual({
    prefix: "3.0.7.0/24",
    kind: "own",
    awsService: "EC2",
    awsRegion: "eu-west-1",
    asn: 64_496,
    organisation: "Net",
    country: "NL",
  });
  expect(lookup("185.220.101.1")).toEqual({
    prefix: "185.220.101.0/24",
    kind: "public",
    asn: 64_511,
    organisation: "Other",
    country: "NL",
    tor: true,
  });
});

test("of a database that has numbers alone, a hoster's are told as hosted", async () => {
  const { lookup } = await factsFromFiles({
    databases: [
      file(
        "numbers.mmdb",
        writeMmdb([
          ["198.51.100.0/24", { autonomous_system_number: 20_473, autonomous_system_organization: "AS-VULTR" }],
          ["203.0.113.0/24", { autonomous_system_number: 64_496, autonomous_system_organization: "Net" }],
        ]),
      ),
    ],
  });
  expect(lookup("198.51.100.9")).toMatchObject({ asn: 20_473, organisation: "AS-VULTR", hosting: true });
  expect(lookup("203.0.113.9")).not.toHaveProperty("hosting");
});

test("without files it knows what an address says by itself", async () => {
  const { lookup, problems } = await factsFromFiles({});
  expect(problems).toEqual([]);
  expect(lookup("3.0.7.9")).toEqual({ prefix: "3.0.7.0/24", kind: "public" });
});

test("each file that cannot be used is told by its name with a remedy, and the others are used", async () => {
  const whole = writeMmdb([["0.0.0.0/0", { country_code: "NL" }]]);
  const { lookup, problems } = await factsFromFiles({
    awsRanges: [file("cut.json", awsRangesText(600).slice(0, 500)), join(folder, "missing.json")],
    torExits: [file("page.txt", "<html></html>")],
    ownNetworks: [file("own-with-slip.txt", "10.0.0.0/8\n203.0.113.9\n")],
    databases: [folder, file("cut.mmdb", whole.subarray(0, 100)), file("whole.mmdb", whole)],
  });
  expect(lookup("203.0.113.9")).toEqual({ prefix: "203.0.113.0/24", kind: "own", country: "NL" });
  const names = ["cut.json", "missing.json", "page.txt", "own-with-slip.txt:1", "", "cut.mmdb"];
  expect(problems).toHaveLength(names.length);
  names.forEach((name, at) => {
    expect(problems[at]).toMatch(new RegExp(`${name}: .*\\. (Fetch|Name|Write) .*\\.$`));
  });
});
