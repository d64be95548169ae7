import { randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import { type CallError, errorOf, refusesCredential } from "./call-error.ts";
import { nameCall } from "./call-name.ts";
import { type CloudTrailRecord, cloudTrailRecord, type KeyHolder } from "./cloudtrail-record.ts";

export interface Proxy {
  readonly endpoint: string;
  /** Every record made so far, in order. */
  readonly records: readonly CloudTrailRecord[];
  /** Waits for records on their way, stops, and throws the first trouble there was in making or sending one. */
  stop(): Promise<void>;
}

export interface ProxySettings {
  /** The emulator, `http://127.0.0.1:<port>`. */
  readonly target: string;
  readonly region: string;
  /** Where calls through this proxy come from, as their records tell: one proxy stands for one network. */
  readonly sourceAddress: string;
  /** Who holds an access key, or undefined where nobody does. */
  readonly holderOf: (accessKeyId: string) => Promise<KeyHolder | undefined>;
  readonly send: (record: CloudTrailRecord) => Promise<void>;
}

/**
 * Stands between callers and the emulator as CloudTrail does on AWS: passes every call on unchanged, and makes a
 * record of each one whose credential was accepted, allowed or denied. A call whose key is unknown or inactive has no
 * caller yet, and CloudTrail shows no record of it to the account.
 */
export async function startProxy(settings: ProxySettings): Promise<Proxy> {
  const records: CloudTrailRecord[] = [];
  const underWay = new Set<Promise<void>>();
  const troubles: unknown[] = [];

  const server = createServer((incoming, outgoing) => {
    const work = passOn(settings, incoming, outgoing, records)
      .catch((error: unknown) => {
        troubles.push(error);
        if (!outgoing.headersSent) outgoing.writeHead(502);
        outgoing.end();
      })
      .finally(() => underWay.delete(work));
    underWay.add(work);
  });
  const endpoint = await listen(server);
  return {
    endpoint,
    records,
    async stop() {
      await Promise.all(underWay);
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (troubles.length > 0) throw troubles[0];
    },
  };
}

async function passOn(
  settings: ProxySettings,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  records: CloudTrailRecord[],
): Promise<void> {
  const body = await readAll(incoming);
  const accessKeyId = /Credential=([^/,]+)\//.exec(incoming.headers.authorization ?? "")?.[1];
  const timeMs = Date.now();
  const answer = await forward(settings.target, incoming, body);
  outgoing.writeHead(answer.status, answer.headers);
  outgoing.end(answer.body);

  const answerText = answer.body.toString("utf8");
  const error = errorOf(answer.status, answerText);
  if (accessKeyId === undefined || (error !== undefined && refusesCredential(error.code))) return;
  const record = await recordOf(settings, incoming, body.toString("utf8"), accessKeyId, timeMs, answerText, error);
  if (record === undefined) return;
  records.push(record);
  await settings.send(record);
}

async function recordOf(
  settings: ProxySettings,
  incoming: IncomingMessage,
  body: string,
  accessKeyId: string,
  timeMs: number,
  answerText: string,
  error: CallError | undefined,
): Promise<CloudTrailRecord | undefined> {
  const holder = await settings.holderOf(accessKeyId);
  if (holder === undefined) return undefined;
  const call = nameCall({
    method: incoming.method ?? "GET",
    url: new URL(incoming.url ?? "/", settings.target),
    headers: incoming.headers,
    body,
  });
  return cloudTrailRecord(
    { ...holder, sourceAddress: settings.sourceAddress, userAgent: incoming.headers["user-agent"] ?? "" },
    {
      ...call,
      eventId: randomUUID(),
      timeMs,
      region: settings.region,
      responseElements: responseElements(call.eventName, answerText),
      errorCode: error?.code,
      errorMessage: error?.message,
    },
  );
}

/** CloudTrail tells a new key's id and never its secret; what other calls answered does not matter here. */
function responseElements(eventName: string, answerText: string): object | null {
  const accessKeyId = /<AccessKeyId>([^<]+)<\/AccessKeyId>/.exec(answerText)?.[1];
  if (eventName !== "CreateAccessKey" || accessKeyId === undefined) return null;
  const userName = /<UserName>([^<]+)<\/UserName>/.exec(answerText)?.[1];
  return { accessKey: { accessKeyId, status: "Active", userName } };
}

/** The request as it came, Host header and all, because the signature covers it. */
function forward(target: string, incoming: IncomingMessage, body: Buffer) {
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: Buffer }>((resolve, reject) => {
    const sent = request(
      new URL(incoming.url ?? "/", target),
      { method: incoming.method, headers: incoming.headers, agent: false },
      (answer) => {
        readAll(answer).then((answerBody) => {
          const { "transfer-encoding": _, connection: __, ...headers } = answer.headers;
          resolve({ status: answer.statusCode ?? 502, headers, body: answerBody });
        }, reject);
      },
    );
    sent.on("error", reject);
    sent.end(body);
  });
}

async function readAll(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      if (address === null || typeof address === "string") reject(new Error("the proxy has no port"));
      else resolve(`http://127.0.0.1:${address.port}`);
    });
  });
}
