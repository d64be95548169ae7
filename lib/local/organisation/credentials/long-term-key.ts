import type { Credential, CredentialSource } from "./credential.ts";
import { accessKey, type User } from "./principal.ts";

/** The `userIdentity` of a user's own access key. */
export function keyCredential(owner: User, accessKeyId: string): Credential {
  return {
    userIdentity: Object.freeze({
      type: "IAMUser",
      principalId: owner.userId,
      arn: owner.arn,
      accountId: owner.account.accountId,
      accessKeyId,
      userName: owner.name,
    }),
    principalArn: owner.arn,
    accessKeyId,
    invokedBy: undefined,
    fromConsole: false,
  };
}

/** A user's long-term access key; from each rotation on, the next one. */
export function longTermKey(seed: number, owner: User, rotationsMs: readonly number[] = []): CredentialSource {
  const credentials = [0, ...rotationsMs].map((_, generation) =>
    keyCredential(owner, accessKey(seed, owner, generation)),
  );
  return ({ moment }) => {
    const generation = rotationsMs.filter((rotatedMs) => rotatedMs <= moment.timeMs).length;
    const credential = credentials[generation];
    if (credential === undefined) throw new RangeError(`no key of generation ${generation} for ${owner.arn}`);
    return { credential, issuing: [] };
  };
}
