import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type AwsCaller, connectCaller } from "../../../lib/adapters/sts/aws-caller.ts";

const own = ["AWS_REGION", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"] as const;
const before = Object.fromEntries(own.map((name) => [name, process.env[name]]));
const seen: IncomingMessage["headers"][] = [];
let server: Server;
let caller: AwsCaller;

beforeAll(async () => {
  Object.assign(process.env, {
    AWS_REGION: "eu-central-1",
    AWS_ACCESS_KEY_ID: "AKIAEXAMPLEEXAMPLE00",
    AWS_SECRET_ACCESS_KEY: "not-a-real-secret",
  });
  delete process.env["AWS_SESSION_TOKEN"];
  server = createServer((incoming, outgoing) => {
    seen.push(incoming.headers);
    incoming.resume();
    outgoing.end("<Arn>arn:aws:iam::111122223333:user/ann</Arn>");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  caller = await connectCaller(() => endpoint);
});

afterAll(async () => {
  caller.close();
  await new Promise((resolve) => server.close(resolve));
  for (const [name, value] of Object.entries(before)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});

const scope = (authorization: string | undefined) => /Credential=[^/]+\/\d{8}\/(\S+),/.exec(authorization ?? "")?.[1];

it("signs each call for its own service, whatever was signed before it", async () => {
  const lambda = { service: "lambda", host: "lambda.eu-central-1.amazonaws.com", path: "/", body: "{}" };
  const proof = await caller.prove("containment-1", "approve", undefined);
  expect(scope(proof.headers["authorization"])).toBe("eu-central-1/sts/aws4_request");
  await caller.send(lambda);
  expect(await caller.whoAmI()).toBe("arn:aws:iam::111122223333:user/ann");
  await caller.send(lambda);
  expect(seen.map(({ authorization }) => scope(authorization))).toEqual(
    ["lambda", "sts", "lambda"].map((service) => `eu-central-1/${service}/aws4_request`),
  );
});
