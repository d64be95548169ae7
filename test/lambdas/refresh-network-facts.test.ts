import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { networkFilesBucket } from "../../lib/contract/network-files.ts";
import { type AwsAnswer, type AwsEndpoint, startAwsEndpoint } from "../adapters/aws-endpoint.ts";
import { awsRangesText, torExitsText } from "../adapters/network/published-samples.ts";
import { s3Error } from "../adapters/s3/s3-answers.ts";
import { bundle, runHandler } from "./deployed-handler.ts";

/** Leads what the function fetches from the internet to this machine instead. */
const detour = (endpoint: string) => `
const far = globalThis.fetch;
globalThis.fetch = (url, options) => far(String(url).replace(/^https:\\/\\//, "${endpoint}/internet/"), options);
`;

let endpoint: AwsEndpoint;
let running: ReturnType<typeof runHandler>;
const folders: string[] = [];
const published = new Map<string, AwsAnswer>();
const stored = new Map<string, string>();

beforeAll(async () => {
  endpoint = await startAwsEndpoint();
  endpoint.answer(({ path, body }) => {
    const [key = ""] = path.split("?");
    if (key.startsWith("/internet/")) return published.get(key.slice("/internet/".length)) ?? { status: 404 };
    if (body !== "") stored.set(key, body);
    const held = stored.get(key);
    return held === undefined ? s3Error(404, "NoSuchKey") : { body: body === "" ? held : "" };
  });
  const folder = bundle("refresh-network-facts", "mode: observe\n");
  const preload = mkdtempSync(join(tmpdir(), "nhi-warden-detour-"));
  folders.push(folder, preload);
  writeFileSync(join(preload, "detour.mjs"), detour(endpoint.config.endpoint));
  running = runHandler(folder, {
    NODE_OPTIONS: `--import file://${join(preload, "detour.mjs")}`,
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "local",
    AWS_SECRET_ACCESS_KEY: "local",
    AWS_ENDPOINT_URL_S3: endpoint.config.endpoint,
    AWS_REQUEST_CHECKSUM_CALCULATION: "when_required",
    [networkFilesBucket]: "facts",
  });
}, 60_000);
afterAll(async () => {
  await running.stop();
  await endpoint.close();
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

const awsUrl = "ip-ranges.amazonaws.com/ip-ranges.json";
const torUrl = "check.torproject.org/torbulkexitlist";
const held = (name: string) => [...stored].find(([key]) => key.endsWith(name))?.[1];

test("both lists are fetched, checked and stored; a bad one leaves what is stored and fails, and the other is stored", async () => {
  published.set(awsUrl, { body: awsRangesText(3_000) });
  published.set(torUrl, { body: torExitsText(900) });
  expect(await running.call({})).toEqual({
    lists: [
      { key: "published/aws-ip-ranges.json", entries: 3_000, outcome: "replaced" },
      { key: "published/tor-exit-list.txt", entries: 900, outcome: "replaced" },
    ],
  });
  expect(held("aws-ip-ranges.json")).toBe(awsRangesText(3_000));
  expect(held("tor-exit-list.txt")).toBe(torExitsText(900));

  published.set(awsUrl, { body: awsRangesText(3_000).slice(0, 50_000) });
  published.set(torUrl, { body: torExitsText(1_000) });
  await expect(running.call({})).rejects.toThrow(/ip-ranges\.json: it is no JSON, or was cut off\. Fetch/);
  expect(held("aws-ip-ranges.json")).toBe(awsRangesText(3_000));
  expect(held("tor-exit-list.txt")).toBe(torExitsText(1_000));
  expect(running.log.some((line) => line.includes('"message":"a network list was not refreshed"'))).toBe(true);

  published.set(torUrl, { status: 503 });
  await expect(running.call({})).rejects.toThrow(
    /ip-ranges\.json: .* https:\/\/check\.torproject\.org\/torbulkexitlist: /,
  );
  expect(held("tor-exit-list.txt")).toBe(torExitsText(1_000));
});
