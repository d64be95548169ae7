import { callerProof, stsHost } from "../../contract/caller-proof.ts";
import { type ExpectedProof, ProofRefusedError, readProof } from "./read-proof.ts";

export interface WhoAsksParts {
  /** The function's own; it fixes the host that is asked. */
  readonly region: string;
  /** Another place than STS; given by tests and emulators. The proof is for the real one all the same. */
  readonly endpoint?: string | undefined;
  readonly timeoutMs?: number;
}

/** ARN of whoever signed the proof. Throws ProofRefusedError where that is nobody, and Error where STS does not say. */
export type WhoAsks = (proof: unknown, expected: Omit<ExpectedProof, "region">) => Promise<string>;

const mostCharacters = 16_384;

/**
 * Learns who asks by sending the request that they signed to STS, which alone can check the signature. Nothing is sent
 * but what `readProof` lets through, nowhere but to STS of this region, and no redirect is followed: a server of the
 * caller's own choice would name whomever it likes.
 */
export function stsWhoAsks({ region, endpoint, timeoutMs = 5_000 }: WhoAsksParts): WhoAsks {
  const url = endpoint ?? `https://${stsHost(region)}${callerProof.path}`;
  return async (proof, expected) => {
    const { host: _, ...headers } = readProof(proof, { ...expected, region });
    const { status, text } = await post(url, headers, timeoutMs);
    if (status >= 400 && status < 500 && status !== 429) {
      const [, code = "no code"] = /<Code>(\w{1,60})<\/Code>/.exec(text) ?? [];
      throw new ProofRefusedError(
        `who you are is not proven: STS refuses the signature (${status}, ${code}); sign in again`,
      );
    }
    if (status !== 200) throw new Error(`STS answered ${status}; nothing was changed. Answer again`);
    const arns = [...text.matchAll(/<Arn>([^<]{1,400})<\/Arn>/g)].map(([, arn]) => arn);
    const [arn] = arns;
    if (arn === undefined || arns.length > 1 || !/^<(\?xml[^>]*>\s*<)?GetCallerIdentityResponse\b/.test(text.trim())) {
      throw new Error("STS answered something else than who asks; nothing was changed. Answer again");
    }
    return arn;
  };
}

async function post(url: string, headers: Readonly<Record<string, string>>, timeoutMs: number) {
  try {
    const answer = await fetch(url, {
      method: callerProof.method,
      headers: { ...headers },
      body: callerProof.body,
      redirect: "manual",
      signal: AbortSignal.timeout(timeoutMs),
    });
    return { status: answer.status, text: await limited(answer) };
  } catch (error) {
    // The cause is left out: it may repeat the headers.
    throw new Error(`STS could not be asked (${error instanceof Error ? error.name : "error"}); answer again`);
  }
}

async function limited({ body }: Response): Promise<string> {
  if (body === null) return "";
  const decoder = new TextDecoder();
  let text = "";
  for await (const chunk of body) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length > mostCharacters) throw new RangeError("the answer is too long");
  }
  return text;
}
