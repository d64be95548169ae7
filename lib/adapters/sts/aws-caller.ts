import { DynamoDBClient } from "@aws-sdk/client-dynamodb";
import { type CallerProof, callerProof, provenAnswer, stsHost } from "../../contract/caller-proof.ts";

/** Somebody with AWS credentials of their own, as the AWS SDK finds them. */
export interface AwsCaller {
  readonly region: string;
  /** ARN, as STS says it. */
  whoAmI(): Promise<string>;
  /** A proof for one answer to one question. */
  prove(containmentId: string, answer: string, narrower: number | undefined): Promise<CallerProof>;
  /** Sends one signed request and returns what came back. */
  send(call: SignedCall): Promise<{ readonly status: number; readonly headers: Headers; readonly text: string }>;
  close(): void;
}

export interface SignedCall {
  /** The signing name: `lambda`, `sts`. */
  readonly service: string;
  readonly host: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Endpoints of an emulator or a private network, by service, in place of AWS's own. */
export type Endpoints = (service: string) => string | undefined;

/**
 * Signs requests with the credentials and the region of the AWS SDK. STS and Lambda are each asked one thing, so they
 * get no client of their own; the ones here lend their credentials and their signers, and send nothing.
 */
export async function connectCaller(endpoints: Endpoints = () => undefined): Promise<AwsCaller> {
  const first = new DynamoDBClient({});
  const region = await first.config.region();
  // A client's signer keeps the first service it signed for, so that each service has a lender of its own.
  const lenders = new Map<string, DynamoDBClient>();
  const lenderFor = (service: string) => {
    const lender = lenders.get(service) ?? (lenders.size === 0 ? first : new DynamoDBClient({}));
    lenders.set(service, lender);
    return lender;
  };
  const signed = async ({ service, host, path, headers = {}, body }: SignedCall) => {
    const signer = await lenderFor(service).config.signer({
      name: "sigv4",
      signingName: service,
      signingRegion: region,
      properties: {},
    });
    const request = {
      method: "POST",
      protocol: "https:",
      hostname: host,
      path,
      query: {},
      headers: { ...headers, host },
      body,
    };
    return (await signer.sign(request)).headers;
  };
  const proofHost = stsHost(region);
  const send = async (call: SignedCall) => {
    const { host: _, ...headers } = await signed(call);
    const answer = await fetch(`${endpoints(call.service) ?? `https://${call.host}`}${call.path}`, {
      method: "POST",
      headers,
      body: call.body,
      redirect: "error",
      signal: AbortSignal.timeout(30_000),
    });
    return { status: answer.status, headers: answer.headers, text: await answer.text() };
  };
  const sts = { service: "sts", host: proofHost, path: callerProof.path, body: callerProof.body };
  const contentType = { "content-type": callerProof.contentType };
  return {
    region,
    async whoAmI() {
      const { status, text } = await send({ ...sts, headers: contentType });
      const [, arn] = /<Arn>([^<]{1,400})<\/Arn>/.exec(text) ?? [];
      if (status === 200 && arn !== undefined) return arn;
      const [, code = "no code"] = /<Code>(\w{1,60})<\/Code>/.exec(text) ?? [];
      throw new Error(`STS does not say who you are (${status}, ${code}); sign in to AWS again`);
    },
    async prove(containmentId, answer, narrower) {
      const headers = await signed({
        ...sts,
        headers: {
          ...contentType,
          [callerProof.containmentHeader]: containmentId,
          [callerProof.answerHeader]: provenAnswer(answer, narrower),
        },
      });
      return { url: `https://${proofHost}${callerProof.path}`, headers };
    },
    send,
    close() {
      for (const lender of [first, ...lenders.values()]) lender.destroy();
    },
  };
}
