import { setTimeout as sleep } from "node:timers/promises";
import type { RoleCredentials, TakeRole } from "../../app/take-role.ts";
import { callerProof, stsHost } from "../../contract/caller-proof.ts";
import type { AwsCaller } from "./aws-caller.ts";

interface TakeRoleParts {
  readonly caller: Pick<AwsCaller, "region" | "send">;
  /** Waits before another try; given by tests. */
  readonly pause?: (milliseconds: number) => Promise<unknown>;
}

const tries = 4;

/**
 * Takes roles by sts:AssumeRole of the caller's own region. Refused is what STS refuses; throws where it gives no
 * answer, without a word of what it was asked with or answered.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
 */
export function stsTakeRole({ caller, pause = sleep }: TakeRoleParts): TakeRole {
  const host = stsHost(caller.region);
  return async ({ roleArn, sessionName, sourceIdentity, externalId, seconds }) => {
    const body = new URLSearchParams({
      Action: "AssumeRole",
      Version: "2011-06-15",
      RoleArn: roleArn,
      RoleSessionName: sessionName,
      SourceIdentity: sourceIdentity,
      ExternalId: externalId,
      DurationSeconds: String(seconds),
    }).toString();
    const call = { service: "sts", host, path: "/", headers: { "content-type": callerProof.contentType }, body };
    for (let attempt = 1; ; attempt++) {
      const { status, text } = await answerOf(caller, call);
      if (status === 200) return credentialsIn(text);
      const [, code = "no code"] = /<Code>(\w{1,60})<\/Code>/.exec(text) ?? [];
      if (code === "AccessDenied") return { refused: code };
      const isPassing = status === 0 || status >= 500 || status === 429 || code === "Throttling";
      if (!isPassing || attempt === tries) {
        throw new Error(`STS gave no credentials of ${roleArn} in ${attempt} tries (${status}, ${code})`);
      }
      await pause(500 * 2 ** (attempt - 1));
    }
  };
}

/** Status 0 where there was none: the cause may repeat what was sent. */
async function answerOf(caller: Pick<AwsCaller, "send">, call: Parameters<AwsCaller["send"]>[0]) {
  try {
    return await caller.send(call);
  } catch (error) {
    return { status: 0, text: `<Code>${error instanceof Error ? error.name : "error"}</Code>` };
  }
}

function credentialsIn(text: string): RoleCredentials {
  const field = (name: string): string => {
    const [, value] = new RegExp(`<${name}>([A-Za-z0-9+/=_-]{1,8192})</${name}>`).exec(text) ?? [];
    if (value === undefined) throw new Error(`STS answered without ${name}`);
    return value;
  };
  return {
    accessKeyId: field("AccessKeyId"),
    secretAccessKey: field("SecretAccessKey"),
    sessionToken: field("SessionToken"),
  };
}
