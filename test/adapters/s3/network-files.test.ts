import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { S3Client } from "@aws-sdk/client-s3";
import { lookupOf, readNetworkSource } from "../../../lib/adapters/network/network-sources.ts";
import { storedNetworkFiles } from "../../../lib/adapters/s3/network-files.ts";
import { storedObjects } from "../../../lib/adapters/s3/stored-objects.ts";
import { type AwsEndpoint, startAwsEndpoint } from "../aws-endpoint.ts";
import { writeMmdb } from "../network/mmdb-writer.ts";
import { awsRangesText } from "../network/published-samples.ts";
import { listing, s3Error } from "./s3-answers.ts";

const minute = 60_000;
const address = "3.0.1.9";
const database = (country: string) => writeMmdb([["0.0.0.0/0", { country_code: country }]]);

let endpoint: AwsEndpoint;
let client: S3Client;
beforeAll(async () => {
  endpoint = await startAwsEndpoint();
  client = new S3Client({ ...endpoint.config, forcePathStyle: true });
});
afterAll(async () => {
  client.destroy();
  await endpoint.close();
});

/** A bucket whose objects the test changes, and what reads it. */
function opened(contents: Record<string, string | Buffer>) {
  const bucket = new Map(Object.entries(contents));
  const refused = new Set<string>();
  const fetched: string[] = [];
  const reports: string[] = [];
  endpoint.answer(({ path }) => {
    const key = decodeURIComponent(path.split("?")[0] ?? "").replace(/^\/facts\/?/, "");
    fetched.push(key === "" ? "list" : key);
    if (refused.has(key === "" ? "list" : key)) return s3Error(503, "SlowDown");
    if (key === "")
      return listing([...bucket].map(([name, body]) => ({ key: name, version: md5(body), bytes: body.length })));
    const body = bucket.get(key);
    return body === undefined ? s3Error(404, "NoSuchKey") : { body };
  });
  const files = storedNetworkFiles({
    objects: storedObjects({ client, bucket: "facts" }),
    read: readNetworkSource,
    lookupOf,
    report: (problem) => reports.push(problem),
  });
  return { bucket, refused, fetched, reports, at: async (minutes: number) => (await files(minutes * minute))(address) };
}
const md5 = (body: string | Buffer) => `"${createHash("md5").update(body).digest("hex")}"`;
const alone = { prefix: "3.0.1.0/24", kind: "public" };

test("files of every kind are read, others are left alone", async () => {
  const { at, reports, fetched } = opened({
    "published/aws-ip-ranges.json": awsRangesText(600),
    "published/tor-exit-list.txt": `${address}\n`,
    "own-networks.txt": `${address}\n`,
    "mmdb/country.mmdb": database("NL"),
    "threat-lists/scanners.txt": `${address}\n`,
    "threat-lists/botnet.txt.gz": gzipSync(`${address} ; seen\n`),
    "threat-lists/readme.md": "not a list",
    "mmdb/notes.txt": "not a database",
    "else/where.mmdb": "not a database",
  });
  expect(await at(0)).toEqual({
    ...alone,
    kind: "own",
    awsService: "EC2",
    awsRegion: "eu-west-1",
    country: "NL",
    tor: true,
    threatLists: ["botnet", "scanners"],
  });
  expect(reports).toEqual([]);
  expect(fetched).toHaveLength(7);
});

test("more threat lists than are used are told by name, and no sooner again than the rest", async () => {
  const lists = Array.from({ length: 21 }, (_, at) => [
    `threat-lists/${String.fromCharCode(97 + at)}.txt`,
    `${address}\n`,
  ]);
  const { at, reports, fetched } = opened(Object.fromEntries(lists));
  expect((await at(0)).threatLists).toHaveLength(20);
  expect(reports).toEqual(["threat-lists/u.txt is not used: at most 20 threat lists are. Join some."]);
  fetched.length = 0;
  await at(59);
  expect(fetched).toEqual([]);
});

test("an empty bucket leaves what an address says by itself, and is no problem", async () => {
  const { at, reports } = opened({});
  expect(await at(0)).toEqual(alone);
  expect(reports).toEqual([]);
});

test("the bucket is looked at again after an hour, and only what changed is fetched", async () => {
  const { at, bucket, fetched } = opened({ "mmdb/country.mmdb": database("NL"), "own-networks.txt": `${address}\n` });
  await at(0);
  bucket.set("mmdb/country.mmdb", database("DE"));
  fetched.length = 0;
  expect(await at(59)).toMatchObject({ country: "NL" });
  expect(fetched).toEqual([]);
  expect(await at(60)).toEqual({ ...alone, kind: "own", country: "DE" });
  expect(fetched).toEqual(["list", "mmdb/country.mmdb"]);
  bucket.delete("mmdb/country.mmdb");
  expect(await at(120)).toEqual({ ...alone, kind: "own" });
});

test("a file that was damaged since leaves its last good version in use, and is told", async () => {
  const { at, bucket, reports } = opened({ "mmdb/country.mmdb": database("NL"), "own-networks.txt": `${address}\n` });
  await at(0);
  bucket.set("mmdb/country.mmdb", database("DE").subarray(0, 90));
  bucket.set("own-networks.txt", "198.51.100.7\n10.0.0.0/8\n");
  expect(await at(60)).toEqual({ ...alone, country: "NL" });
  expect(reports).toEqual([
    expect.stringMatching(/^mmdb\/country\.mmdb: it is no MMDB database, or was cut off .*Fetch the database again/),
    expect.stringMatching(/^own-networks\.txt:2: "10\.0\.0\.0\/8" is private/),
  ]);
});

test("a file that was never good leaves the others in use", async () => {
  const { at, reports } = opened({ "mmdb/bad.mmdb": "text", "mmdb/good.mmdb": database("NL") });
  expect(await at(0)).toEqual({ ...alone, country: "NL" });
  expect(reports).toEqual([expect.stringContaining("mmdb/bad.mmdb: ")]);
});

test.each(["list", "mmdb/country.mmdb"])(
  "S3 that refuses %s changes nothing, is told, and is asked again sooner",
  async (what) => {
    const { at, bucket, refused, fetched, reports } = opened({ "mmdb/country.mmdb": database("NL") });
    await at(0);
    refused.add(what);
    bucket.set("mmdb/country.mmdb", database("DE"));
    expect(await at(60)).toMatchObject({ country: "NL" });
    expect(reports).toEqual([expect.stringMatching(/^s3:\/\/facts\/.* could not be .*SlowDown/)]);
    refused.clear();
    fetched.length = 0;
    expect(await at(64)).toMatchObject({ country: "NL" });
    expect(fetched).toEqual([]);
    expect(await at(65)).toMatchObject({ country: "DE" });
  },
);

test("S3 that refuses at the start leaves what an address says by itself", async () => {
  const { at, refused, reports } = opened({ "mmdb/country.mmdb": database("NL") });
  refused.add("list");
  expect(await at(0)).toEqual(alone);
  expect(reports).toHaveLength(1);
  refused.clear();
  expect(await at(5)).toMatchObject({ country: "NL" });
});

test("those who ask at the same time wait for one reading", async () => {
  const { at, fetched } = opened({ "mmdb/country.mmdb": database("NL") });
  const answers = await Promise.all([at(0), at(0), at(0)]);
  expect(answers.map(({ country }) => country)).toEqual(["NL", "NL", "NL"]);
  expect(fetched).toEqual(["list", "mmdb/country.mmdb"]);
});
