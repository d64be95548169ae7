import type { CloudTrailRecord } from "../../domain/event/activity.ts";
import { type Call, type CallPlace, type Fields, resourceOf } from "./call.ts";
import type { Credential } from "./credentials/credential.ts";
import { s3RequestId, uuid } from "./identifiers.ts";
import type { Path } from "./networks.ts";
import { isoSecondWriter } from "./time-text.ts";

/** One call, made: everything that its record tells. */
export interface MadeCall {
  readonly call: Call;
  readonly place: CallPlace;
  readonly credential: Pick<Credential, "userIdentity" | "principalArn" | "invokedBy" | "fromConsole">;
  readonly path: Path;
  readonly userAgent: string;
  /** Set on both halves of a call that two accounts record. */
  readonly sharedEventId?: string;
}

const isoSecond = isoSecondWriter();
const noParameters: Fields = Object.freeze({});

/** Writes a CloudTrail record of version 1.11. Parts that do not differ between records are shared and frozen. */
export function callRecord(made: MadeCall): CloudTrailRecord {
  const { call, place, credential, path } = made;
  const { random } = place;
  const parameters = call.parameters?.(place);
  const resources = call.resources?.(place, parameters ?? noParameters);
  const response = call.error === undefined ? call.response?.(place, parameters ?? noParameters) : undefined;
  const record: Record<string, unknown> = {
    eventVersion: "1.11",
    userIdentity: credential.userIdentity,
    eventTime: isoSecond(place.timeMs),
    eventSource: call.eventSource,
    eventName: call.eventName,
    awsRegion: place.region,
    sourceIPAddress: path.sourceAddress,
    userAgent: made.userAgent,
  };
  if (call.error !== undefined) {
    record["errorCode"] = call.error.code;
    record["errorMessage"] =
      call.error.message ?? refusal(call, credential.principalArn, resourceOf(call, place, parameters ?? noParameters));
  }
  record["requestParameters"] = parameters ?? null;
  record["responseElements"] = response ?? null;
  if (call.service === "s3") record["additionalEventData"] = transfer(call, place);
  record["requestID"] = call.service === "s3" ? s3RequestId(random) : uuid(random);
  record["eventID"] = uuid(random);
  record["readOnly"] = call.readOnly;
  if (resources !== undefined) record["resources"] = resources;
  record["eventType"] = "AwsApiCall";
  record["managementEvent"] = !call.data;
  record["recipientAccountId"] = place.accountId;
  if (made.sharedEventId !== undefined) record["sharedEventID"] = made.sharedEventId;
  if (path.vpcEndpointId !== undefined) {
    record["vpcEndpointId"] = path.vpcEndpointId;
    record["vpcEndpointAccountId"] = path.vpcEndpointAccountId;
  }
  record["eventCategory"] = call.data ? "Data" : "Management";
  if (credential.fromConsole) record["sessionCredentialFromConsole"] = "true";
  if (credential.invokedBy === undefined) record["tlsDetails"] = tlsDetails(call, place.region);
  return record;
}

/** IAM's sentence for a call that no policy allows. */
function refusal(call: Call, principalArn: string, resourceArn: string): string {
  const about = resourceArn === "*" ? "" : ` on resource: ${resourceArn}`;
  return `User: ${principalArn} is not authorized to perform: ${call.permission}${about} because no identity-based policy allows the ${call.permission} action`;
}

function transfer(call: Call, place: CallPlace): Fields {
  const bytes = call.error === undefined ? place.random.integer(200, 4_000_000) : 243;
  const upload = call.eventName.startsWith("Put") || call.eventName.startsWith("Upload");
  return {
    SignatureVersion: "SigV4",
    CipherSuite: "TLS_AES_128_GCM_SHA256",
    bytesTransferredIn: upload ? bytes : 0,
    AuthenticationMethod: "AuthHeader",
    bytesTransferredOut: upload ? 0 : bytes,
  };
}

/** One object for each host: services times regions, a few hundred at most. */
const tlsByHost = new Map<string, Fields>();

function tlsDetails(call: Call, region: string): Fields {
  const host = call.service === "iam" ? "iam.amazonaws.com" : `${call.host}.${region}.amazonaws.com`;
  let details = tlsByHost.get(host);
  if (details === undefined) {
    details = Object.freeze({
      tlsVersion: "TLSv1.3",
      cipherSuite: "TLS_AES_128_GCM_SHA256",
      clientProvidedHostHeader: host,
    });
    tlsByHost.set(host, details);
  }
  return details;
}
