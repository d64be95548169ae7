/** How a service said no. */
export interface CallError {
  readonly code: string;
  readonly message: string | undefined;
}

/** Reads the error of an answer in any of the services' formats; undefined where the call went well. */
export function errorOf(status: number, body: string): CallError | undefined {
  if (status < 400) return undefined;
  const xmlCode = /<Code>([^<]+)<\/Code>/.exec(body)?.[1];
  if (xmlCode !== undefined) return { code: xmlCode, message: /<Message>([^<]*)<\/Message>/.exec(body)?.[1] };
  const jsonType = /"__type"\s*:\s*"(?:[^"]*#)?([^"]+)"/.exec(body)?.[1];
  if (jsonType !== undefined) return { code: jsonType, message: /"[Mm]essage"\s*:\s*"([^"]*)"/.exec(body)?.[1] };
  return { code: `Http${status}`, message: undefined };
}

/** Codes with which services refuse a key that is inactive, deleted or unknown, before they look at any policy. */
const credentialRefusals = [
  "InvalidClientTokenId",
  "UnrecognizedClientException",
  "InvalidAccessKeyId",
  "SignatureDoesNotMatch",
  "InvalidSignatureException",
  "ExpiredToken",
  "ExpiredTokenException",
];

export const refusesCredential = (code: string) => credentialRefusals.includes(code);
