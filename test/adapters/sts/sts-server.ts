import { createHash, createHmac } from "node:crypto";
import { type AwsAnswer, type AwsEndpoint, type AwsRequest, startAwsEndpoint } from "../aws-endpoint.ts";

/** Whose credentials STS knows: access key to ARN. All have the secret `secret`. */
type Callers = Readonly<Record<string, string>>;

const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
const hmac = (key: Buffer | string, text: string) => createHmac("sha256", key).update(text).digest();

/** STS as far as GetCallerIdentity goes: it checks the signature against the host that it has in AWS. */
export async function startSts(callers: Callers, host = "sts.eu-west-1.amazonaws.com"): Promise<AwsEndpoint> {
  const endpoint = await startAwsEndpoint();
  endpoint.answer((request) => stsAnswer(request, callers, host));
  return endpoint;
}

export function stsAnswer(request: AwsRequest, callers: Callers, host: string): AwsAnswer {
  const [, key = "", day = "", region = "", names = "", signature = ""] =
    /Credential=(\w+)\/(\d+)\/([\w-]+)\/sts\/aws4_request, SignedHeaders=([\w;-]+), Signature=(\w+)/.exec(
      request.headers.authorization ?? "",
    ) ?? [];
  const headers: Record<string, unknown> = { ...request.headers, host };
  const canonical = [
    "POST",
    request.path,
    "",
    ...names.split(";").map((name) => `${name}:${String(headers[name])}`),
    "",
    names,
    sha256(request.body),
  ].join("\n");
  const scope = `${day}/${region}/sts/aws4_request`;
  const text = ["AWS4-HMAC-SHA256", String(headers["x-amz-date"]), scope, sha256(canonical)].join("\n");
  const signingKey = [day, region, "sts", "aws4_request"].reduce<Buffer | string>(hmac, "AWS4secret");
  const isRight = hmac(signingKey, text).toString("hex") === signature;
  const arn = callers[key];
  if (!isRight || arn === undefined) {
    const code = arn === undefined ? "InvalidClientTokenId" : "SignatureDoesNotMatch";
    return { status: 403, body: `<ErrorResponse><Error><Code>${code}</Code></Error></ErrorResponse>` };
  }
  return { headers: { "content-type": "text/xml" }, body: identityXml(arn) };
}

export const identityXml = (arn: string) =>
  `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <GetCallerIdentityResult><Arn>${arn}</Arn><UserId>AROA:x</UserId><Account>111122223333</Account></GetCallerIdentityResult>
</GetCallerIdentityResponse>`;
