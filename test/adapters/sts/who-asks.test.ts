import fc from "fast-check";
import { connectCaller } from "../../../lib/adapters/sts/aws-caller.ts";
import { ProofRefusedError } from "../../../lib/adapters/sts/read-proof.ts";
import { stsWhoAsks } from "../../../lib/adapters/sts/who-asks.ts";
import type { CallerProof } from "../../../lib/contract/caller-proof.ts";
import type { AwsEndpoint } from "../aws-endpoint.ts";
import { identityXml, startSts } from "./sts-server.ts";

const ana = "arn:aws:sts::111122223333:assumed-role/Responders/ana";
const region = "eu-west-1";
const variables = {
  AWS_REGION: region,
  AWS_ACCESS_KEY_ID: "ASIAIOSFODNN7EXAMPLE",
  AWS_SECRET_ACCESS_KEY: "secret",
  AWS_SESSION_TOKEN: "session-token",
};
const before = { ...process.env };
let sts: AwsEndpoint;
let proof: CallerProof;
const about = { containmentId: "containment-1", answer: "approve", nowMs: Date.now() };
beforeAll(async () => {
  Object.assign(process.env, variables);
  const caller = await connectCaller();
  proof = await caller.prove("containment-1", "approve", undefined);
  caller.close();
});
afterAll(() => {
  process.env = before;
});
beforeEach(async () => {
  sts = await startSts({ [variables.AWS_ACCESS_KEY_ID]: ana });
});
afterEach(() => sts.close());

const whoAsks = (timeoutMs = 1_500) => stsWhoAsks({ region, endpoint: `${sts.config.endpoint}/`, timeoutMs });
const changed = (headers: Readonly<Record<string, string | undefined>>, url = proof.url) => ({
  url,
  headers: Object.fromEntries(
    Object.entries({ ...proof.headers, ...headers }).filter(([, value]) => value !== undefined),
  ),
});
const signature = (from: string, to: string) => ({
  authorization: proof.headers["authorization"]?.replace(from, to),
});

test("whoever signed is who STS says it is", async () => {
  expect(await whoAsks()(proof, about)).toBe(ana);
  expect(sts.requests).toHaveLength(1);
  expect(sts.requests[0]).toMatchObject({ path: "/", body: "Action=GetCallerIdentity&Version=2011-06-15" });
});

test("users' keys sign as well, and header names may be spelled in any case", async () => {
  const headers = Object.fromEntries(
    Object.entries(proof.headers).map(([name, value]) => [name === "host" ? "Host" : name.toUpperCase(), value]),
  );
  expect(await whoAsks()({ ...proof, headers }, about)).toBe(ana);
});

test.each([
  ["another question", { containmentId: "containment-2" }],
  ["another answer", { answer: "deny" }],
  ["a narrower answer", { answer: "narrow 0" }],
  ["later than 5 minutes", { nowMs: about.nowMs + 5 * 60_000 + 2_000 }],
  ["earlier than 5 minutes", { nowMs: about.nowMs - 5 * 60_000 - 2_000 }],
])("a proof is of no use for %s, and nothing is sent", async (_, other) => {
  await expect(whoAsks()(proof, { ...about, ...other })).rejects.toThrow(ProofRefusedError);
  expect(sts.requests).toEqual([]);
});

test.each<[string, () => unknown]>([
  ["nothing", () => undefined],
  ["text", () => "proof"],
  ["a list", () => [proof]],
  ["no headers", () => ({ url: proof.url })],
  ["another host", () => changed({}, "https://sts.eu-west-1.amazonaws.com.evil.example/")],
  ["a host before an @", () => changed({}, "https://sts.eu-west-1.amazonaws.com@evil.example/")],
  ["plain http", () => changed({}, "http://sts.eu-west-1.amazonaws.com/")],
  ["a port", () => changed({}, "https://sts.eu-west-1.amazonaws.com:444/")],
  ["a query", () => changed({}, "https://sts.eu-west-1.amazonaws.com/?Action=AssumeRole")],
  ["a path", () => changed({}, "https://sts.eu-west-1.amazonaws.com/x")],
  ["another region's host", () => changed({}, "https://sts.us-east-1.amazonaws.com/")],
  ["another host header", () => changed({ host: "evil.example" })],
  ["no host header", () => changed({ host: undefined })],
  ["a header that is not allowed", () => changed({ "x-forwarded-host": "evil.example" })],
  ["the action as a header", () => changed({ action: "AssumeRole" })],
  ["another content type", () => changed({ "content-type": "application/json" })],
  ["another body's hash", () => changed({ "x-amz-content-sha256": "UNSIGNED-PAYLOAD" })],
  ["a header twice", () => changed({ Host: "sts.eu-west-1.amazonaws.com" })],
  ["a broken line", () => changed({ "x-amz-security-token": "a\r\nx: y" })],
  ["a header that is no text", () => ({ ...proof, headers: { ...proof.headers, "x-amz-security-token": 7 } })],
  ["a header without end", () => changed({ "x-amz-security-token": "x".repeat(8_193) })],
  ["no containment", () => changed({ "x-nhi-warden-containment": undefined })],
  ["another containment", () => changed({ "x-nhi-warden-containment": "containment-2" })],
  ["no answer", () => changed({ "x-nhi-warden-answer": undefined })],
  ["an unsigned containment", () => changed(signature(";x-nhi-warden-containment", ""))],
  ["an unsigned answer", () => changed(signature(";x-nhi-warden-answer", ""))],
  ["an unsigned token", () => changed(signature(";x-amz-security-token", ""))],
  ["a signed header that is missing", () => changed({ "x-amz-security-token": undefined })],
  ["a signature for another service", () => changed(signature("/sts/", "/iam/"))],
  ["a signature for another region", () => changed(signature("/eu-west-1/", "/us-east-1/"))],
  ["a signature of another kind", () => changed(signature("AWS4-HMAC-SHA256", "AWS4-ECDSA-P256-SHA256"))],
  ["a basic authorization", () => changed({ authorization: "Basic x" })],
  ["no authorization", () => changed({ authorization: undefined })],
  ["no date", () => changed({ "x-amz-date": undefined })],
  ["a date of another day than the signature's", () => changed({ "x-amz-date": "20200101T000000Z" })],
  ["a date that is none", () => changed({ "x-amz-date": "20269999T999999Z" })],
])("a proof with %s is refused before anything is sent", async (_, hostile) => {
  const refused = await whoAsks()(hostile(), about).catch((error: Error) => error);
  expect(refused).toBeInstanceOf(ProofRefusedError);
  expect((refused as Error).message).toMatch(/^who you are is not proven: /);
  expect((refused as Error).message).not.toContain("session-token");
  expect(sts.requests).toEqual([]);
});

test("no value of any JSON is taken for a proof or breaks the check", async () => {
  const ask = whoAsks();
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), fc.constantFrom(...Object.keys(proof.headers)), async (value, name) => {
      for (const hostile of [value, { ...proof, headers: value }, { url: value, headers: proof.headers }]) {
        await expect(ask(hostile, about)).rejects.toThrow(ProofRefusedError);
      }
      const headers = { ...proof.headers, [name]: value };
      if (value === proof.headers[name]) return;
      // What still looks like a proof goes to STS, which finds the signature wrong.
      await expect(ask({ ...proof, headers }, about)).rejects.toThrow(ProofRefusedError);
    }),
    { numRuns: 60 },
  );
});

test("a signature that STS does not know proves nothing", async () => {
  const wrong = proof.headers["authorization"]?.replace(/.$/, (last) => (last === "0" ? "1" : "0"));
  await expect(whoAsks()(changed({ authorization: wrong }), about)).rejects.toThrow(
    "STS refuses the signature (403, SignatureDoesNotMatch); sign in again",
  );
});

test("no redirect is followed", async () => {
  const elsewhere = await startSts({});
  elsewhere.answer(() => ({ body: identityXml(ana) }));
  sts.answer(() => ({ status: 307, headers: { location: `${elsewhere.config.endpoint}/` } }));
  await expect(whoAsks()(proof, about)).rejects.toThrow("STS answered 307");
  expect(elsewhere.requests).toEqual([]);
  await elsewhere.close();
});

test.each([
  ["another document", "<Other><Arn>x</Arn></Other>"],
  ["nobody", "<GetCallerIdentityResponse></GetCallerIdentityResponse>"],
  ["two people", identityXml(`${ana}</Arn><Arn>${ana}`)],
  ["an endless answer", `<GetCallerIdentityResponse>${"x".repeat(20_000)}`],
])("an answer of STS with %s is a failure, and nobody", async (_, body) => {
  sts.answer(() => ({ body }));
  const failed = await whoAsks()(proof, about).catch((error: Error) => error);
  expect(failed).toBeInstanceOf(Error);
  expect(failed).not.toBeInstanceOf(ProofRefusedError);
});

test.each([
  ["fails", { status: 503 }],
  ["is throttled", { status: 429 }],
  ["is silent", { silent: true }],
])("an STS that %s is a failure that names no header", async (_, answer) => {
  sts.answer(() => answer);
  const failed = (await whoAsks(200)(proof, about).catch((error: Error) => error)) as Error;
  expect(failed).not.toBeInstanceOf(ProofRefusedError);
  expect(`${failed.message} ${String(failed.cause)}`).not.toMatch(/Signature=|session-token/);
});

test("a caller learns who they are by the same STS", async () => {
  const caller = await connectCaller(() => sts.config.endpoint);
  expect(await caller.whoAmI()).toBe(ana);
  sts.answer(() => ({ status: 403, body: "<Code>ExpiredToken</Code>" }));
  await expect(caller.whoAmI()).rejects.toThrow("STS does not say who you are (403, ExpiredToken)");
  caller.close();
});
