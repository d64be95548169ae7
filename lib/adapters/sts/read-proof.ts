import { createHash } from "node:crypto";
import { callerProof, stsHost } from "../../contract/caller-proof.ts";
import { printable } from "../../domain/event/printable.ts";

/** A proof that is not sent anywhere, or that STS refused. The message holds no header. */
export class ProofRefusedError extends Error {
  override readonly name = "ProofRefusedError";
}

/** What a proof has to be about. */
export interface ExpectedProof {
  readonly region: string;
  readonly containmentId: string;
  /** As `provenAnswer` writes it. */
  readonly answer: string;
  readonly nowMs: number;
}

/** STS itself takes 15 minutes; people answer at once. */
const oldestMs = 5 * 60_000;
const longestHeader = 8_192;
const bodyHash = createHash("sha256").update(callerProof.body).digest("hex");

const dateHeader = "x-amz-date";
/** Every header that may be sent, and what it has to be, where that is known. */
const allowed = ["authorization", "content-type", "host", dateHeader, "x-amz-content-sha256", "x-amz-security-token"];
const ours = [callerProof.containmentHeader, callerProof.answerHeader];

const authorization =
  /^AWS4-HMAC-SHA256 Credential=[A-Z0-9]{16,128}\/(\d{8})\/([a-z0-9-]{1,40})\/sts\/aws4_request, ?SignedHeaders=([a-z0-9;-]{1,400}), ?Signature=[0-9a-f]{64}$/;

/**
 * The headers to send to STS, where the proof is a signed GetCallerIdentity of this region, made within 5 minutes for
 * this question and this answer, and nothing else. Every header is signed. Throws ProofRefusedError otherwise.
 */
export function readProof(proof: unknown, expected: ExpectedProof): Readonly<Record<string, string>> {
  const { url, headers: given } = fieldsOf(proof, "the proof");
  const host = stsHost(expected.region);
  const wanted = `https://${host}${callerProof.path}`;
  if (url !== wanted) throw refused(`its url is ${shown(url)}; allowed is ${wanted} alone`);
  const headers = readHeaders(given);
  const exact: Readonly<Record<string, string>> = {
    host,
    "content-type": callerProof.contentType,
    "x-amz-content-sha256": bodyHash,
    [callerProof.containmentHeader]: expected.containmentId,
    [callerProof.answerHeader]: expected.answer,
  };
  for (const [name, value] of Object.entries(exact)) {
    if (headers[name] !== value) throw refused(`${name} is ${shown(headers[name])}; it has to be ${shown(value)}`);
  }
  const [, day, region, signed = ""] = authorization.exec(headers["authorization"] ?? "") ?? [];
  if (day === undefined) throw refused("its authorization is no signature of version 4 for sts");
  if (region !== expected.region) throw refused(`it is signed for ${shown(region)}; it has to be ${expected.region}`);
  const signedNames = signed.split(";");
  const unsigned = Object.keys(headers).filter((name) => name !== "authorization" && !signedNames.includes(name));
  if (unsigned.length > 0) throw refused(`it does not sign ${unsigned.join(", ")}`);
  const missing = signedNames.filter((name) => headers[name] === undefined);
  if (missing.length > 0) throw refused(`it signs ${shown(missing.join(", "))}, and does not bring it`);
  const timeMs = timeOf(headers[dateHeader] ?? "");
  if (timeMs === undefined || !headers[dateHeader]?.startsWith(day)) throw refused(`its ${dateHeader} is no such time`);
  if (Math.abs(expected.nowMs - timeMs) > oldestMs) {
    throw refused(`it was signed at ${new Date(timeMs).toISOString()}; 5 minutes are allowed. Check your clock`);
  }
  return headers;
}

function readHeaders(given: unknown): Readonly<Record<string, string>> {
  const entries = Object.entries(fieldsOf(given, "its headers"));
  const headers: Record<string, string> = {};
  for (const [spelled, value] of entries) {
    const name = spelled.toLowerCase();
    if (![...allowed, ...ours].includes(name)) {
      throw refused(`the header ${shown(spelled)} is not allowed; allowed are ${[...allowed, ...ours].join(", ")}`);
    }
    if (Object.hasOwn(headers, name)) throw refused(`it brings ${name} twice`);
    if (
      typeof value !== "string" ||
      value.length > longestHeader ||
      !/^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/.test(value)
    ) {
      throw refused(`its ${name} is no plain text of at most ${longestHeader} characters`);
    }
    headers[name] = value;
  }
  return headers;
}

/** `20261121T184502Z` */
function timeOf(text: string): number | undefined {
  const [, y, mo, d, h, mi, s] = /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(text) ?? [];
  const timeMs = Date.parse(`${y}-${mo}-${d}T${h}:${mi}:${s}Z`);
  return Number.isNaN(timeMs) ? undefined : timeMs;
}

function fieldsOf(value: unknown, what: string): Readonly<Record<string, unknown>> {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Record<string, unknown>;
  throw refused(`${what} is no object`);
}

const refused = (why: string) => new ProofRefusedError(`who you are is not proven: ${why}`);
const shown = (value: unknown): string => (typeof value === "string" ? `"${printable(value, 120)}"` : "missing");
