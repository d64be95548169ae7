import { EventEmitter } from "node:events";
import type { IncomingMessage, Server, ServerResponse } from "node:http";

/** The part of an SDK request that a server sees. */
interface Request {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

interface Response {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What the engine looks at in a signature: that there is one. */
const unsigned = {
  authorization: "AWS4-HMAC-SHA256 Credential=local, SignedHeaders=host, Signature=none",
  "x-amz-date": "20260101T000000Z",
};

/** For an SDK client in front of a server that checks no signature. */
export const signNothing = { sign: async <T>(request: T): Promise<T> => request };

/**
 * Hands an SDK client's requests to a server in this process, as its own listener gets them, without a socket: most of
 * what a call to the embedded engine costs is HTTP. Rejects with AbortError where the call was aborted, and with Error
 * once it is destroyed.
 */
export function inProcessHandler(server: Server) {
  let isDestroyed = false;
  return {
    metadata: { handlerProtocol: "http/1.1" },
    destroy() {
      isDestroyed = true;
    },
    updateHttpClientConfig() {},
    httpHandlerConfigs: () => ({}),
    handle(request: Request, { abortSignal }: { abortSignal?: AbortSignal } = {}): Promise<{ response: Response }> {
      return new Promise((resolve, reject) => {
        const abort = () => reject(Object.assign(new Error("The request was aborted."), { name: "AbortError" }));
        if (isDestroyed) return reject(new Error("the embedded DynamoDB was stopped"));
        if (abortSignal?.aborted) return abort();
        abortSignal?.addEventListener("abort", abort);
        const incoming = incomingOf(request);
        const outgoing = outgoingTo((response) => {
          abortSignal?.removeEventListener("abort", abort);
          resolve({ response });
        });
        server.emit("request", incoming as unknown as IncomingMessage, outgoing as unknown as ServerResponse);
        incoming.emit("data", bytesOf(request.body));
        incoming.emit("end");
      });
    },
  };
}

const incomingOf = ({ method, path, headers }: Request) =>
  Object.assign(new EventEmitter(), { method, url: path, headers: { ...lowerCased(headers), ...unsigned } });

const lowerCased = (headers: Readonly<Record<string, string>>) =>
  Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));

/** A response that is complete when it ends. */
function outgoingTo(answer: (response: Response) => void) {
  const headers: Record<string, string> = {};
  return {
    statusCode: 200,
    setHeader(name: string, value: string | number) {
      headers[name.toLowerCase()] = String(value);
    },
    end(body = "") {
      answer({ statusCode: this.statusCode, headers, body: Buffer.from(body) });
    },
  };
}

/** What the SDK serialised: JSON text, as text or as bytes of a class that warns where it is taken for text. */
function bytesOf(body: unknown): Buffer {
  if (typeof body === "string") return Buffer.from(body);
  if (ArrayBuffer.isView(body)) return Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  throw new Error(`a request's body is ${typeof body}; text and bytes are allowed`);
}
