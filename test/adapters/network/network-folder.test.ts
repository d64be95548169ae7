import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readNetworkFolder } from "../../../lib/adapters/network/network-folder.ts";
import { networkFiles } from "../../../lib/contract/network-files.ts";
import { writeMmdb } from "./mmdb-writer.ts";
import { awsRangesText } from "./published-samples.ts";

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nhi-warden-networks-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const write = (name: string, content: string | Buffer) => {
  mkdirSync(join(folder, name, ".."), { recursive: true });
  writeFileSync(join(folder, name), content);
};

test("a copy of the warden's bucket is read whole", async () => {
  write(networkFiles.awsRanges, awsRangesText(600));
  write(networkFiles.torExits, "185.220.101.1\n");
  write(networkFiles.ownNetworks, "3.0.7.9\n");
  write(`${networkFiles.threatLists}scanners.txt`, "185.220.101.0/24\n");
  write(`${networkFiles.databases}b.mmdb`, writeMmdb([["0.0.0.0/0", { country_code: "DE" }]]));
  write(`${networkFiles.databases}a.mmdb`, writeMmdb([["0.0.0.0/0", { country_code: "NL" }]]));
  const { lookup, files, passedOver, problems } = await readNetworkFolder(folder);
  expect([passedOver, problems]).toEqual([[], []]);
  expect(files).toEqual([
    "mmdb/a.mmdb",
    "mmdb/b.mmdb",
    "own-networks.txt",
    "published/aws-ip-ranges.json",
    "published/tor-exit-list.txt",
    "threat-lists/scanners.txt",
  ]);
  expect(lookup("3.0.7.9")).toMatchObject({ kind: "own", awsService: "EC2", country: "NL" });
  expect(lookup("185.220.101.1")).toMatchObject({ tor: true, threatLists: ["scanners"] });
});

test("of threat lists the first twenty by name are used, and the others are told", async () => {
  for (let at = 0; at < 21; at++) write(`threat-lists/${String.fromCharCode(97 + at)}.txt`, "185.220.101.1\n");
  const { lookup, problems } = await readNetworkFolder(folder, "nets");
  expect(lookup("185.220.101.1").threatLists).toHaveLength(20);
  expect(problems).toEqual(["nets/threat-lists/u.txt: it is not used: at most 20 threat lists are. Join some."]);
});

test.each([
  ["ip-ranges.json", awsRangesText(600), "3.0.7.9", { awsService: "EC2" }],
  ["torbulkexitlist", "185.220.101.1\n", "185.220.101.1", { tor: true }],
  ["exit-addresses", "ExitAddress 185.220.101.1 2026-11-21 10:00:00\n", "185.220.101.1", { tor: true }],
  ["Geo.MMDB", writeMmdb([["0.0.0.0/0", { country_code: "NL" }]]), "3.0.7.9", { country: "NL" }],
])("a list under the name that it is published by, %s, is known by it", async (name, content, address, facts) => {
  write(name, content);
  const { lookup, files } = await readNetworkFolder(folder);
  expect(files).toEqual([name]);
  expect(lookup(address)).toMatchObject(facts);
});

test("what is of no kind is passed over, and what cannot be used is told under the name that was given", async () => {
  write("readme.md", "x");
  write(".DS_Store", "x");
  write("ip-ranges.json", "{");
  write("mmdb/cut.mmdb", "x");
  write("torbulkexitlist.txt", "185.220.101.1\n");
  const { files, passedOver, problems, lookup } = await readNetworkFolder(folder, "nets");
  expect(files).toEqual(["ip-ranges.json", "mmdb/cut.mmdb", "torbulkexitlist.txt"]);
  expect(passedOver).toEqual(["readme.md"]);
  expect(problems).toEqual([
    expect.stringMatching(/^nets\/ip-ranges\.json: it is no JSON/),
    expect.stringMatching(/^nets\/mmdb\/cut\.mmdb: it is no MMDB database/),
  ]);
  expect(lookup("185.220.101.1").tor).toBe(true);
});

test("a folder that is not there throws", async () => {
  await expect(readNetworkFolder(join(folder, "none"))).rejects.toThrow("ENOENT");
});
