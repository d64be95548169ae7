import fc from "fast-check";
import { askApprover } from "../../../lib/adapters/lambda/ask-approver.ts";
import { readApproverCall } from "../../../lib/adapters/lambda/read-approver-call.ts";
import { connectCaller } from "../../../lib/adapters/sts/aws-caller.ts";
import { type AwsEndpoint, startAwsEndpoint } from "../aws-endpoint.ts";

const before = { ...process.env };
let lambda: AwsEndpoint;
let caller: Awaited<ReturnType<typeof connectCaller>>;
beforeAll(async () => {
  const credentials = { AWS_ACCESS_KEY_ID: "AKIAIOSFODNN7EXAMPLE", AWS_SECRET_ACCESS_KEY: "secret" };
  Object.assign(process.env, { AWS_REGION: "eu-west-1", ...credentials });
  lambda = await startAwsEndpoint();
  caller = await connectCaller((service) => (service === "lambda" ? lambda.config.endpoint : undefined));
});
afterAll(async () => {
  caller.close();
  await lambda.close();
  process.env = before;
});

const call = { containmentId: "containment-1", answer: "deny", why: "a drill", proof: { url: "u", headers: {} } };
const ask = () => askApprover({ region: "eu-west-1", send: caller.send })(call);

test("the approver function is invoked by its name, signed, and its answer is read", async () => {
  const report = { outcome: "taken", message: "denied", who: "arn", status: "denied" };
  lambda.answer(() => ({ body: JSON.stringify(report) }));
  expect(await ask()).toEqual(report);
  const [request] = lambda.requests;
  expect(request?.path).toBe("/2015-03-31/functions/NhiWarden-Approve/invocations");
  expect(JSON.parse(request?.body ?? "")).toEqual(call);
  expect(request?.headers.authorization).toMatch(/\/eu-west-1\/lambda\/aws4_request/);
});

test.each([
  [{ status: 403, body: '{"message":"no"}' }, /\(403\): you may not invoke it, .*attach the policy NhiWardenApprover/],
  [{ status: 404 }, /\(404\): there is none in this account and region/],
  [{ status: 429, body: '{"message":"Rate exceeded"}' }, /\(429\): Rate exceeded/],
  [
    { headers: { "x-amz-function-error": "Unhandled" }, body: '{"errorMessage":"STS answered 503\\u202e"}' },
    /failed; nothing is known to have changed: STS answered 503/,
  ],
])("what Lambda refuses is told with what to do (%#)", async (answer, error) => {
  lambda.answer(() => answer);
  await expect(ask()).rejects.toThrow(error);
});

test.each<[string, unknown, RegExp]>([
  ["nothing", undefined, /the call is no object/],
  ["an id of another alphabet", { ...call, containmentId: "a#b" }, /containmentId "a#b" is none/],
  ["no answer", { ...call, answer: "yes" }, /answer "yes" is not allowed; allowed are approve, deny, narrow/],
  ["a denial without a reason", { ...call, why: " " }, /^why not\?/],
  ["a reason without end", { ...call, why: "x".repeat(501) }, /at most 500 characters/],
  ["no place", { ...call, answer: "narrow" }, /narrower \(missing\) is no place/],
  ["a place that is none", { ...call, answer: "narrow", narrower: 1.5 }, /narrower "1.5" is no place/],
])("a call with %s is refused with what is allowed", (_, event, error) => {
  expect(readApproverCall(event)).toMatch(error);
});

test("no call breaks the reading, and what passes is bounded", () => {
  const event = fc.oneof(
    fc.jsonValue(),
    fc.record({
      containmentId: fc.string(),
      answer: fc.constantFrom("approve", "deny", "narrow", "no"),
      narrower: fc.oneof(fc.integer(), fc.double()),
      why: fc.string({ maxLength: 600 }),
      proof: fc.jsonValue(),
    }),
  );
  fc.assert(
    fc.property(event, (given) => {
      const read = readApproverCall(given);
      if (typeof read === "string") return;
      expect(read.containmentId).toMatch(/^[\w-]{1,80}$/);
      expect(read.why.length).toBeLessThanOrEqual(500);
      expect(read.narrower ?? 0).toBeGreaterThanOrEqual(0);
    }),
  );
});
