import { Readable } from "node:stream";
import { S3Client } from "@aws-sdk/client-s3";
import { storedObjects } from "../../../lib/adapters/s3/stored-objects.ts";
import { type AwsEndpoint, startAwsEndpoint } from "../aws-endpoint.ts";
import { listing, s3Error } from "./s3-answers.ts";

let endpoint: AwsEndpoint;
let client: S3Client;
const objects = () => storedObjects({ client, bucket: "facts" });
beforeAll(async () => {
  endpoint = await startAwsEndpoint();
  client = new S3Client({ ...endpoint.config, forcePathStyle: true });
});
afterAll(async () => {
  client.destroy();
  await endpoint.close();
});

test("a listing tells key, version and size of each object, and may be empty", async () => {
  endpoint.answer(() => listing([{ key: "mmdb/a b.mmdb", version: '"e-1"', bytes: 12 }]));
  expect(await objects().list()).toEqual([{ key: "mmdb/a b.mmdb", version: '"e-1"', bytes: 12 }]);
  endpoint.answer(() => listing([]));
  expect(await objects().list()).toEqual([]);
});

test("an object is given whole, and a missing one is none", async () => {
  endpoint.answer(() => ({ body: Buffer.from([0, 1, 254, 255]) }));
  expect(await objects().get("mmdb/a.mmdb")).toEqual(Buffer.from([0, 1, 254, 255]));
  expect(endpoint.requests[0]?.path).toContain("/facts/mmdb/a.mmdb");
  endpoint.answer(() => s3Error(404, "NoSuchKey"));
  expect(await objects().get("mmdb/a.mmdb")).toBeUndefined();
});

test("an object is stored with its type", async () => {
  endpoint.answer(() => ({}));
  await objects().put("published/tor-exit-list.txt", Buffer.from("203.0.113.7\n"), "text/plain");
  const [request] = endpoint.requests;
  expect(request?.path).toContain("/facts/published/tor-exit-list.txt");
  expect(request?.headers["content-type"]).toBe("text/plain");
  expect(request?.body).toContain("203.0.113.7");
});

test("a refusal names the object and the reason", async () => {
  endpoint.answer(() => s3Error(403, "AccessDenied"));
  await expect(objects().list()).rejects.toThrow("s3://facts/ could not be listed: AccessDenied: said AccessDenied");
  await expect(objects().get("a")).rejects.toThrow("s3://facts/a could not be fetched: AccessDenied");
  await expect(objects().put("a", Buffer.from("x"), "text/plain")).rejects.toThrow("s3://facts/a could not be stored");
});

test("an answer that ends early throws, and so does one that was given up", async () => {
  endpoint.answer(() => ({ headers: { "content-length": "100" }, body: "abc", breakOff: true }));
  await expect(objects().get("a")).rejects.toThrow(/s3:\/\/facts\/a could not be fetched/);
  const send = async () => ({ Body: Readable.from([Buffer.from("abc")]), ContentLength: 4 });
  const quiet = storedObjects({ client: { send } as unknown as S3Client, bucket: "facts" });
  await expect(quiet.get("a")).rejects.toThrow("3 of 4 bytes arrived");
  endpoint.answer(() => ({ silent: true }));
  await expect(objects().get("a", AbortSignal.timeout(20))).rejects.toThrow(/could not be fetched: AbortError/);
});
