import { createServer, request } from "node:http";

/** An address at which the emulator answers under a service's own name. */
export interface ServiceDoor {
  /** `http://127.0.0.1:<port>` */
  readonly endpoint: string;
  stop(): Promise<void>;
}

/**
 * Passes every request on to the emulator with `host` as its Host header. A signature covers that header, and what the
 * approver takes as a proof is signed for AWS's own host and no other.
 */
export async function openServiceDoor(emulator: string, host: string): Promise<ServiceDoor> {
  const server = createServer((incoming, outgoing) => {
    const { method } = incoming;
    const headers = { ...incoming.headers, host };
    const sent = request(new URL(incoming.url ?? "/", emulator), { method, headers, agent: false }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    sent.on("error", () => outgoing.writeHead(502).end());
    incoming.pipe(sent);
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error(`the door for ${host} has no port`);
  return {
    endpoint: `http://127.0.0.1:${address.port}`,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
