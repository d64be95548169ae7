import type { Credential, CredentialSource } from "./credential.ts";

/** An AWS service that calls as itself, for the account's sake. */
export function serviceCredential(servicePrincipal: string): Credential {
  return {
    userIdentity: Object.freeze({ type: "AWSService", invokedBy: servicePrincipal }),
    principalArn: servicePrincipal,
    accessKeyId: undefined,
    invokedBy: servicePrincipal,
    fromConsole: false,
  };
}

export function awsService(servicePrincipal: string): CredentialSource {
  const held = { credential: serviceCredential(servicePrincipal), issuing: [] };
  return () => held;
}
