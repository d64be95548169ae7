import { download } from "../../../lib/adapters/network/download.ts";
import { type AwsEndpoint, startAwsEndpoint } from "../aws-endpoint.ts";

let server: AwsEndpoint;
let url: string;
beforeAll(async () => {
  server = await startAwsEndpoint();
  url = `${server.config.endpoint}/list.txt`;
});
afterAll(() => server.close());

test("the bytes arrive as they were sent", async () => {
  server.answer(() => ({ body: "203.0.113.7\n" }));
  expect((await download(fetch, url, 12)).toString()).toBe("203.0.113.7\n");
  expect(server.requests).toMatchObject([{ path: "/list.txt" }]);
});

test.each<[string, Parameters<AwsEndpoint["answer"]>[0], string]>([
  ["more than allowed", () => ({ body: "x".repeat(13) }), "it has more than 12 bytes"],
  ["not there", () => ({ status: 404, body: "gone" }), "the answer is 404"],
  ["moved", () => ({ status: 302, headers: { location: "/elsewhere" } }), "redirect"],
  ["broken off", () => ({ headers: { "content-length": "12" }, body: "203", breakOff: true }), "terminated"],
])("what is %s is refused, with the address and a remedy", async (_, answer, what) => {
  server.answer(answer);
  const failure = await download(fetch, url, 12).catch((error: Error) => error.message);
  expect(failure).toContain(`${url}: it could not be fetched (`);
  expect(failure).toContain(what);
  expect(failure).toMatch(/Check that the function reaches the internet; the copy that is stored stays in use\.$/);
  expect(server.requests).toHaveLength(1);
});

test("nobody there says so", async () => {
  await expect(download(fetch, "http://127.0.0.1:1/list", 12)).rejects.toThrow(/could not be fetched \(.*\)/);
});
