import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";

export interface AwsRequest {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface AwsAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** Says nothing at all and leaves the connection open. */
  readonly silent?: boolean;
  /** Breaks the connection after the body, before the announced length is reached. */
  readonly breakOff?: boolean;
}

export interface AwsEndpoint {
  readonly requests: readonly AwsRequest[];
  /** What the SDK's client needs to talk to this endpoint, and to try only once. */
  readonly config: {
    endpoint: string;
    region: string;
    credentials: { accessKeyId: string; secretAccessKey: string };
    maxAttempts: number;
    requestHandler: { requestTimeout: number; throwOnRequestTimeout: boolean };
  };
  /** Decides the answer to the requests from now on. */
  answer(how: (request: AwsRequest) => AwsAnswer): void;
  close(): Promise<void>;
}

/** A server on this machine that the real SDK clients talk to; what AWS says is up to the test. */
export async function startAwsEndpoint(): Promise<AwsEndpoint> {
  const requests: AwsRequest[] = [];
  let decide: (request: AwsRequest) => AwsAnswer = () => ({ status: 500 });
  const server = createServer((incoming, outgoing) => {
    const chunks: Buffer[] = [];
    incoming.on("data", (chunk: Buffer) => chunks.push(chunk));
    incoming.on("end", () => {
      const request = { path: incoming.url ?? "", headers: incoming.headers, body: Buffer.concat(chunks).toString() };
      requests.push(request);
      const { status = 200, headers = {}, body = "", silent, breakOff } = decide(request);
      if (silent) return;
      outgoing.writeHead(status, headers);
      if (breakOff) outgoing.write(body, () => outgoing.destroy());
      else outgoing.end(body);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    requests,
    config: {
      endpoint: `http://127.0.0.1:${port}`,
      region: "us-east-1",
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
      maxAttempts: 1,
      requestHandler: { requestTimeout: 1_500, throwOnRequestTimeout: true },
    },
    answer(how) {
      requests.length = 0;
      decide = how;
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => {
        server.close(() => resolve());
      });
    },
  };
}

/** An error as the services that speak AWS JSON send it. */
export function jsonError(type: string, message: string, status = 400): AwsAnswer {
  return {
    status,
    headers: { "content-type": "application/x-amz-json-1.0" },
    body: JSON.stringify({ __type: type, message }),
  };
}

export function json(value: unknown): AwsAnswer {
  return { headers: { "content-type": "application/x-amz-json-1.0" }, body: JSON.stringify(value) };
}
